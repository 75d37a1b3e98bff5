"""Answering the question that an IdP's gift to a leaver asks."""

from datetime import UTC, datetime
from enum import StrEnum

from sqlmodel import Session, col, select

from core.actor import Actor
from core.errors import Conflict
from core.offboarding import rows
from core.offboarding.changes import store_step
from core.offboarding.models import UNFINISHED, Case, CaseStatus, Step, StepKind, StepStatus
from core.offboarding.steps.evidence import reason_of
from core.offboarding.steps.resting import reopen_resting
from core.offboarding.steps.status import change_status
from core.offboarding.views import StepView
from core.rights import Action, require
from core.scim import service as scim
from core.scim.values import WorkState


class Answer(StrEnum):
    """Whether the person gets what the IdP gives them."""

    WANTED = "wanted"
    """It goes to whoever does such work."""
    NOT_WANTED = "not-wanted"
    """It is dropped, and the removal is asked for again."""


def decide(
    session: Session, actor: Actor, step_id: int, version: int, answer: Answer, reason: str
) -> StepView:
    """Answer a decision, for a reason that goes into every proof."""
    require(actor, Action.CASE_WORK)
    case, step = rows.held_step(session, actor, step_id, version)
    if case.status is not CaseStatus.OPEN:
        raise Conflict(f"The case is {case.status}.", hint="Reopen it to work on its steps.")
    if step.kind is not StepKind.DECISION or step.status not in UNFINISHED:
        raise Conflict("There is nothing to decide here (any more).")
    why, now = reason_of(reason), datetime.now(UTC)
    state = WorkState.OPEN if answer is Answer.WANTED else WorkState.CANCELLED
    events = scim.end_hold(session, f"step:{step.id}", state, note=why, by=actor.name)
    before = {"status": str(step.status)}
    change_status(session, step, StepStatus.DONE, actor, now, why)
    told = {"status": str(step.status), "answer": str(answer), "reason": why, "events": events}
    store_step(session, actor, case, step, "case.step-done", told, before=before, at=now)
    if answer is Answer.NOT_WANTED:
        _remove_again(session, actor, case, step, why, now)
    return rows.step_views(session, case, [step], now)[0]


def _remove_again(
    session: Session, actor: Actor, case: Case, decided: Step, why: str, now: datetime
) -> None:
    """What took the app away is to be done again; what is under way goes on."""
    query = select(Step).where(
        col(Step.case_id) == case.id,
        col(Step.app_id) == decided.app_id,
        col(Step.removes_access),
        col(Step.status).in_((StepStatus.DONE, StepStatus.NOT_APPLICABLE)),
    )
    for step in session.exec(query.order_by(col(Step.position)).with_for_update()).all():
        before = {"status": str(step.status)}
        reason = f"the IdP gave the app again: {why}"
        change_status(session, step, StepStatus.OPEN, actor, now, reason)
        step.due_at, step.urgent = now, True
        told = {"status": str(step.status), "reason": reason}
        store_step(session, actor, case, step, "case.step-reopen", told, before=before, at=now)
        reopen_resting(session, actor, case, step, now)
