"""Answering the question that an IdP's gift to a leaver asks."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Session, col, select

from core import clock
from core.actor import LOCAL_OPERATOR, Actor
from core.audit import service as audit
from core.errors import Conflict
from core.offboarding import rows
from core.offboarding.changes import store_step
from core.offboarding.models import UNFINISHED, Case, CaseStatus, Step, StepKind, StepStatus
from core.offboarding.steps.evidence import reason_of
from core.offboarding.steps.resting import reopen_resting
from core.offboarding.steps.second_person import check_finisher
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
    """Answer a decision, for a reason that goes into every proof.

    An answer that was given without a name is confirmed by the same answer with one: it is that
    person's from then on, and nothing is carried out a second time. Raises :class:`Invalid` for
    the nameless where a second person has to approve.
    """
    require(actor, Action.CASE_WORK)
    case, step = rows.held_step(session, actor, step_id, version)
    if case.status is not CaseStatus.OPEN:
        raise Conflict(f"The case is {case.status}.", hint="Reopen it to work on its steps.")
    why, now = reason_of(reason), clock.now()
    if _is_nameless(step) and actor.id != LOCAL_OPERATOR.id:
        return _confirm(session, actor, case, step, answer, why, now)
    if step.kind is not StepKind.DECISION or step.status not in UNFINISHED:
        raise Conflict("There is nothing to decide here.")
    check_finisher(session, actor, case, step)
    state = WorkState.OPEN if answer is Answer.WANTED else WorkState.CANCELLED
    events = scim.end_hold(session, f"step:{step.id}", state, note=why, by=actor.name)
    before = {"status": str(step.status)}
    change_status(session, step, StepStatus.DONE, actor, now, why)
    told = {"status": str(step.status), "answer": str(answer), "reason": why, "events": events}
    store_step(session, actor, case, step, "case.step-done", told, before=before, at=now)
    if answer is Answer.NOT_WANTED:
        _remove_again(session, actor, case, step, why, now)
    return rows.step_views(session, case, [step], now)[0]


def _is_nameless(step: Step) -> bool:
    return (
        step.kind is StepKind.DECISION
        and step.status is StepStatus.DONE
        and step.finished_by_id == LOCAL_OPERATOR.id
    )


def _confirm(
    session: Session,
    actor: Actor,
    case: Case,
    step: Step,
    answer: Answer,
    why: str,
    now: datetime,
) -> StepView:
    """A named person stands for what was decided without a name, as older versions allowed.

    When it was decided, and why, stays.
    """
    given = [
        entry.after["answer"]
        for entry in audit.history(session, f"case:{case.id}")
        if (entry.after or {}).get("step") == step.id and "answer" in entry.after
    ]
    if given and given[-1] != answer:
        raise Conflict(
            f"This was decided without a name: {given[-1]}, and has been done.",
            field="answer",
            hint=f"Confirm that answer under your name: {given[-1]}.",
        )
    before = {"status": str(step.status), "by": step.finished_by}
    step.finished_by, step.finished_by_id = actor.name, actor.id
    told = {"status": str(step.status), "answer": str(answer), "reason": why, "confirmed": True}
    store_step(session, actor, case, step, "case.step-done", told, before=before, at=now)
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
