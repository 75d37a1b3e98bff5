"""A step and its case brought from one state to another; the bridge and the outbox hear of it."""

from datetime import datetime

from sqlalchemy import Connection
from sqlmodel import Session

from core.actor import Actor
from core.audit import service as audit
from core.jobs import service as jobs
from core.offboarding.models import (
    UNFINISHED,
    Case,
    CaseKind,
    CaseStatus,
    Step,
    StepKind,
    StepStatus,
)
from core.offboarding.steps import step_sql
from core.offboarding.steps.accounts import against_closing
from core.offboarding.steps.automation.scheduled_jobs import job_key
from core.scim import service as scim
from core.scim.values import WorkState


def change_status(
    session: Session,
    step: Step,
    status: StepStatus,
    actor: Actor,
    now: datetime,
    reason: str | None,
) -> None:
    """Bring a step to a state, with who and when; tells the bridge and the outbox.

    Cancelled steps are :func:`cancel_step`'s.
    """
    was_finished = step.status not in UNFINISHED
    step.status, step.reason = status, reason
    if status is StepStatus.STARTED:
        step.started_at, step.started_by = now, actor.name
    if status in (StepStatus.DONE, StepStatus.NOT_APPLICABLE):
        step.finished_at, step.finished_by, step.finished_by_id = now, actor.name, actor.id
        _tell_that_it_ended(session, step, status, actor, reason)
    if status in UNFINISHED:
        if was_finished and step.event_id is not None:
            # The person's SCIM record says what is true: it is not done any more.
            scim.settle(session, step.event_id, WorkState.OPEN, note=reason, by=actor.name)
        step.finished_at = step.finished_by = step.finished_by_id = None


def cancel_step(session: Session, step: Step, actor: Actor, now: datetime, reason: str) -> None:
    """Cancel a step that is not finished; the audit entry is that of whatever ended it."""
    _tell_that_it_ended(session, step, StepStatus.CANCELLED, actor, reason)
    session.flush()
    write_cancelled(session.connection(), step.id or 0, actor, now, reason)
    session.refresh(step)


def write_cancelled(
    connection: Connection, step: int, actor: Actor, now: datetime, reason: str
) -> None:
    """What cancelling changes in a step's row, for whoever tells the bridge themselves."""
    done = {"finished_at": now, "by": actor.name, "by_id": actor.id}
    audit.touch(connection, "offboarding_step", step)
    step_sql.CANCEL.run(connection, {"b_step": step, "reason": reason, **done})


def write_closed(connection: Connection, case: int, actor: Actor, now: datetime) -> bool:
    """Close a case of which no step is left to do; whether it was open and is closed now."""
    closing = {"b_case": case, "ended_at": now, "ended_by": actor.name}
    audit.touch(connection, "offboarding_case", case)
    return bool(step_sql.CLOSE_FINISHED.run(connection, closing))


def _tell_that_it_ended(
    session: Session, step: Step, status: StepStatus, actor: Actor, reason: str | None
) -> None:
    jobs.withdraw(session, job_key(step.id or 0))
    if step.kind is StepKind.DECISION and status is StepStatus.CANCELLED:
        # The person stays: what the IdP gave them meanwhile is theirs.
        scim.end_hold(session, f"step:{step.id}", WorkState.OPEN, note=reason, by=actor.name)
    if step.event_id is not None:
        state = WorkState.DONE if status is StepStatus.DONE else WorkState.CANCELLED
        scim.settle(session, step.event_id, state, note=reason, by=actor.name)


def close_when_finished(session: Session, actor: Actor, case: Case, now: datetime) -> None:
    """Close a case that only holds an IdP's removals when none of them is left.

    Not while something stands against it: then somebody has to look, and close it.
    """
    if case.kind is not CaseKind.IDP_REMOVAL or case.status is not CaseStatus.OPEN:
        return
    session.flush()
    if against_closing(session, case, now):
        return
    if not write_closed(session.connection(), case.id or 0, actor, now):
        return
    session.refresh(case)
    told = {"status": "closed", "reason": "every removal that the IdP asked for is finished"}
    audit.record(session, actor, "case.close", f"case:{case.id}", after=told, at=now)
