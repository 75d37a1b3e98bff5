"""Working the steps of a case: each function is one thing that a person does with one step."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256

from sqlmodel import Session, col, select

from core.actor import Actor
from core.audit import service as audit
from core.errors import Conflict, Invalid, NotFound
from core.jobs import service as jobs
from core.offboarding import rows
from core.offboarding.changes import store_step
from core.offboarding.deadline import in_range
from core.offboarding.models import (
    UNFINISHED,
    Case,
    CaseKind,
    CaseStatus,
    Evidence,
    EvidenceKind,
    Need,
    Step,
    StepKind,
    StepStatus,
)
from core.offboarding.steps import statements
from core.offboarding.steps.schedule import job_key, step_jobs
from core.offboarding.transitions import (
    NEEDS_REASON,
    Move,
    after,
    check_approver,
    is_held_up,
    lacks,
)
from core.offboarding.views import NewEvidence, StepView
from core.rights import Action, require
from core.scim import service as scim
from core.scim.values import WorkState

MAX_TEXT = 10_000


def step(session: Session, actor: Actor, step_id: int) -> StepView:
    """One step as it stands."""
    require(actor, Action.CASE_READ)
    found = session.get(Step, step_id)
    if found is None:
        raise NotFound(f"There is no step {step_id}.", field="step")
    case = rows.case_row(session, actor, found.case_id)
    return rows.step_views(session, case, [found], datetime.now(UTC))[0]


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
    if move is Move.START:
        return start(session, actor, step_id, version)
    if move is Move.FINISH:
        return finish(session, actor, step_id, version, evidence)
    told = {Move.EXCUSE: excuse, Move.BLOCK: block, Move.REOPEN: reopen}[move]
    return told(session, actor, step_id, version, reason)


def start(session: Session, actor: Actor, step_id: int, version: int) -> StepView:
    """Take a step up; one that nobody owns becomes the actor's."""
    require(actor, Action.CASE_WORK)
    case, step = _held(session, actor, step_id, version)
    _not_waiting(session, case, step)
    if step.owner is None:
        step.owner = actor.name
        step.owner_key = (actor.email or actor.name).casefold()
    return _move(session, actor, case, step, Move.START, None)


def finish(
    session: Session,
    actor: Actor,
    step_id: int,
    version: int,
    evidence: Sequence[NewEvidence] = (),
) -> StepView:
    """A step is done, with what proves it.

    Raises :class:`Invalid` when it still waits for another step, lacks evidence, or is an approval
    by somebody who did what is approved.
    """
    require(actor, Action.CASE_WORK)
    case, step = _held(session, actor, step_id, version)
    _not_waiting(session, case, step)
    if step.kind is StepKind.APPROVAL:
        check_approver(step.kind, actor.id, _doers(session, step))
    kept = _keep(session, actor, step, evidence)
    had = session.exec(select(Evidence.kind).where(col(Evidence.step_id) == step_id)).all()
    if missing := lacks(step.needs_evidence, map(EvidenceKind, had)):
        raise Invalid(missing, field="evidence")
    return _move(session, actor, case, step, Move.FINISH, None, kept)


def excuse(session: Session, actor: Actor, step_id: int, version: int, reason: str) -> StepView:
    """The step does not apply here, for a reason."""
    require(actor, Action.CASE_WORK)
    case, step = _held(session, actor, step_id, version)
    return _move(session, actor, case, step, Move.EXCUSE, reason)


def block(session: Session, actor: Actor, step_id: int, version: int, reason: str) -> StepView:
    """The step cannot go on, for a reason."""
    require(actor, Action.CASE_WORK)
    case, step = _held(session, actor, step_id, version)
    return _move(session, actor, case, step, Move.BLOCK, reason)


def reopen(session: Session, actor: Actor, step_id: int, version: int, reason: str) -> StepView:
    """A finished step must be done again, for a reason; its evidence stays."""
    require(actor, Action.CASE_WORK)
    case, step = _held(session, actor, step_id, version)
    return _move(session, actor, case, step, Move.REOPEN, reason)


def attach(
    session: Session, actor: Actor, step_id: int, version: int, evidence: Sequence[NewEvidence]
) -> StepView:
    """Add evidence without finishing the step."""
    require(actor, Action.CASE_WORK)
    case, step = _held(session, actor, step_id, version)
    if not evidence:
        raise Invalid("There is no evidence to add.", field="evidence")
    found = _keep(session, actor, step, evidence)
    return _stored(session, actor, case, step, "case.evidence", {"evidence": found})


def assign(
    session: Session, actor: Actor, step_id: int, version: int, owner: str | None, handle: str = ""
) -> StepView:
    """Give the step to somebody, or to nobody. ``handle``: their e-mail address or user name."""
    require(actor, Action.CASE_WORK)
    case, step = _held(session, actor, step_id, version)
    owner = _text(owner or "", "owner", 320) or None
    before = {"owner": step.owner}
    step.owner = owner
    step.owner_key = (handle.strip() or owner).casefold() if owner else None
    return _stored(session, actor, case, step, "case.assign", {"owner": owner}, before)


def move_due(
    session: Session, actor: Actor, step_id: int, version: int, due: datetime, reason: str
) -> StepView:
    """Another deadline, for a reason. A waiting step ends at its new one."""
    require(actor, Action.CASE_WORK)
    case, step = _held(session, actor, step_id, version)
    why = reason_of(reason)
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
    rows.case_row(session, actor, case_id)
    said = _text(text, "comment", MAX_TEXT)
    if not said:
        raise Invalid("The comment is empty.", field="comment")
    audit.record(
        session, actor, "case.comment", f"case:{case_id}", after={"step": step, "text": said}
    )


# -- parts --------------------------------------------------------------------


def _held(session: Session, actor: Actor, step_id: int, version: int) -> tuple[Case, Step]:
    case, step = rows.held_step(session, actor, step_id, version)
    if case.status is not CaseStatus.OPEN:
        raise Conflict(f"The case is {case.status}.", hint="Reopen it to work on its steps.")
    return case, step


def _move(
    session: Session,
    actor: Actor,
    case: Case,
    step: Step,
    move: Move,
    reason: str | None,
    evidence: Sequence[Mapping[str, object]] = (),
) -> StepView:
    now = datetime.now(UTC)
    told = reason_of(reason) if move in NEEDS_REASON else None
    before = {"status": str(step.status)}
    change_status(session, step, after(move, step.status, rows.told(step)), actor, now, told)
    result: dict[str, object] = {"status": str(step.status), "reason": told}
    if evidence:  # with its digests: the chain says what proved the step
        result["evidence"] = list(evidence)
    view = _stored(session, actor, case, step, f"case.step-{move}", result, before)
    close_when_finished(session, actor, case, now)
    return view


def change_status(
    session: Session,
    step: Step,
    status: StepStatus,
    actor: Actor,
    now: datetime,
    reason: str | None,
) -> None:
    """Bring a step to a state, with who and when; tells the bridge and the outbox."""
    was_finished = step.status not in UNFINISHED
    step.status, step.reason = status, reason
    if status is StepStatus.STARTED:
        step.started_at, step.started_by = now, actor.name
    if status in (StepStatus.DONE, StepStatus.NOT_APPLICABLE, StepStatus.CANCELLED):
        step.finished_at, step.finished_by, step.finished_by_id = now, actor.name, actor.id
        jobs.withdraw(session, job_key(step.id or 0))
        if step.event_id is not None:
            state = WorkState.DONE if status is StepStatus.DONE else WorkState.CANCELLED
            scim.settle(session, step.event_id, state, note=reason, by=actor.name)
    if status in UNFINISHED:
        if was_finished and step.event_id is not None:
            # The person's SCIM record says what is true: it is not done any more.
            scim.settle(session, step.event_id, WorkState.OPEN, note=reason, by=actor.name)
        step.finished_at = step.finished_by = step.finished_by_id = None


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
    return rows.step_views(session, case, [step], datetime.now(UTC))[0]


def cancel_step(session: Session, step: Step, actor: Actor, now: datetime, reason: str) -> None:
    """Cancel a step that is not finished; the audit entry is that of whatever ended it."""
    change_status(session, step, StepStatus.CANCELLED, actor, now, reason)
    step.version += 1
    session.add(step)


def close_when_finished(session: Session, actor: Actor, case: Case, now: datetime) -> None:
    """Close a case that only holds an IdP's removals when none of them is left."""
    if case.kind is not CaseKind.IDP_REMOVAL:
        return
    session.flush()
    closing = {"b_case": case.id, "ended_at": now, "ended_by": actor.name}
    if not statements.CLOSE_FINISHED.run(session.connection(), closing):
        return
    session.refresh(case)
    told = {"status": "closed", "reason": "every removal that the IdP asked for is finished"}
    audit.record(session, actor, "case.close", f"case:{case.id}", after=told, at=now)


def _not_waiting(session: Session, case: Case, step: Step) -> None:
    awaited = rows.needs_of(session, [step.id or 0]).get(step.id or 0, [])
    waits_for = [one.title for one in awaited if one.is_unfinished]
    if is_held_up(
        unfinished_needs=len(waits_for),
        removes_access=step.removes_access,
        effective=case.effective_at,
        now=datetime.now(UTC),
    ):
        raise Conflict(
            f"“{step.title}” waits for: {'; '.join(waits_for[:5])}.",
            hint="Finish or excuse that first.",
        )


def _doers(session: Session, step: Step) -> list[str | None]:
    query = (
        select(Step.finished_by_id)
        .join(Need, col(Need.needs_id) == col(Step.id))
        .where(col(Need.step_id) == step.id, col(Step.status) == StepStatus.DONE)
    )
    return list(session.exec(query))


def _keep(
    session: Session, actor: Actor, step: Step, evidence: Sequence[NewEvidence]
) -> list[dict[str, object]]:
    """Store evidence; what the audit log says of it."""
    kept = [evidence_row(step, each, actor, datetime.now(UTC)) for each in evidence]
    session.add_all(kept)
    session.flush()
    return [
        {"id": row.id, "kind": str(row.kind), "text": row.text, "sha256": row.sha256}
        for row in kept
    ]


def evidence_row(step: Step, brought: NewEvidence, actor: Actor, now: datetime) -> Evidence:
    """Evidence as it is stored. Raises :class:`Invalid` for what proves nothing."""
    text = _text(brought.text, "evidence", MAX_TEXT)
    if not text:
        raise Invalid("The evidence is empty.", field="evidence")
    if brought.kind is EvidenceKind.LINK and not text.startswith(("https://", "http://")):
        raise Invalid(f"{text!r:.80} is not a web address.", field="link", hint="https://…")
    if brought.kind is EvidenceKind.FILE and (not brought.sha256 or not brought.size):
        raise Invalid("The file was not kept.", field="file")
    return Evidence(
        case_id=step.case_id,
        step_id=step.id or 0,
        kind=brought.kind,
        text=text,
        size=brought.size,
        sha256=brought.sha256 or sha256(text.encode()).hexdigest(),
        at=now,
        by=actor.name,
        by_id=actor.id,
    )


def reason_of(reason: str | None) -> str:
    """A reason that was given. Raises :class:`Invalid` for none."""
    told = _text(reason or "", "reason", MAX_TEXT)
    if not told:
        raise Invalid("Say why: the reason stands in the evidence.", field="reason")
    return told


def _text(text: str, field: str, most: int) -> str:
    text = text.strip()
    if len(text) > most or "\0" in text:
        raise Invalid(f"The {field} is longer than {most:,} characters.", field=field)
    return text
