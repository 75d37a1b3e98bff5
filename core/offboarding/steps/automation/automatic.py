"""What happens by itself: removals at their moment, waits that end, what SCIM and IdPs report.

Each function is idempotent: the outbox, the removal worker and an IdP may all say a thing twice.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from core import clock
from core.actor import SYSTEM
from core.jobs import service as jobs
from core.jobs.values import Job
from core.offboarding import rows
from core.offboarding.changes import store_step
from core.offboarding.models import (
    UNFINISHED,
    Case,
    CaseKind,
    CaseStatus,
    EvidenceKind,
    Need,
    Step,
    StepKind,
    StepStatus,
)
from core.offboarding.steps.automation.scheduled_jobs import FINISH, job_key
from core.offboarding.steps.evidence import evidence_row
from core.offboarding.steps.resting import has_other_open, is_followed, reopen_resting
from core.offboarding.steps.status import change_status
from core.offboarding.views import NewEvidence
from core.scim import service as scim
from core.scim.values import Removal, RemovalState
from core.storage.database import Database

LOOK_AGAIN = timedelta(days=1)


def start_removal(database: Database, job: Job, now: datetime) -> None:
    """At the effective moment: ask the app, by SCIM, to take the person out."""
    with database.write() as session:
        case, step = _held(session, job.payload["step"])
        if step.status not in UNFINISHED or case.status is not CaseStatus.OPEN:
            return
        if step.removal_id is not None or step.connection_id is None:
            return
        asked = scim.ask_removal(
            session,
            SYSTEM,
            step.connection_id,
            case.email,
            key=f"step:{step.id}",
            reference=f"step:{step.id}",
        )
        step.removal_id = asked.id
        change_status(session, step, StepStatus.STARTED, SYSTEM, now, None)
        _store(session, case, step, "case.step-start", {"removal": asked.id}, now)


def finish_wait(database: Database, job: Job, now: datetime) -> None:
    """A waiting step's time has come. What it waits for is looked for again each day; finished
    only after that time, it is from then on that it waits."""
    with database.write() as session:
        case, step = _held(session, job.payload["step"])
        if step.status not in UNFINISHED or case.status is CaseStatus.CANCELLED:
            return  # of a closed case, what is left to wait for is a follow-up
        if step.kind is not StepKind.WAIT or step.due_at > now:
            return
        if not _has_begun(session, step):
            _look_again(session, step, now + LOOK_AGAIN)
            return
        if (until := _counted_anew(session, case, step)) > step.due_at:
            before = {"due": step.due_at.isoformat()}
            step.due_at = until
            told = {"due": until.isoformat(), "reason": "what it waits for was finished later"}
            store_step(session, SYSTEM, case, step, "case.due", told, before=before, at=now)
        if step.due_at > now:
            _look_again(session, step, step.due_at)
            return
        change_status(session, step, StepStatus.DONE, SYSTEM, now, None)
        _store(session, case, step, "case.step-done", {"reason": "its time has come"}, now)


def _has_begun(session: Session, step: Step) -> bool:
    awaited = rows.needs_of(session, [step.id or 0]).get(step.id or 0, [])
    return not any(one.is_unfinished for one in awaited)


def _counted_anew(session: Session, case: Case, step: Step) -> datetime:
    """Until when a wait lasts of which what it waits for was finished after its end."""
    query = (
        select(Step.finished_at)
        .join(Need, col(Need.needs_id) == col(Step.id))
        .where(col(Need.step_id) == step.id, col(Step.status) == StepStatus.DONE)
    )
    last = max((at for at in session.exec(query) if at), default=step.due_at)
    if last <= step.due_at:
        return step.due_at
    return last + max(step.due_at - case.effective_at, timedelta(0))


def _look_again(session: Session, step: Step, at: datetime) -> None:
    number = step.id or 0
    jobs.schedule(session, FINISH, job_key(number), {"step": number}, at)


def removal_settled(session: Session, removal: Removal) -> None:
    """What came of a removal that a step had asked for, in the transaction of the result."""
    now = clock.now()
    kind, _, number = (removal.reference or "").partition(":")
    if kind != "step" or not number.isdecimal():
        return
    case, step = _held(session, int(number))
    outcome = removal.outcome or str(removal.state)
    if removal.state is RemovalState.VERIFIED:
        if step.status not in UNFINISHED or case.status is not CaseStatus.OPEN:
            return
        _prove(session, step, removal, outcome, now)
        change_status(session, step, StepStatus.DONE, SYSTEM, now, None)
        _store(session, case, step, "case.step-done", {"reason": outcome}, now)
    elif removal.state is RemovalState.OPEN_STEP:
        if step.status not in UNFINISHED and removal.account_active:
            _returned(session, case, step, removal, outcome, now)
            return
        if step.status not in UNFINISHED or case.status is not CaseStatus.OPEN:
            return
        _prove(session, step, removal, outcome, now)
        change_status(session, step, StepStatus.BLOCKED, SYSTEM, now, outcome)
        _store(session, case, step, "case.step-block", {"reason": outcome}, now)
    elif removal.state is RemovalState.RETURNED:
        _returned(session, case, step, removal, outcome, now)
    elif removal.state is RemovalState.WAITING:
        _asked_again(session, case, step, now)


def _asked_again(session: Session, case: Case, step: Step, now: datetime) -> None:
    """Somebody asks for the removal once more: what was finished by hand is under way again."""
    if step.status in UNFINISHED or case.status is CaseStatus.CANCELLED:
        return
    change_status(session, step, StepStatus.STARTED, SYSTEM, now, "the removal was asked for again")
    _store(session, case, step, "case.step-reopen", {"reason": step.reason}, now)
    reopen_resting(session, SYSTEM, case, step, now)


def _returned(
    session: Session, case: Case, step: Step, removal: Removal, outcome: str, now: datetime
) -> None:
    """The account is there again: the step is open again, and so are what approved it and its case.

    Where the person stays, or is back from a leave, that is as it should be.
    """
    if case.status is CaseStatus.CANCELLED or _is_back(session, case):
        return
    if case.status is CaseStatus.CLOSED and has_other_open(session, case):
        return  # the open case takes it up
    _prove(session, step, removal, outcome, now)
    change_status(session, step, StepStatus.BLOCKED, SYSTEM, now, outcome)
    step.due_at, step.urgent = now, True
    _store(session, case, step, "case.step-reopen", {"reason": outcome}, now)
    reopen_resting(session, SYSTEM, case, step, now)


def _is_back(session: Session, case: Case) -> bool:
    """Whether the leave is followed by a return."""
    return case.kind is CaseKind.LEAVE and is_followed(session, case)


def _held(session: Session, step_id: int) -> tuple[Case, Step]:
    step = session.get_one(Step, step_id)
    case = session.get_one(Case, step.case_id, with_for_update=True, populate_existing=True)
    return case, session.get_one(Step, step_id, with_for_update=True, populate_existing=True)


def _prove(session: Session, step: Step, removal: Removal, outcome: str, now: datetime) -> None:
    text = f"SCIM removal {removal.id} ({removal.state}): {outcome}"
    session.add(evidence_row(step, NewEvidence(EvidenceKind.SCIM, text), SYSTEM, now))


def _store(
    session: Session,
    case: Case,
    step: Step,
    action: str,
    after: Mapping[str, object],
    now: datetime,
) -> None:
    told = {"status": str(step.status), **after}
    store_step(session, SYSTEM, case, step, action, told, at=now)
