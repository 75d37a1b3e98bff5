"""Opening cases: what stack, decisions and connections make of a leaver; one or many at once."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from core import clock
from core.accounts import service as accounts
from core.accounts.values import Known, KnownInApp
from core.actor import Actor
from core.advice import service as advice
from core.advice.values import OurCircumstances
from core.audit import service as audit
from core.catalog import service as catalog
from core.catalog.values import Reading, RemarkKind, Snapshot, Source
from core.config import settings
from core.errors import Conflict, Invalid, NotFound
from core.identity import service as identity
from core.identity.values import Owners
from core.names import checked
from core.offboarding import rows
from core.offboarding.cases.known import stored, told_of, what_is_known
from core.offboarding.cases.plan import NOBODY, AppInCase, CasePlan, plan_case
from core.offboarding.checklists.checklist import Checklists
from core.offboarding.checklists.service import checklists
from core.offboarding.checklists.where import NOWHERE, Click, Where
from core.offboarding.deadline import in_range, zone_of
from core.offboarding.idp.steps_from_events import absorb_idp_removals
from core.offboarding.models import LEAVINGS, Case, CaseKind, CaseStatus, Reader, Step
from core.offboarding.steps.accounts import learn, names_of, remember_accounts
from core.offboarding.steps.planned_step import store_steps
from core.offboarding.steps.resting import put_under
from core.offboarding.views import AccountKnown, CaseView, Opening
from core.offboarding.visibility import named_to, restricted_by_default, visible
from core.rights import Action, require
from core.scim import service as scim
from core.stack import service as stack
from core.stack.service import route_of
from core.stack.values import StackEntry
from core.storage.quota import Quota

MAX_TEXT = 2_000
JOINED = "an account appeared after the case was opened"
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")


@dataclass(frozen=True)
class Situation:
    """What cases are planned from; the same for many leavers at once."""

    entries: Sequence[StackEntry]
    whole: Snapshot
    here: OurCircumstances
    checklists: Checklists
    owners: Owners = NOBODY
    listed: frozenset[str] = frozenset()
    """Apps whose list comes again without being asked for."""
    where: Mapping[str, Where] = field(default_factory=dict)
    """App → what to click there, as far as a source says it."""

    @property
    def idp_name(self) -> str:
        """The main identity provider's name."""
        idps = self.here.idps
        return self.whole.idps.get(idps[0], idps[0]) if idps else "the IdP"


def preview_case(session: Session, actor: Actor, reading: Reading, opening: Opening) -> CasePlan:
    """What opening this case would make, and what is missing. Nothing is stored."""
    require(actor, Action.CASE_OPEN)
    checked = _checked(opening)
    now = clock.now()
    return _plan(session, actor, _situation(session, actor, reading), checked, now)


def planned(
    session: Session,
    actor: Actor,
    reading: Reading,
    opening: Opening,
    now: datetime,
    names: Collection[str],
) -> CasePlan:
    """The same for somebody of whom nobody says that they leave; ``names``: all that they are known
    by."""
    return _plan(session, actor, _situation(session, actor, reading), opening, now, names)


def opening_warnings(
    session: Session, actor: Actor, reading: Reading, openings: Sequence[Opening]
) -> list[str]:
    """What is missing for these cases and who will not see their steps, each said once."""
    require(actor, Action.CASE_OPEN)
    situation, now = _situation(session, actor, reading), clock.now()
    found: dict[str, None] = {}
    for opening in openings:
        found |= dict.fromkeys(_plan(session, actor, situation, _checked(opening), now).missing)
    return list(found)


def open_case(
    session: Session, actor: Actor, reading: Reading, opening: Opening, *, source: str = "form"
) -> CaseView:
    """Open a case. Raises :class:`Conflict` when the person has an open one."""
    require(actor, Action.CASE_OPEN)
    now = clock.now()
    found = _open(session, actor, _situation(session, actor, reading), opening, source, now)
    return rows.case_view(session, found, now)


AT_ONCE = Quota(2_000, "cases opened from one file", "Split the file.")


def open_cases(
    session: Session,
    actor: Actor,
    reading: Reading,
    openings: Sequence[Opening],
    *,
    progress: Callable[[int], None] = lambda _done: None,
) -> list[int]:
    """Open many, all or none; ``progress`` is told how many are done. Their ids."""
    require(actor, Action.CASE_OPEN)
    AT_ONCE.hold(len(openings))
    situation, now = _situation(session, actor, reading), clock.now()
    found = []
    for number, opening in enumerate(openings, 1):
        found.append(_open(session, actor, situation, opening, "file", now).id or 0)
        progress(number)
    return found


def open_return(
    session: Session, actor: Actor, reading: Reading, case_id: int, effective: datetime
) -> CaseView:
    """The person is back from a leave: a case that gives again what was suspended."""
    require(actor, Action.CASE_OPEN)
    leave = rows.case_row(session, actor, case_id)
    if leave.kind is not CaseKind.LEAVE:
        raise Invalid("Only a leave of absence is followed by a return.", field="kind")
    apps = session.exec(
        select(Step.app_id).where(col(Step.case_id) == case_id, col(Step.app_id).is_not(None))
    )
    opening = Opening(
        person=leave.person,
        email=leave.email,
        kind=CaseKind.RETURN,
        effective=effective,
        zone=leave.time_zone,
        manager=leave.manager,
        apps=tuple(dict.fromkeys(app for app in apps if app)),
        restricted=leave.restricted,
        follows=case_id,
    )
    return open_case(session, actor, reading, opening)


def open_emails(session: Session, actor: Actor) -> dict[str, int]:
    """E-mail address → its open case, as far as the actor may see: to recognise duplicates."""
    require(actor, Action.CASE_OPEN)
    query = select(Case.email, Case.id).where(
        col(Case.status) == CaseStatus.OPEN, visible(session, actor)
    )
    return {email: found or 0 for email, found in session.exec(query)}


def _situation(session: Session, actor: Actor, reading: Reading) -> Situation:
    return Situation(
        entries=stack.entries(session, actor),
        whole=catalog.catalog(session, actor, reading),
        here=advice.our_circumstances(session, actor),
        checklists=checklists(session, actor),
        owners=identity.owners(session),
        listed=accounts.apps_read_again(session, actor),
        where=_where(session, actor),
    )


def _where(session: Session, actor: Actor) -> Mapping[str, Where]:
    return {
        app: Where(_click(said, RemarkKind.MEMBER_LIST), _click(said, RemarkKind.REMOVAL))
        for app, said in catalog.what_to_click(session, actor).items()
    }


def _click(said: Mapping[RemarkKind, tuple[str, Source]], kind: RemarkKind) -> Click | None:
    if kind not in said:
        return None
    text, source = said[kind]
    return Click(text, (source.title, source.url or ""))


def _plan(
    session: Session,
    actor: Actor,
    situation: Situation,
    opening: Opening,
    now: datetime,
    names: Collection[str] = (),
) -> CasePlan:
    entries = {entry.app: entry for entry in situation.entries}
    known = _known(session, actor, situation, opening, now, names)
    for one in known:
        if one.app not in situation.whole.apps:
            raise NotFound(f"There is no app {one.app!r} in the catalogue.", field="apps")
    apps = [_in_case(situation, one, entries.get(one.app)) for one in known]
    lists, idp = situation.checklists, situation.idp_name
    theirs = identity.accounts_of(session, opening.email, opening.person)
    leaver = {each for one in theirs for each in one.called}
    plan = plan_case(opening, apps, lists, idp, now, situation.owners, leaver)
    return replace(plan, accounts=known)


def _known(
    session: Session,
    actor: Actor,
    situation: Situation,
    opening: Opening,
    now: datetime,
    names: Collection[str],
) -> tuple[AccountKnown, ...]:
    """What is known of the person's accounts: what was named, connections and lists."""
    names = scim.names_known(session.connection(), [opening.email, *names])
    connected = {one.app for one in scim.active_accounts(session, names)}
    connected |= scim.apps_of(session, actor, opening.email)
    told = accounts.known_in_apps(session, actor, names, now)
    stack_apps = [entry.app for entry in situation.entries]
    called = {app: found.name for app, found in situation.whole.apps.items()}
    only = {app for app, one in told.items() if _is_only_administrator(session, actor, one, now)}
    return what_is_known(opening, stack_apps, connected, told, called, only)


def _is_only_administrator(
    session: Session, actor: Actor, known: KnownInApp, now: datetime
) -> bool:
    if known.known is not Known.HAS or not known.is_admin:
        return False
    keys = {row.key for row in known.accounts}
    only = accounts.only_administrators(session, actor, now, known.app)
    return any(key in keys for _app, key, _person in only)


def _in_case(situation: Situation, known: AccountKnown, entry: StackEntry | None) -> AppInCase:
    app = known.app
    found = situation.whole.apps[app]
    route = route_of(found, situation.here(app))
    owner = entry.fields.owner if entry else None
    return AppInCase(
        app,
        found.name,
        route,
        owner,
        situation.here.connections.get(app),
        situation.here.idp_names.get(route.idp or ""),
        situation.here.hours_of_leaver(route),
        known.known,
        known.is_admin,
        known.is_only_admin,
        # A list that has grown stale is not one that will show whether the account is gone.
        app in situation.listed and not known.is_stale,
        situation.where.get(app, NOWHERE),
    )


def _open(
    session: Session,
    actor: Actor,
    situation: Situation,
    opening: Opening,
    source: str,
    now: datetime,
) -> Case:
    opening = _checked(opening)
    plan = _plan(session, actor, situation, opening, now)
    case = Case(
        person=opening.person,
        email=opening.email,
        kind=opening.kind,
        effective_at=opening.effective,
        time_zone=opening.zone,
        manager=opening.manager,
        hand_over_to=opening.hand_over_to,
        note=opening.note,
        status=CaseStatus.OPEN,
        restricted=bool(opening.restricted),
        source=source,
        checklists={
            step.checklist: step.checklist_version for step in plan.steps if step.checklist
        },
        follows=opening.follows,
        opened_at=now,
        opened_by=actor.name,
    )
    case_id = _store_case(session, actor, case)
    readers = {who.strip().casefold() for who in opening.readers if who.strip()}
    if opening.restricted:
        readers.add(actor.id)
    session.add_all(Reader(case_id=case_id, who=who) for who in sorted(readers))
    session.flush()
    learn(session.connection(), case_id, names_of(session, case))
    remember_accounts(session, case)
    made = store_steps(session, case, plan.steps)
    by_key = {step.key: number for step, number in zip(plan.steps, made, strict=True)}
    session.add_all(
        stored(case_id, one, by_key.get(plan.looks.get(one.app, ""))) for one in plan.accounts
    )
    session.flush()
    absorb_idp_removals(session, actor, case, now)
    after = {
        "person": case.person,
        "email": case.email,
        "kind": str(case.kind),
        "effective": case.effective_at.isoformat(),
        "zone": case.time_zone,
        "apps": [app.id for app in plan.apps],
        "accounts": [told_of(one) for one in plan.accounts],
        "steps": len(plan.steps),
        "restricted": case.restricted,
        "source": source,
    }
    audit.record(session, actor, "case.open", f"case:{case_id}", after=after, at=now)
    return case


def _store_case(session: Session, actor: Actor, case: Case) -> int:
    try:
        with session.begin_nested():
            session.add(case)
    except IntegrityError:
        query = select(Case.id).where(
            col(Case.email) == case.email,
            col(Case.status) == CaseStatus.OPEN,
            col(Case.kind).not_in((CaseKind.IDP_REMOVAL, CaseKind.RETURN)),
        )
        # Said even to those who may not see that case, without its number: nobody opens a second.
        other = session.exec(query).one() or 0
        raise Conflict(
            f"{case.email} has an open case already{named_to(session, actor, other)}",
            field="email",
            hint="Work that one, or cancel it first; or ask an administrator.",
        ) from None
    return case.id or 0


def add_app(
    session: Session, actor: Actor, case: Case, app: str, now: datetime, reason: str = JOINED
) -> bool:
    """An account appeared after the case was opened: what opening it would have planned for the
    app joins the case. ``False`` where it has the removal from this app already.
    """
    mine = select(Step).where(col(Step.case_id) == case.id)
    removing = mine.where(col(Step.app_id) == app, col(Step.removes_access))
    if session.exec(removing).first() is not None:
        return False
    join(session, actor, case, app, now, reason)
    return True


def join(session: Session, actor: Actor, case: Case, app: str, now: datetime, reason: str) -> int:
    """Add the steps that opening the case now would plan for the app and that it has not; how
    many. ``reason``: why, for the timeline."""
    reading = Reading(now.date(), settings().stale_after_days)
    opening = Opening(
        person=case.person,
        email=case.email,
        kind=case.kind,
        effective=case.effective_at,
        zone=case.time_zone,
        manager=case.manager,
        hand_over_to=case.hand_over_to,
        apps=(app,),
    )
    plan = _plan(session, actor, _situation(session, actor, reading), opening, now)
    # Nothing was due before anybody could know of it.
    mine = select(Step).where(col(Step.case_id) == case.id)
    had = {step.key: step.id or 0 for step in session.exec(mine).all()}
    of_app = (one for one in plan.steps if one.app == app and one.key not in had)
    steps = [replace(one, due=max(one.due, now)) for one in of_app]
    first = len(had)
    added = store_steps(session, case, steps, first, had)
    versions = {one.checklist: one.checklist_version for one in steps if one.checklist}
    case.checklists = versions | dict(case.checklists or {})
    session.add(case)
    joined = select(Step).where(col(Step.id).in_(added)).order_by(col(Step.position))
    for step in session.exec(joined).all():
        put_under(session, actor, case, step, now)
        told = {"step": step.id, "title": step.title, "reason": reason, "by_us": True}
        audit.record(session, actor, "case.step-add", f"case:{case.id}", after=told, at=now)
    return len(added)


def _checked(opening: Opening) -> Opening:
    person = checked(opening.person, field="person", what="The name")
    email = opening.email.strip().casefold()
    if not person or len(person) > 200 or "\0" in person:
        raise Invalid("Who leaves: a name of up to 200 characters.", field="person")
    if not _EMAIL.fullmatch(email) or len(email) > 320 or "\0" in email:
        raise Invalid(f"{opening.email!r} is not an e-mail address.", field="email")
    for name in ("manager", "hand_over_to", "note"):
        text = getattr(opening, name) or ""
        if name != "note":
            checked(text, field=name, what="The name")
        if len(text) > MAX_TEXT or "\0" in text:
            raise Invalid(f"{name} is longer than {MAX_TEXT:,} characters.", field=name)
    zone_of(opening.zone)
    if opening.kind not in LEAVINGS and (
        opening.kind is not CaseKind.RETURN or not opening.follows
    ):
        raise Invalid(f"A case of the kind {opening.kind} is not opened by hand.", field="kind")
    if opening.effective.tzinfo is None:
        raise Invalid("The end of access has no time zone.", field="effective")
    return Opening(
        person=person,
        email=email,
        kind=opening.kind,
        effective=in_range(opening.effective),
        zone=opening.zone,
        manager=(opening.manager or "").strip() or None,
        hand_over_to=(opening.hand_over_to or "").strip() or None,
        note=(opening.note or "").strip() or None,
        apps=opening.apps,
        also=opening.also,
        restricted=restricted_by_default(opening.kind)
        if opening.restricted is None
        else opening.restricted,
        readers=opening.readers,
        follows=opening.follows,
        is_late_find=opening.is_late_find,
    )
