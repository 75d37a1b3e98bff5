"""Saved scenarios: stored with the prices that they used, every earlier version kept."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from core import clock
from core.actor import Actor
from core.audit import service as audit
from core.catalog.values import Reading
from core.cost.calculation import facts_of
from core.cost.inputs.price_changes import prices_used
from core.cost.inputs.resolve import resolve
from core.cost.models import SavedScenarioRow, ScenarioVersion
from core.cost.scenario.scenario import Scenario, to_plain
from core.cost.scenario.scenario_file import read_scenario
from core.errors import Conflict, Invalid, NotFound
from core.names import checked
from core.rights import Action, require
from core.storage.quota import Quota

MAX_NAME = 200


@dataclass(frozen=True)
class SavedScenario:
    """A scenario as it is kept. ``version`` counts the edits."""

    id: str
    scenario: Scenario
    owner: str
    version: int
    prices: Mapping[str, Mapping[str, object]]
    created_at: datetime
    updated_at: datetime
    updated_by: str

    @property
    def name(self) -> str:
        return self.scenario.name


@dataclass(frozen=True)
class ScenarioName:
    """What a scenario is told by, without what it says."""

    id: str
    name: str
    owner: str
    app_id: str | None
    updated_at: datetime


@dataclass(frozen=True)
class VersionView:
    """One earlier version of a scenario."""

    version: int
    scenario: Scenario
    saved_at: datetime
    saved_by: str


SCENARIOS = Quota(
    1_000, "scenarios last saved by one person", "Delete those that you no longer need."
)
VERSIONS = Quota(1_000, "versions of a scenario", "Save it as a new scenario.")


def save(
    session: Session, actor: Actor, reading: Reading, scenario: Scenario, owner: str = ""
) -> SavedScenario:
    """Keep a new scenario with the catalogue's prices that it uses now."""
    require(actor, Action.COST_EDIT)
    _check(scenario)
    SCENARIOS.leave_room(session, SavedScenarioRow, col(SavedScenarioRow.updated_by) == actor.name)
    now = clock.now()
    row = SavedScenarioRow(
        id=uuid4().hex,
        name=scenario.name,
        owner=owner.strip() or actor.name,
        notes=scenario.notes,
        app_id=scenario.app,
        content=to_plain(scenario),
        prices=_prices(session, actor, reading, scenario),
        created_at=now,
        updated_at=now,
        updated_by=actor.name,
    )
    session.add(row)
    session.flush()
    _keep_version(session, row)
    audit.record(
        session,
        actor,
        Action.COST_EDIT,
        f"scenario:{row.id}",
        after={"name": row.name, "version": 1},
    )
    return _saved(row)


def update(
    session: Session,
    actor: Actor,
    reading: Reading,
    scenario_id: str,
    version: int,
    scenario: Scenario,
    owner: str | None = None,
) -> SavedScenario:
    """Store an edit made on ``version``; raises :class:`Conflict` when that is not current."""
    require(actor, Action.COST_EDIT)
    _check(scenario)
    row = _row(session, scenario_id)
    if row.version != version:
        # A second click on Save is no conflict with the first.
        if row.content == to_plain(scenario) and row.owner == (owner or row.owner).strip():
            return _saved(row)
        raise Conflict(
            f"{row.name} was changed by {row.updated_by} at {row.updated_at:%Y-%m-%d %H:%M} UTC, "
            "after you opened it.",
            hint="Your change was not saved. Save it as a new scenario, or reload.",
        )
    VERSIONS.hold(version + 1)
    before = {"name": row.name, "version": row.version, "content": row.content}
    row.name, row.notes, row.app_id = scenario.name, scenario.notes, scenario.app
    row.owner = (owner or row.owner).strip()
    row.content = to_plain(scenario)
    row.prices = _prices(session, actor, reading, scenario)
    row.version, row.updated_at, row.updated_by = version + 1, clock.now(), actor.name
    session.add(row)
    session.flush()
    _keep_version(session, row)
    after = {"name": row.name, "version": row.version, "content": row.content}
    audit.record(session, actor, Action.COST_EDIT, f"scenario:{row.id}", before=before, after=after)
    return _saved(row)


def duplicate(session: Session, actor: Actor, scenario_id: str) -> SavedScenario:
    """A copy with a name of its own, with the prices that the original was saved with."""
    require(actor, Action.COST_EDIT)
    original = _row(session, scenario_id)
    now = clock.now()
    name = f"{original.name} (copy)"[:MAX_NAME]
    row = SavedScenarioRow(
        **original.model_dump(exclude={"id", "name", "content", "version"}),
        id=uuid4().hex,
        name=name,
        content={**original.content, "name": name},
    )
    row.created_at = row.updated_at = now
    row.updated_by = actor.name
    session.add(row)
    session.flush()
    _keep_version(session, row)
    audit.record(
        session,
        actor,
        Action.COST_EDIT,
        f"scenario:{row.id}",
        after={"name": name, "copy_of": original.id},
    )
    return _saved(row)


def remove(session: Session, actor: Actor, scenario_id: str) -> None:
    """Delete a scenario with its versions; the audit log keeps what it was."""
    require(actor, Action.COST_EDIT)
    row = _row(session, scenario_id)
    audit.record(
        session,
        actor,
        Action.COST_EDIT,
        f"scenario:{row.id}",
        before={"name": row.name, "version": row.version, "content": row.content},
    )
    kept = select(ScenarioVersion).where(ScenarioVersion.scenario_id == row.id)
    for version in session.exec(kept):
        session.delete(version)
    session.flush()
    session.delete(row)
    session.flush()


def scenarios(session: Session, actor: Actor) -> list[SavedScenario]:
    """All saved scenarios, the last changed first."""
    require(actor, Action.COST_READ)
    rows = session.exec(select(SavedScenarioRow).order_by(col(SavedScenarioRow.updated_at).desc()))
    return [_saved(row) for row in rows]


def scenario_names(session: Session, actor: Actor) -> list[ScenarioName]:
    """What all saved scenarios are told by, the last changed first."""
    require(actor, Action.COST_READ)
    columns = SavedScenarioRow.__table__.c  # type: ignore[attr-defined]
    wanted = (columns[name] for name in ("id", "name", "owner", "app_id", "updated_at"))
    newest_first = (columns.updated_at.desc(), columns.id)
    rows = session.execute(sql_select(*wanted).order_by(*newest_first))
    return [ScenarioName(*each) for each in rows]


def scenario(session: Session, actor: Actor, scenario_id: str) -> SavedScenario:
    """One saved scenario; raises :class:`NotFound`."""
    require(actor, Action.COST_READ)
    return _saved(_row(session, scenario_id))


def versions(session: Session, actor: Actor, scenario_id: str) -> list[VersionView]:
    """Every version of a scenario, the newest first."""
    require(actor, Action.COST_READ)
    rows = session.exec(
        select(ScenarioVersion)
        .where(ScenarioVersion.scenario_id == scenario_id)
        .order_by(col(ScenarioVersion.version).desc())
    )
    return [
        VersionView(row.version, _read(row.content, row.name), row.saved_at, row.saved_by)
        for row in rows
    ]


def _check(scenario: Scenario) -> None:
    checked(scenario.name, field="name", what="The scenario’s name")
    if not scenario.name.strip() or len(scenario.name) > MAX_NAME:
        raise Invalid(f"A scenario needs a name of at most {MAX_NAME} characters.", field="name")
    # What is kept must be readable: the same rules as for a file, before it is written.
    _read(to_plain(scenario), scenario.name)


def _prices(
    session: Session, actor: Actor, reading: Reading, scenario: Scenario
) -> dict[str, dict[str, object]]:
    return prices_used(resolve(scenario, facts_of(session, actor, reading, scenario.app)))


def _row(session: Session, scenario_id: str) -> SavedScenarioRow:
    row = session.get(SavedScenarioRow, scenario_id)
    if row is None:
        raise NotFound("This scenario does not exist, or was deleted.", field="scenario")
    return row


def _keep_version(session: Session, row: SavedScenarioRow) -> None:
    session.add(
        ScenarioVersion(
            scenario_id=row.id,
            version=row.version,
            name=row.name,
            content=row.content,
            prices=row.prices,
            saved_at=row.updated_at,
            saved_by=row.updated_by,
        )
    )
    session.flush()


def _read(content: Mapping[str, object], name: str) -> Scenario:
    return read_scenario(json.dumps(content), name)


def _saved(row: SavedScenarioRow) -> SavedScenario:
    return SavedScenario(
        id=row.id,
        scenario=_read(row.content, row.name),
        owner=row.owner,
        version=row.version,
        prices=row.prices,
        created_at=row.created_at,
        updated_at=row.updated_at,
        updated_by=row.updated_by,
    )
