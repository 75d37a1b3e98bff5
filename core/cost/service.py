"""The calculator's door: reckon a scenario, keep it, estimate an app's options for the wizard."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from uuid import uuid4

from sqlmodel import Session, col, select

from core.actor import Actor
from core.audit import service as audit
from core.catalog.service import Reading
from core.cost.inputs.definitions import input_catalogue
from core.cost.inputs.facts import AppFacts
from core.cost.inputs.gathering import facts_of_app, facts_of_stack
from core.cost.inputs.plan_choice import choose_plans
from core.cost.inputs.price_changes import PriceChange, changes, prices_used
from core.cost.inputs.resolve import resolve
from core.cost.inputs.resolve import resolve as resolve_inputs
from core.cost.model.estimate import point
from core.cost.model.high_water import check as check_months
from core.cost.model.high_water import from_ends as months_from_ends
from core.cost.model.high_water import generated as generated_months
from core.cost.model.options import OptionId, PlanRole
from core.cost.models import SavedScenarioRow, ScenarioVersion
from core.cost.results.answer import answer as answer_in_words
from core.cost.results.differences import differences
from core.cost.results.estimate_options import (
    CostAnswers,
    Estimates,
    estimate_options,
    likely_options,
    scenario_of,
)
from core.cost.results.profile_bills import profile_bills
from core.cost.results.report import render_summary, to_csv_table
from core.cost.results.result import CostResult, calculate, digits
from core.cost.results.result import to_json as result_json
from core.cost.results.sensitivity import curve, input_of, reference_of
from core.cost.results.stack_cost import StackCost, stack_cost
from core.cost.results.workbook import workbook
from core.cost.scenario.profile_table import read_profiles
from core.cost.scenario.scenario import Scenario, to_plain
from core.cost.scenario.scenario import to_plain as scenario_as_plain
from core.cost.scenario.scenario_file import read_scenario, read_upload
from core.cost.scenario.typed_numbers import read_rate, read_typed, typed
from core.errors import Conflict, Invalid, NotFound
from core.rights import Action, require
from core.stack import service as stack

__all__ = [
    "MAX_NAME",
    "NOTHING_IMPOSSIBLE",
    "SavedScenario",
    "VersionView",
    "answer_in_words",
    "calculate_scenario",
    "check_months",
    "choose_plans",
    "current_plan",
    "curve",
    "differences",
    "digits",
    "duplicate",
    "estimate",
    "estimates_of_stack",
    "facts_of",
    "generated_months",
    "input_catalogue",
    "input_of",
    "months_from_ends",
    "point",
    "price_changes",
    "profile_bills",
    "read_profiles",
    "read_rate",
    "read_typed",
    "read_upload",
    "reference_of",
    "remove",
    "render_summary",
    "resolve_inputs",
    "result_json",
    "save",
    "scenario",
    "scenario_as_plain",
    "scenarios",
    "to_csv_table",
    "typed",
    "update",
    "versions",
    "whole_stack",
    "workbook",
]


MAX_NAME = 200
NOTHING_IMPOSSIBLE: Mapping[OptionId, str] = {}


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
class VersionView:
    """One earlier version of a scenario."""

    version: int
    scenario: Scenario
    saved_at: datetime
    saved_by: str


def facts_of(session: Session, actor: Actor, reading: Reading, app: str | None) -> AppFacts:
    """What catalogue and stack say about an app; nothing where there is none.

    Raises :class:`NotFound` for an unknown app.
    """
    require(actor, Action.COST_READ)
    if app is None:
        return AppFacts()
    return facts_of_app(session, actor, reading, app)


def calculate_scenario(
    scenario: Scenario, facts: AppFacts, impossible: Mapping[OptionId, str] = NOTHING_IMPOSSIBLE
) -> CostResult:
    """Reckon a scenario with the :func:`facts_of` its app.

    ``impossible``: options that cannot be done here, with the reason (the advice room knows); they
    are calculated, but are never the cheapest. Raises :class:`core.cost.values.BadInputs` with
    everything that cannot be used.
    """
    return calculate(replace(resolve(scenario, facts), impossible=impossible))


def current_plan(scenario: Scenario, facts: AppFacts) -> str | None:
    """Slug of the plan that a scenario starts from, where the catalogue knows it."""
    plan = choose_plans(scenario, facts).plans.get(PlanRole.CURRENT)
    return plan.known.slug if plan and plan.known else None


def estimate(
    session: Session,
    actor: Actor,
    reading: Reading,
    app: str,
    answers: CostAnswers,
    currency: str = "USD",
) -> Estimates:
    """Per option first-year and three-year cost for the wizard's answers about one app."""
    facts = facts_of(session, actor, reading, app)
    return estimate_options(scenario_of(answers, app, currency), facts)


def estimates_of_stack(
    session: Session, actor: Actor, reading: Reading, currency: str = "USD"
) -> Callable[[str, CostAnswers], Estimates]:
    """The same for each app of the stack, at the likely values alone: app and answers in."""
    require(actor, Action.COST_READ)
    facts = {entry.app: found for entry, found in facts_of_stack(session, actor, reading)}
    return lambda app, answers: likely_options(scenario_of(answers, app, currency), facts[app])


def save(
    session: Session, actor: Actor, reading: Reading, scenario: Scenario, owner: str = ""
) -> SavedScenario:
    """Keep a new scenario with the catalogue's prices that it uses now."""
    require(actor, Action.COST_EDIT)
    _check(scenario)
    now = datetime.now(UTC)
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
        raise Conflict(
            f"{row.name} was changed by {row.updated_by} at {row.updated_at:%Y-%m-%d %H:%M} UTC, "
            "after you opened it.",
            hint="Your change was not saved. Save it as a new scenario, or reload.",
        )
    before = {"name": row.name, "version": row.version, "content": row.content}
    row.name, row.notes, row.app_id = scenario.name, scenario.notes, scenario.app
    row.owner = (owner or row.owner).strip()
    row.content = to_plain(scenario)
    row.prices = _prices(session, actor, reading, scenario)
    row.version, row.updated_at, row.updated_by = version + 1, datetime.now(UTC), actor.name
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
    now = datetime.now(UTC)
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


def price_changes(saved: SavedScenario, facts: AppFacts) -> list[PriceChange]:
    """Catalogue prices that are not what the scenario was saved with."""
    return changes(saved.prices, prices_used(resolve(saved.scenario, facts)))


def whole_stack(
    session: Session,
    actor: Actor,
    reading: Reading,
    *,
    years: int = 3,
    chosen: Mapping[str, str] | None = None,
    rates: Mapping[str, Decimal] | None = None,
) -> StackCost:
    """Upgrading everything, what is recommended and doing nothing, app by app.

    ``chosen``: app id → option id that the wizard recommends; without it the cheapest option.
    ``rates``: what 1 of another currency is in the organisation's; an app with a price in a
    currency without one is not reckoned, and says so.
    """
    require(actor, Action.COST_READ)
    entries = facts_of_stack(session, actor, reading)
    currency = stack.organisation(session, actor).currency
    return stack_cost(entries, currency, years=years, chosen=chosen or {}, rates=rates or {})


def _check(scenario: Scenario) -> None:
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
        raise NotFound("This scenario does not exist (any more).", field="scenario")
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
