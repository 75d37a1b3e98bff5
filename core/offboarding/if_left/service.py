"""If somebody left now: what ends, what stays, what breaks, and what work it is."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from sqlmodel import Session, col, select

from core import clock
from core.accounts import service as accounts
from core.accounts.values import AccountRow, AccountStatus, Known, KnownInApp
from core.actor import Actor
from core.advice import service as advice
from core.advice.values import OurCircumstances
from core.catalog import service as catalog
from core.catalog.values import Reading
from core.identity import service as identity
from core.identity.values import Member
from core.offboarding import rows
from core.offboarding.cases.opening import planned
from core.offboarding.if_left.values import AppIfLeft, Breaks, Broken, IfLeft, WorstLeaver
from core.offboarding.models import UNFINISHED, Case, CaseKind, CaseStatus, Identifier, Step
from core.offboarding.views import Opening
from core.rights import Action, require
from core.stack import service as stack
from core.stack.service import route_of
from core.stack.values import Route

_OFF = (AccountStatus.DEACTIVATED, AccountStatus.SUSPENDED)
MOST = 1_000
NO_ADDRESS = "nobody@example.invalid"


def if_left(session: Session, actor: Actor, reading: Reading, person_id: int) -> IfLeft:
    """What would follow if this person left now. Nothing is stored; raises :class:`NotFound`."""
    require(actor, Action.INVENTORY_READ)
    require(actor, Action.CASE_READ)
    now = clock.now()
    person = accounts.person(session, actor, person_id, now).row
    names = accounts.names_of_person(session, person_id)
    told = accounts.known_in_apps(session, actor, names, now)
    whole = catalog.catalog(session, actor, reading)
    here = advice.our_circumstances(session, actor)
    apps = [
        _app(here, route_of(whole.apps[app], here(app)), one, row)
        for app, one in told.items()
        if app in whole.apps and (row := _in_use(one))
    ]
    apps.sort(key=lambda one: (one.ends_automatically, -one.hours, one.name.casefold()))
    ours = [entry for entry in stack.entries(session, actor) if entry.app in whole.apps]
    known = {app for app, one in told.items() if one.known is not Known.NO_DATA}
    opening = Opening(
        person.name, person.email or NO_ADDRESS, CaseKind.VOLUNTARY, now, person.zone or "UTC"
    )
    plan = planned(session, actor, reading, opening, now, names)
    return IfLeft(
        person_id,
        person.name,
        person.email,
        tuple(apps),
        tuple(sorted((entry.name for entry in ours if entry.app not in known), key=str.casefold)),
        tuple(_breaks(session, actor, person_id, names)),
        len(plan.steps),
        dict(Counter(step.owner or "" for step in plan.steps).most_common()),
        dict(Counter(step.owner_role for step in plan.steps if not step.owner).most_common()),
    )


def worst_leavers(
    session: Session, actor: Actor, reading: Reading, limit: int = 20
) -> Sequence[WorstLeaver]:
    """The people whose leaving would be worst, the worst first; who has left is not among them."""
    require(actor, Action.INVENTORY_READ)
    import polars as pl

    from core.offboarding.if_left.ranking import ROUTES, ranked

    now = clock.now()
    held = accounts.held(session, actor, now)
    only = accounts.only_administrators(session, actor, now)
    owned = accounts.answered_for(session, actor, now).select("person")
    owners = [entry.fields.owner or "" for entry in stack.entries(session, actor)]
    people = accounts.people_called(session, actor, [name for name in owners if name])
    of_stack = pl.DataFrame(
        {"person": [people[name] for name in owners if name in people]},
        schema={"person": pl.Int64},
    )
    last = pl.DataFrame({"person": [one for _app, _key, one in only]}, schema={"person": pl.Int64})
    here = held["person"].unique()
    found = ranked(
        held,
        last.filter(pl.col("person").is_in(here.implode())),
        pl.concat([owned, of_stack]),
        pl.DataFrame(
            _routes(session, actor, reading, held["app"].unique().to_list()),
            schema=ROUTES,
            orient="row",
        ),
        min(limit, MOST),
    )
    return [_worst(session, actor, row) for row in found.iter_rows(named=True)]


def _routes(
    session: Session, actor: Actor, reading: Reading, apps: Collection[str]
) -> list[tuple[str, int, bool]]:
    whole = catalog.catalog(session, actor, reading).apps
    here = advice.our_circumstances(session, actor)
    routes = {app: route_of(whole[app], here(app)) for app in apps if app in whole}
    return [(app, here.hours_of_leaver(one), one.is_automatic) for app, one in routes.items()]


def _worst(session: Session, actor: Actor, row: dict[str, int]) -> WorstLeaver:
    person = accounts.person(session, actor, row["person"], clock.now()).row
    numbers = {name: number for name, number in row.items() if name != "person"}
    return WorstLeaver(person.id, person.name, person.email, **numbers)


def _in_use(known: KnownInApp) -> AccountRow | None:
    """The account in use that can do most."""
    rows = [row for row in known.accounts if not row.gone and row.status not in _OFF]
    return max(rows, key=lambda row: (row.admin is True, row.as_of), default=None)


def _app(here: OurCircumstances, route: Route, known: KnownInApp, row: AccountRow) -> AppIfLeft:
    return AppIfLeft(
        known.app,
        row.app_name,
        row.account,
        row.status,
        known.is_admin,
        route,
        here.hours_of_leaver(route),
        known.as_of,
        known.feed,
    )


def _breaks(
    session: Session, actor: Actor, person_id: int, names: Collection[str]
) -> Iterable[Broken]:
    now = clock.now()
    called = {name.casefold() for name in names}
    for app, _key, person in accounts.only_administrators(session, actor, now):
        if person == person_id:
            yield Broken(Breaks.ONLY_ADMINISTRATOR, rows.app_names(session, [app])[app], app)
    owned = accounts.answered_for(session, actor, now)
    for row in owned.filter(owned["person"] == person_id).iter_rows(named=True):
        yield Broken(Breaks.SERVICE_ACCOUNT, row["account"], row["app"])
    for entry in stack.entries(session, actor):
        if (entry.fields.owner or "").strip().casefold() in called:
            yield Broken(Breaks.APP, entry.name, entry.app)
    for group in identity.owners(session).groups.values():
        workers = group.workers
        if len(workers) == 1 and called & _called(workers[0]):
            yield Broken(Breaks.GROUP, group.name)
    if steps := _steps(session, called):
        yield Broken(Breaks.STEP, "", number=steps)


def _steps(session: Session, called: Collection[str]) -> int:
    """Unfinished steps of other people's cases."""
    own = select(Identifier.case_id).where(col(Identifier.value).in_(called))
    query = (
        select(Step.id)
        .join(Case, col(Case.id) == col(Step.case_id))
        .where(
            col(Step.owner_key).in_(called),
            col(Step.status).in_(UNFINISHED),
            col(Case.status) == CaseStatus.OPEN,
            col(Case.id).not_in(own),
        )
    )
    return len(session.exec(query).all())


def _called(member: Member) -> set[str]:
    return {name.casefold() for name in (member.username, member.name, member.email) if name}
