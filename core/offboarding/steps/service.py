"""Working the steps of a case: each function is one thing that a person does with one step."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from core import clock
from core.actor import Actor
from core.audit import service as audit
from core.errors import Conflict, Invalid, NotFound
from core.identity import service as identity
from core.identity.values import Owners
from core.jobs import service as jobs
from core.offboarding import rows
from core.offboarding.changes import store_step
from core.offboarding.deadline import in_range
from core.offboarding.durations import local
from core.offboarding.models import (
    UNFINISHED,
    Case,
    CaseStatus,
    Evidence,
    EvidenceKind,
    Step,
    StepKind,
)
from core.offboarding.steps.automation import offramp_account
from core.offboarding.steps.automation.scheduled_jobs import step_jobs
from core.offboarding.steps.evidence import MAX_TEXT, checked_text, keep_evidence, reason_of
from core.offboarding.steps.resting import is_follow_up, reopen_resting
from core.offboarding.steps.second_person import check_finisher
from core.offboarding.steps.status import change_status, close_when_finished
from core.offboarding.transitions import (
    NEEDS_REASON,
    Move,
    after,
    check_by_hand,
    check_evidence,
    ends_early,
    is_held_up,
    lacks,
)
from core.offboarding.views import ANOTHER_STEP, NewEvidence, StepView
from core.rights import Action, require


def step(session: Session, actor: Actor, step_id: int) -> StepView:
    """One step as it stands."""
    require(actor, Action.CASE_READ)
    case, found = rows.step_row(session, actor, step_id)
    return rows.step_view_for(session, actor, case, found, clock.now())


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
        return start(session, actor, step_id, version)
    if move is Move.FINISH:
        return finish(session, actor, step_id, version, evidence, reason)
    told = {Move.EXCUSE: excuse, Move.BLOCK: block, Move.REOPEN: reopen}[move]
    return told(session, actor, step_id, version, reason)


def start(session: Session, actor: Actor, step_id: int, version: int) -> StepView:
    """Take a step up; one that nobody owns, or a group, becomes the actor's."""
    require(actor, Action.CASE_WORK)
    case, step = _held(session, actor, step_id, version)
    _not_waiting(session, actor, case, step)
    if step.owner_key is None or step.owner_key in identity.owners(session).groups:
        step.owner = actor.name
        step.owner_key = identity.handle_of(session, actor)
    return _move(session, actor, case, step, Move.START, None)


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
    case, step = _held(session, actor, step_id, version)
    check_by_hand(step.kind, Move.FINISH)
    _not_waiting(session, actor, case, step)
    check_finisher(session, actor, case, step)
    offramp_account.check_by_hand(session, case, step)
    kept = keep_evidence(session, actor, step, evidence)
    had = session.exec(select(Evidence.kind).where(col(Evidence.step_id) == step_id)).all()
    if missing := lacks(step.needs_evidence, map(EvidenceKind, had)):
        raise Invalid(missing, field="evidence")
    return _move(session, actor, case, step, Move.FINISH, reason, kept)


def excuse(session: Session, actor: Actor, step_id: int, version: int, reason: str) -> StepView:
    """The step does not apply here, for a reason.

    An approval is excused by whom it could be approved by, and once what it waits for is finished.
    """
    require(actor, Action.CASE_WORK)
    case, step = _held(session, actor, step_id, version)
    check_by_hand(step.kind, Move.EXCUSE)
    if step.kind is StepKind.APPROVAL:
        _not_waiting(session, actor, case, step)
    check_finisher(session, actor, case, step)
    return _move(session, actor, case, step, Move.EXCUSE, reason)


def block(session: Session, actor: Actor, step_id: int, version: int, reason: str) -> StepView:
    """The step cannot go on, for a reason."""
    require(actor, Action.CASE_WORK)
    case, step = _held(session, actor, step_id, version)
    return _move(session, actor, case, step, Move.BLOCK, reason)


def reopen(session: Session, actor: Actor, step_id: int, version: int, reason: str) -> StepView:
    """A finished step must be done again, for a reason; its evidence stays.

    Approvals and checks that rest on it are open again too.
    """
    require(actor, Action.CASE_WORK)
    case, step = _held(session, actor, step_id, version)
    check_by_hand(step.kind, Move.REOPEN)
    return _move(session, actor, case, step, Move.REOPEN, reason)


def attach(
    session: Session, actor: Actor, step_id: int, version: int, evidence: Sequence[NewEvidence]
) -> StepView:
    """Add evidence without finishing the step."""
    require(actor, Action.CASE_WORK)
    case, step = _held(session, actor, step_id, version)
    if not evidence:
        raise Invalid("There is no evidence to add.", field="evidence")
    found = keep_evidence(session, actor, step, evidence)
    return _stored(session, actor, case, step, "case.evidence", {"evidence": found})


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
    case, step = _held(session, actor, step_id, version)
    owner = checked_text(owner or "", "owner", 320) or None
    _refuse_leaver(session, case, handle.strip() or owner)
    owners = identity.owners(session)
    if owner and not handle.strip() and owner == step.owner and owners.is_shared(owner):
        key = step.owner_key  # it stays with whoever of that name has it
    else:
        owners.check(handle.strip() or owner)
        key = (handle.strip() or owner).casefold() if owner else None
    before = _told_owner(step, owners)
    step.owner, step.owner_key = owner, key
    after = _told_owner(step, owners)
    return _stored(session, actor, case, step, "case.assign", after, before)


def _told_owner(step: Step, owners: Owners) -> dict[str, object]:
    """The owner as an audit entry says it: with the handle where the name is not enough."""
    told: dict[str, object] = {"owner": step.owner}
    if step.owner and owners.is_shared(step.owner):
        told["handle"] = step.owner_key
    return told


def move_due(
    session: Session, actor: Actor, step_id: int, version: int, due: datetime, reason: str
) -> StepView:
    """Another deadline, for a reason. A waiting step ends at its new one."""
    require(actor, Action.CASE_WORK)
    case, step = _held(session, actor, step_id, version)
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
    after = {"due": step.due_at.isoformat(), "reason": why}
    return _stored(session, actor, case, step, "case.due", after, before)


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


# -- parts --------------------------------------------------------------------


def _refuse_leaver(session: Session, case: Case, owner: str | None) -> None:
    key = (owner or "").casefold()
    if not owner or key in identity.owners(session).groups:
        return
    theirs = identity.accounts_of(session, case.email, case.person)
    names = {each for one in theirs for each in one.called}
    if key in {case.email, case.person.casefold(), *names}:
        raise Invalid(
            f"{owner} is the person who leaves, and never sees this case.",
            field="owner",
            hint="Assign the step to another person or a group; a colleague of the same name by "
            "user name or e-mail.",
        )


def _held(session: Session, actor: Actor, step_id: int, version: int) -> tuple[Case, Step]:
    case, step = rows.held_step(session, actor, step_id, version)
    if case.status is CaseStatus.OPEN or (
        case.status is CaseStatus.CLOSED and is_follow_up(session, case, step)
    ):
        return case, step
    raise Conflict(f"The case is {case.status}.", hint="Reopen it to work on its steps.")


def _move(
    session: Session,
    actor: Actor,
    case: Case,
    step: Step,
    move: Move,
    reason: str | None,
    evidence: Sequence[Mapping[str, object]] = (),
) -> StepView:
    now = clock.now()
    early = move is Move.FINISH and ends_early(step.kind, step.due_at, now)
    if early and not (reason or "").strip():
        until = local(step.due_at, case.time_zone)
        raise Invalid(f"This waits until {until}. Say why it ends before that.", field="reason")
    told = reason_of(reason) if early or move in NEEDS_REASON else None
    before = {"status": str(step.status)}
    status = after(move, step.status, rows.told(step), rows.since(step))
    change_status(session, step, status, actor, now, told)
    result: dict[str, object] = {"status": str(step.status), "reason": told}
    if early:
        result["early"] = step.due_at.isoformat()
    if evidence:  # with its digests: the chain says what proved the step
        result["evidence"] = list(evidence)
    view = _stored(session, actor, case, step, f"case.step-{move}", result, before)
    if move is Move.REOPEN:
        reopen_resting(session, actor, case, step, now)
    close_when_finished(session, actor, case, now)
    return view


def _stored(
    session: Session,
    actor: Actor,
    case: Case,
    step: Step,
    action: str,
    after: Mapping[str, object],
    before: Mapping[str, object] | None = None,
) -> StepView:
    store_step(session, actor, case, step, action, after, before=before)
    return rows.step_view_for(session, actor, case, step, clock.now())


def _not_waiting(session: Session, actor: Actor, case: Case, step: Step) -> None:
    awaited = rows.needs_of(session, [step.id or 0]).get(step.id or 0, [])
    waits_for = [one.title for one in awaited if one.is_unfinished]
    if is_held_up(
        unfinished_needs=len(waits_for),
        removes_access=step.removes_access,
        effective=case.effective_at,
        now=clock.now(),
    ):
        if not rows.sees_whole(session, actor, case):
            waits_for = [ANOTHER_STEP]
        raise Conflict(
            f"“{step.title}” waits for: {'; '.join(waits_for[:5])}.",
            hint="Complete it, or mark it not applicable, first.",
        )
