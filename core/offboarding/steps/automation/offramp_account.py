"""The Offramp account of the person who leaves: disabled at the moment, given back after a leave.

What is certain is done by itself and proven by a note on the step; what is not (an account that is
only told by its name, the last administrator) blocks the step, with what to do.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlmodel import Session, col, select

from core.actor import SYSTEM
from core.audit import service as audit
from core.errors import Conflict, Forbidden
from core.identity import service as identity
from core.identity.values import PersonsAccount
from core.jobs.values import Job
from core.offboarding.changes import store_step
from core.offboarding.models import (
    UNFINISHED,
    CalendarLink,
    Case,
    CaseKind,
    CaseStatus,
    EvidenceKind,
    Step,
    StepKind,
    StepStatus,
)
from core.offboarding.steps.evidence import evidence_row
from core.offboarding.steps.status import change_status
from core.offboarding.views import NewEvidence
from core.storage.database import Database

AGAIN = "step.offramp-accounts-again"
EVERY = timedelta(minutes=10)
"""How often a blocked step is tried again: what blocked it may be gone."""


def change_account(database: Database, job: Job, now: datetime) -> None:
    """The effective moment of one step has come; a handler of the outbox."""
    _settle(database, int(job.payload["step"]), now)


def try_again(database: Database, _job: Job, now: datetime) -> None:
    """The repeated job: every such step whose moment has passed and that is not finished."""
    query = (
        select(Step.id)
        .join(Case, col(Case.id) == col(Step.case_id))
        .where(
            col(Step.kind) == StepKind.OFFRAMP_ACCOUNT,
            col(Step.status).in_(UNFINISHED),
            col(Case.status) == CaseStatus.OPEN,
            col(Case.effective_at) <= now,
        )
    )
    with database.read() as session:
        found = session.exec(query).all()
    for step in found:
        _settle(database, step or 0, now)


def check_by_hand(session: Session, case: Case, step: Step) -> None:
    """Raise :class:`Conflict` where it is said to be done and the account can still sign in."""
    if step.kind is not StepKind.OFFRAMP_ACCOUNT or case.kind is CaseKind.RETURN:
        return
    found = identity.accounts_of(session, case.email, case.person)
    if active := [one.username for one in found if one.active and one.is_certain]:
        raise Conflict(
            f"The account {', '.join(active)} can still sign in.",
            hint="Offramp disables it at the moment when access ends; an administrator can do it "
            "now, under Users.",
        )


class Outcome(StrEnum):
    """What came of one account."""

    CHANGED = "changed"
    WAS_SO = "was so"
    PROBLEM = "problem"


def _settle(database: Database, step_id: int, now: datetime) -> None:
    with database.write() as session:
        step = session.get_one(Step, step_id)
        case = session.get_one(Case, step.case_id, with_for_update=True, populate_existing=True)
        step = session.get_one(Step, step_id, with_for_update=True, populate_existing=True)
        if step.status not in UNFINISHED or case.status is not CaseStatus.OPEN:
            return
        if now < case.effective_at:
            return
        found = identity.accounts_of(session, case.email, case.person)
        _store(session, case, step, [_change(session, case, one) for one in found], now)


def _change(session: Session, case: Case, account: PersonsAccount) -> tuple[Outcome, str]:
    """Disable an account, or give it back; what to say of it."""
    name = account.username
    if case.kind is CaseKind.RETURN:
        if identity.restore(session, SYSTEM, account.id, f"case:{case.follows}"):
            return Outcome.CHANGED, f"The Offramp account {name} can sign in again."
        why = "is active" if account.active else "was disabled by an administrator and stays so"
        return Outcome.WAS_SO, f"The Offramp account {name} {why}."
    if not account.active:
        return Outcome.WAS_SO, f"The Offramp account {name} was disabled before."
    if not account.is_certain:
        return Outcome.PROBLEM, (
            f"The account {name} has no address, and the person's name. Is it theirs? "
            "Then disable it under Users; else mark this step as not applicable."
        )
    try:
        ended = identity.suspend(session, SYSTEM, account.id, f"case:{case.id}")
    except Forbidden as refused:
        return Outcome.PROBLEM, str(refused)
    link = session.get(CalendarLink, account.id)
    if link is not None:
        session.delete(link)
        session.flush()
        audit.record(session, SYSTEM, "calendar.end", f"account:{account.id}")
    return Outcome.CHANGED, (
        f"The Offramp account {name} is disabled. Ended: {ended.sessions} sessions, "
        f"{ended.tokens} command-line tokens, {'1' if link else 'no'} calendar link."
    )


def _store(
    session: Session, case: Case, step: Step, told: list[tuple[Outcome, str]], now: datetime
) -> None:
    problems = [text for outcome, text in told if outcome is Outcome.PROBLEM]
    others = [text for outcome, text in told if outcome is not Outcome.PROBLEM]
    reason = " ".join(problems) or None
    is_news = any(outcome is Outcome.CHANGED for outcome, _ in told)
    if problems and not is_news and step.status is StepStatus.BLOCKED and step.reason == reason:
        return  # said already
    said = " ".join(others) or "This person no longer has an Offramp account."
    if is_news or not problems:
        row = evidence_row(step, NewEvidence(EvidenceKind.NOTE, said), SYSTEM, now)
        session.add(row)
    status = StepStatus.BLOCKED if problems else StepStatus.DONE
    change_status(session, step, status, SYSTEM, now, reason)
    action = "case.step-block" if problems else "case.step-done"
    after = {"status": str(status), "reason": reason or said}
    store_step(session, SYSTEM, case, step, action, after, at=now)
