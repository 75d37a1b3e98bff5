"""What is written into the catalogue: the bundle, our observations and apps, link checks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from core import clock
from core.actor import Actor
from core.audit import service as audit
from core.catalog.bundle import loader
from core.catalog.bundle.bundle import digest, read_bundle
from core.catalog.link_check import LinkResult
from core.catalog.models import (
    CLOSED_VALUES,
    SET_FACTS,
    Alias,
    App,
    Authority,
    CatalogState,
    Claim,
    Fact,
    Idp,
    LinkCheck,
    Origin,
    Source,
)
from core.catalog.names import normalise
from core.errors import Conflict, Invalid, NotFound
from core.names import checked
from core.rights import Action, require
from core.storage.quota import Quota


@dataclass(frozen=True)
class Observation:
    """What somebody here saw with their own eyes."""

    app: str
    fact: Fact
    value: str
    evidence: str
    """How it was seen: the screen, the ticket, the vendor's mail."""
    observed_on: date
    idp: str | None = None
    note: str | None = None


def load_bundle(session: Session, actor: Actor, folder: Path) -> bool:
    """Load the bundled files if their content changed; whether they had.

    Raises :class:`core.files.data_files.BadFiles` with every problem; nothing is changed then.
    """
    require(actor, Action.CATALOG_LOAD)
    found = digest(folder)
    state = session.get(CatalogState, 1)
    if state is not None and state.digest == found:
        return False
    bundle = read_bundle(folder)
    loader.store(session, bundle, found)
    audit.record(
        session,
        actor,
        Action.CATALOG_LOAD,
        "catalog:bundle",
        after={"digest": found, "apps": len(bundle.apps), "claims": len(bundle.claims)},
    )
    return True


def record_checks(session: Session, actor: Actor, results: Sequence[LinkResult]) -> None:
    """Keep what the links did when they were fetched just now."""
    require(actor, Action.CATALOG_CHECK_LINKS)
    now = clock.now()
    for result in results:
        if session.get(Source, result.source_id) is None:
            continue
        check = session.get(LinkCheck, result.source_id) or LinkCheck(
            source_id=result.source_id, checked_at=now, outcome=result.outcome
        )
        check.checked_at, check.outcome, check.detail = now, result.outcome, result.detail
        session.add(check)
    audit.record(
        session, actor, Action.CATALOG_CHECK_LINKS, "catalog:links", after={"links": len(results)}
    )


OWN_APPS = Quota(5_000, "apps of our own in the catalogue", "Use an app that is there already.")
OBSERVATIONS = Quota(1_000, "observations of one app", "Use one that is there already.")


def add_app(session: Session, actor: Actor, name: str) -> str:
    """Add an app that the catalogue does not know, as our own; its id.

    Raises :class:`Conflict` when the name already means an app.
    """
    require(actor, Action.CATALOG_OBSERVE)
    name = checked(name, field="name", what="The app’s name")
    app = normalise(name)
    if not is_name_for_app(name):
        raise Invalid(f"{name!r} is not a name for an app.", field="name", hint="Use letters.")
    # First, because on PostgreSQL it makes whoever else changes the catalogue wait.
    loader.touch(session)
    if session.get(App, app) is not None or session.get(Alias, app) is not None:
        raise Conflict(f"The catalogue already has an app {app!r}.")
    OWN_APPS.leave_room(session, App, col(App.origin) == Origin.LOCAL)
    session.add(App(id=app, name=name, depth="local", origin=Origin.LOCAL))
    session.flush()
    audit.record(session, actor, Action.CATALOG_OBSERVE, f"app:{app}", after={"name": name})
    return app


MOST_LETTERS = 80


def is_name_for_app(name: str) -> bool:
    """Whether an app of our own can be called so: with letters or digits, and not too many."""
    return 0 < len(normalise(name)) <= MOST_LETTERS


def forget_app(session: Session, actor: Actor, app: str) -> None:
    """Take an app of our own, of which nothing was said, out of the catalogue again.

    Raises :class:`Conflict` where it is in use, or something was observed of it.
    """
    require(actor, Action.CATALOG_OBSERVE)
    row = session.get(App, app)
    if row is None or row.origin is not Origin.LOCAL:
        raise NotFound(f"There is no app of our own {app!r}.", field="app")
    loader.touch(session)
    name = row.name
    try:
        with session.begin_nested():
            session.delete(row)
    except IntegrityError:
        raise Conflict(f"{name} is in use meanwhile.", hint="It stays as it is.") from None
    audit.record(session, actor, Action.CATALOG_OBSERVE, f"app:{app}", before={"name": name})


def observe(session: Session, actor: Actor, observation: Observation, *, today: date) -> int:
    """Record what we observed as a local claim of the highest authority; its id.

    Raises :class:`Invalid` for a value that the field cannot take, a day to come, or no evidence.
    """
    require(actor, Action.CATALOG_OBSERVE)
    value = _checked_value(observation)
    if not observation.evidence.strip():
        raise Invalid(
            "An observation needs its evidence.",
            field="evidence",
            hint="Say what you saw and where: the screen, the ticket, the vendor's mail.",
        )
    if observation.observed_on > today:
        raise Invalid("The day of the observation is in the future.", field="observed_on")
    if observation.idp is not None and session.get(Idp, observation.idp) is None:
        raise NotFound(f"There is no IdP {observation.idp!r}.", field="idp")
    if session.get(App, observation.app) is None:
        raise NotFound(f"There is no app {observation.app!r} in the catalogue.", field="app")
    # First, because on PostgreSQL it makes whoever else changes the catalogue wait.
    loader.touch(session)
    OBSERVATIONS.leave_room(
        session,
        Claim,
        col(Claim.app_id) == observation.app,
        col(Claim.origin) == Origin.LOCAL,
    )
    claim = Claim(
        app_id=observation.app,
        idp_id=observation.idp,
        fact=observation.fact,
        value=value,
        note=observation.note or None,
        source_id=_own_source(session, observation.app),
        as_of=observation.observed_on,
        origin=Origin.LOCAL,
        evidence=observation.evidence.strip(),
        recorded_by=actor.name,
        recorded_at=clock.now(),
    )
    session.add(claim)
    session.flush()
    assert claim.id is not None
    audit.record(
        session,
        actor,
        Action.CATALOG_OBSERVE,
        f"claim:{claim.id}",
        after={
            "app": claim.app_id,
            "idp": claim.idp_id,
            "field": claim.fact,
            "value": value,
            "observed_on": observation.observed_on.isoformat(),
        },
    )
    return claim.id


def _checked_value(observation: Observation) -> str:
    value = observation.value.strip()
    if not value:
        raise Invalid("An observation needs a value.", field="value", hint="Say what you saw.")
    allowed = CLOSED_VALUES.get(observation.fact)
    if allowed and value not in allowed:
        raise Invalid(
            f"{observation.fact} cannot be {value!r}.",
            field="value",
            hint=f"Use one of: {', '.join(allowed)}.",
        )
    if observation.fact in SET_FACTS:
        value = ", ".join(dict.fromkeys(t.strip() for t in value.split(",") if t.strip()))
    return value


def _own_source(session: Session, app: str) -> str:
    source_id = f"own/{app}"
    if session.get(Source, source_id) is None:
        session.add(
            Source(
                id=source_id,
                title="Own observation",
                publisher="This organisation",
                authority=Authority.OWN,
                origin=Origin.LOCAL,
            )
        )
        session.flush()
    return source_id
