"""Working the steps of a case: each function is one thing that a person does with one step."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from core import clock
from core.actor import Actor
from core.audit import service as audit
from core.errors import Invalid, NotFound
from core.jobs import service as jobs
from core.offboarding import rows
from core.offboarding.deadline import in_range
from core.offboarding.models import UNFINISHED, StepKind
from core.offboarding.steps import second_person
from core.offboarding.steps.automation.scheduled_jobs import step_jobs
from core.offboarding.steps.evidence import MAX_TEXT, checked_text, keep_evidence, reason_of
from core.offboarding.steps.moves import held_step
from core.offboarding.steps.moves.held_step import hold
from core.offboarding.transitions import Move, check_evidence
from core.offboarding.views import NewEvidence, StepView
from core.rights import Action, require


def step(session: Session, actor: Actor, step_id: int) -> StepView:
    """One step as it stands."""
    require(actor, Action.CASE_READ)
    case, found = rows.step_row(session, actor, step_id)
    return rows.step_view_for(session, actor, case, found, clock.now())


def why_not_approve(session: Session, actor: Actor, step_id: int) -> str | None:
    """Why the actor could not give an open approval, known before they try; else ``None``."""
    require(actor, Action.CASE_READ)
    case, found = rows.step_row(session, actor, step_id)
    return second_person.why_not_approve(session, actor, case, found)


def move_step(
    session: Session,
    actor: Actor,
    step_id: int,
    version: int,
    move: Move,
    *,
    evidence: Sequence[NewEvidence] = (),
    reason: str = "",
) -> StepView:
    """Any of the moves, for who has it as a value."""
    require(actor, Action.CASE_WORK)
    check_evidence(move, bool(evidence))
    if move is Move.START:
        return start(session, actor, step_id, version, reason)
    if move is Move.FINISH:
        return finish(session, actor, step_id, version, evidence, reason)
    told = {Move.EXCUSE: excuse, Move.BLOCK: block, Move.REOPEN: reopen}[move]
    return told(session, actor, step_id, version, reason)


def start(session: Session, actor: Actor, step_id: int, version: int, reason: str = "") -> StepView:
    """Take a step up, with a word on it or none; one that nobody owns, or a group, becomes the
    actor's."""
    require(actor, Action.CASE_WORK)
    held = hold(session, actor, step_id, version)
    held_step.start(held, reason)
    return held.view


def finish(
    session: Session,
    actor: Actor,
    step_id: int,
    version: int,
    evidence: Sequence[NewEvidence] = (),
    reason: str = "",
) -> StepView:
    """A step is done, with what proves it; a wait that has not ended yet takes a reason.

    Raises :class:`Invalid` when it still waits for another step, lacks evidence, or is an approval
    by somebody who did what is approved.
    """
    require(actor, Action.CASE_WORK)
    held = hold(session, actor, step_id, version)
    held_step.finish(held, evidence, reason)
    return held.view


def excuse(session: Session, actor: Actor, step_id: int, version: int, reason: str) -> StepView:
    """The step does not apply here, for a reason.

    An approval is excused by whom it could be approved by, and once what it waits for is finished.
    """
    require(actor, Action.CASE_WORK)
    held = hold(session, actor, step_id, version)
    held_step.excuse(held, reason)
    return held.view


def block(session: Session, actor: Actor, step_id: int, version: int, reason: str) -> StepView:
    """The step cannot go on, for a reason."""
    require(actor, Action.CASE_WORK)
    held = hold(session, actor, step_id, version)
    held_step.block(held, reason)
    return held.view


def reopen(session: Session, actor: Actor, step_id: int, version: int, reason: str) -> StepView:
    """A finished step must be done again, for a reason; its evidence stays.

    Approvals and checks that rest on it are open again too.
    """
    require(actor, Action.CASE_WORK)
    held = hold(session, actor, step_id, version)
    held_step.reopen(held, reason)
    return held.view


def attach(
    session: Session, actor: Actor, step_id: int, version: int, evidence: Sequence[NewEvidence]
) -> StepView:
    """Add evidence without finishing the step."""
    require(actor, Action.CASE_WORK)
    held = hold(session, actor, step_id, version)
    if not evidence:
        raise Invalid("There is no evidence to add.", field="evidence")
    found = keep_evidence(session, actor, held.step, evidence)
    held_step.store(held, "case.evidence", {"evidence": found})
    return held.view


def assign(
    session: Session, actor: Actor, step_id: int, version: int, owner: str | None, handle: str = ""
) -> StepView:
    """Give the step to a person or a group, or to nobody.

    ``handle``: their e-mail address or user name. Raises :class:`Invalid` for an account that may
    not work steps, for the person who leaves, and for a name that two accounts have, without a
    handle; a name that is no account's is that of a person without one. The owner's own name leaves
    it with them.
    """
    require(actor, Action.CASE_WORK)
    held = hold(session, actor, step_id, version)
    held_step.assign(held, owner, handle)
    return held.view


def move_due(
    session: Session, actor: Actor, step_id: int, version: int, due: datetime, reason: str
) -> StepView:
    """Another deadline, for a reason. A waiting step ends at its new one."""
    require(actor, Action.CASE_WORK)
    held = hold(session, actor, step_id, version)
    case, step = held.case, held.step
    why = reason_of(reason)
    if step.kind is StepKind.WAIT and in_range(due) < step.due_at:
        raise Invalid(
            "A waiting step cannot end earlier.",
            field="due",
            hint="End it, with a reason, instead.",
        )
    before = {"due": step.due_at.isoformat()}
    step.due_at = in_range(due)
    if step.kind is StepKind.WAIT and step.status in UNFINISHED:
        jobs.schedule_many(
            session, step_jobs([(step_id, step.kind, step.due_at)], case.effective_at)
        )
    held_step.store(held, "case.due", {"due": step.due_at.isoformat(), "reason": why}, before)
    return held.view


def comment(
    session: Session, actor: Actor, case_id: int, text: str, step: int | None = None
) -> None:
    """Say something on a case or one of its steps; it stands in the timeline."""
    require(actor, Action.CASE_WORK)
    if step is None:
        rows.case_row(session, actor, case_id)
    elif rows.step_row(session, actor, step)[0].id != case_id:
        raise NotFound(f"There is no step {step} in this case.", field="step")
    said = checked_text(text, "comment", MAX_TEXT)
    if not said:
        raise Invalid("The comment is empty.", field="comment")
    audit.record(
        session, actor, "case.comment", f"case:{case_id}", after={"step": step, "text": said}
    )
