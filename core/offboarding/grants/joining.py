"""What an IdP gives to somebody who leaves joins their case: held there, until it is decided.

Whose event it is, is told by every name that the person is known by. Of a case that closed within
``case_watch_days`` the same holds, and it is open again: what was approved there, that the person
is out, is not so any more, and the proof of one person stays in one place.
"""

from datetime import datetime, timedelta

from sqlmodel import Session, col, or_, select

from core import clock
from core.actor import LOCAL_OPERATOR, SYSTEM
from core.audit import service as audit
from core.catalog.values import App
from core.config import settings
from core.offboarding.cases.plan import fill
from core.offboarding.models import (
    ENDS_ACCESS,
    UNFINISHED,
    Case,
    CaseKind,
    CaseStatus,
    EvidenceNeed,
    Identifier,
    OwnerRole,
    Phase,
    Step,
    StepKind,
)
from core.offboarding.steps.accounts import learn
from core.offboarding.steps.planned_step import PlannedStep, store_steps
from core.offboarding.steps.resting import has_other_open, is_followed, open_again, put_under
from core.scim import service as scim
from core.scim.values import Removal, WorkOrder

TO_DECIDE = timedelta(hours=2)
"""How long a question may stay open: urgent steps are announced so long before they are due."""
_WHAT_TO_DO = (
    "The identity provider gives {person} something in {app} although their case says that they "
    "leave. Nothing happens until this is decided.\n"
    "- It is wanted: say why. The task goes to its owner, and the account counts as known.\n"
    "- It is not wanted: say why. It is dropped, and the removal is requested again. Unassign the "
    "app in the identity provider too, or it will ask once more."
)
_WHY = "An account that is created after a removal is the one that no one looks for."


def hold(session: Session, order: WorkOrder) -> int | None:
    """The step that decides about what is given; ``None`` where the person does not leave."""
    case = _appears_in(session, order)
    if case is None:
        return None
    _join(session, case, order.names, order.app_id, order.at)
    step = _open_question(session, case, order.app_id) or _ask(session, case, order)
    told = {"step": step.id, "title": step.title, "reason": order.title, "ticket": order.ticket}
    audit.record(session, SYSTEM, "case.step-hold", f"case:{case.id}", after=told, at=order.at)
    return step.id


def seen_in_baseline(session: Session, order: WorkOrder) -> None:
    """The account was there before anybody said so: nothing is asked, and the case says why."""
    case = _appears_in(session, order)
    if case is None:
        return
    _join(session, case, order.names, order.app_id, order.at)
    app = _name(session, order.app_id)
    told = {"account": order.user_name, "app": order.app_id, "reason": app}
    audit.record(session, SYSTEM, "case.account-seen", f"case:{case.id}", after=told, at=order.at)


def _appears_in(session: Session, order: WorkOrder) -> Case | None:
    """The case of somebody who leaves whose account this is, and was not before."""
    case = _leaving(session, order.names, order.at)
    if case is None or not order.known_before:
        return case
    theirs = select(Identifier.value).where(
        col(Identifier.case_id) == case.id, col(Identifier.value).in_(order.known_before)
    )
    return case if session.exec(theirs).first() is None else None


def account_seen(session: Session, names: frozenset[str], app: str, now: datetime) -> None:
    """An account was found: the case of somebody who leaves gets what removes it."""
    case = _leaving(session, names, now)
    if case is not None:
        _join(session, case, names, app, now)


def reading_settled(session: Session, removal: Removal) -> None:
    """A reading of an app showed an active account that no open step of a case takes care of."""
    if not removal.account_active:
        return
    kind, _, number = (removal.reference or "").partition(":")
    step = session.get(Step, int(number)) if kind == "step" and number.isdecimal() else None
    if step is not None and step.status in UNFINISHED:
        return
    name = scim.comparable_name(removal.user)
    names = scim.names_known(session.connection(), [name])
    app = scim.app_of(session, removal)
    account_seen(session, names, app, clock.now())


def _leaving(session: Session, names: frozenset[str], now: datetime) -> Case | None:
    """The case of somebody who leaves, open or closed a short while ago; held for a change."""
    mine = select(Identifier.case_id).where(col(Identifier.value).in_(names))
    since = now - timedelta(days=settings().case_watch_days)
    query = (
        select(Case)
        .where(
            col(Case.id).in_(mine),
            col(Case.kind).in_(ENDS_ACCESS),
            or_(
                col(Case.status) == CaseStatus.OPEN,
                (col(Case.status) == CaseStatus.CLOSED) & (col(Case.ended_at) >= since),
            ),
        )
        .order_by(col(Case.status).desc(), col(Case.id).desc())
    )
    for case in session.exec(query.with_for_update()).all():
        if case.kind is CaseKind.LEAVE and is_followed(session, case):
            continue
        if case.status is CaseStatus.OPEN or not has_other_open(session, case):
            return case
    return None


def _join(session: Session, case: Case, names: frozenset[str], app: str, now: datetime) -> None:
    # Planning reads stack and catalogue, which an IdP's other requests do not wait for.
    from core.offboarding.cases.opening import add_app

    learn(session.connection(), case.id or 0, names)
    reason = f"the person has an account in {_name(session, app)} again"
    open_again(session, SYSTEM, case, reason, now)
    add_app(session, SYSTEM, case, app, now)


def _name(session: Session, app: str) -> str:
    found = session.get(App, app)
    return found.name if found else app


def _open_question(session: Session, case: Case, app: str) -> Step | None:
    query = select(Step).where(
        col(Step.case_id) == case.id,
        col(Step.app_id) == app,
        col(Step.kind) == StepKind.DECISION,
        col(Step.status).in_(UNFINISHED),
    )
    return session.exec(query.with_for_update()).first()


def _ask(session: Session, case: Case, order: WorkOrder) -> Step:
    """A new question; reminders tell whoever opened the case within minutes, at any hour."""
    at = len(session.exec(select(Step.id).where(col(Step.case_id) == case.id)).all())
    app = _name(session, order.app_id)
    known = case.opened_by not in (SYSTEM.name, LOCAL_OPERATOR.name)
    named = {"person": case.person, "app": app}
    planned = PlannedStep(
        key=f"{order.app_id}/decide-{at}",
        app=order.app_id,
        title=f"Decide: the IdP gives {case.person} access to {app}",
        instructions=fill(_WHAT_TO_DO, named),
        why=_WHY,
        kind=StepKind.DECISION,
        phase=Phase.REMOVE,
        owner_role=OwnerRole.OPERATOR,
        owner=case.opened_by if known else None,
        due=order.at + TO_DECIDE,
        urgent=True,
        evidence=EvidenceNeed.NONE,
        removes_access=False,
        controls=(),
        sources=(),
    )
    [made] = store_steps(session, case, [planned], at)
    step = session.get_one(Step, made)
    put_under(session, SYSTEM, case, step, order.at)
    return step
