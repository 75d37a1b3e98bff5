"""What is done to one step whose row and case are held, each with its rules and its audit entry."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlmodel import Session, col, select

from core import clock
from core.actor import Actor
from core.errors import Conflict, Invalid
from core.identity import service as identity
from core.identity.values import Owners
from core.offboarding import rows
from core.offboarding.changes import store_step
from core.offboarding.durations import local
from core.offboarding.models import Case, CaseStatus, Evidence, EvidenceKind, Step, StepKind
from core.offboarding.steps.automation import offramp_account
from core.offboarding.steps.evidence import checked_text, keep_evidence, reason_of
from core.offboarding.steps.resting import is_follow_up, reopen_resting
from core.offboarding.steps.second_person import check_finisher
from core.offboarding.steps.status import change_status, close_when_finished
from core.offboarding.transitions import (
    NEEDS_REASON,
    Move,
    after,
    check_by_hand,
    ends_early,
    is_held_up,
    lacks,
)
from core.offboarding.views import ANOTHER_STEP, NewEvidence, StepView

Told = Mapping[str, object]


@dataclass(frozen=True)
class HeldStep:
    """A step that its session holds until the transaction ends, and who works it.

    ``told``: what its audit entry says besides, such as which others were done together with it.
    """

    session: Session
    actor: Actor
    case: Case
    step: Step
    told: Told = field(default_factory=dict)

    @property
    def view(self) -> StepView:
        """The step as its worker sees it now."""
        now = clock.now()
        return rows.step_view_for(self.session, self.actor, self.case, self.step, now)


def hold(session: Session, actor: Actor, step_id: int, version: int) -> HeldStep:
    """Hold a step that was seen at ``version``, of a case that can be worked.

    Raises :class:`NotFound` for one that the actor may not see, and :class:`Conflict`.
    """
    return _workable(session, actor, *rows.held_step(session, actor, step_id, version))


def hold_all(session: Session, actor: Actor, versions: Mapping[int, int]) -> list[HeldStep]:
    """The same for several, step → version, before any of them changes: the case with the smallest
    number first, so that two who hold the same steps wait for each other once."""
    found = rows.step_rows(session, actor, versions)
    return [
        _workable(session, actor, *rows.locked_step(session, case, step, versions[step]))
        for case, step in sorted((case.id or 0, step) for step, (case, _row) in found.items())
    ]


def views_of(held: Sequence[HeldStep]) -> tuple[StepView, ...]:
    """The steps as their worker sees them now, in this order."""
    now = clock.now()
    found: dict[int, StepView] = {}
    for case in {one.case.id: one.case for one in held}.values():
        of_case = [one.step for one in held if one.case is case]
        who = held[0]
        views = rows.step_views_for(who.session, who.actor, case, of_case, now)
        found.update((view.id, view) for view in views)
    return tuple(found[one.step.id or 0] for one in held)


def _workable(session: Session, actor: Actor, case: Case, step: Step) -> HeldStep:
    if case.status is CaseStatus.OPEN or (
        case.status is CaseStatus.CLOSED and is_follow_up(session, case, step)
    ):
        return HeldStep(session, actor, case, step)
    raise Conflict(f"The case is {case.status}.", hint="Reopen it to work on its steps.")


def start(held: HeldStep, reason: str = "") -> None:
    """Take a step up, with a word on it or none; one that nobody owns, or a group, becomes the
    actor's."""
    session, actor, step = held.session, held.actor, held.step
    not_waiting(held)
    if step.owner_key is None or step.owner_key in identity.owners(session).groups:
        step.owner = actor.name
        step.owner_key = identity.handle_of(session, actor)
    _move(held, Move.START, reason)


def finish(held: HeldStep, evidence: Sequence[NewEvidence], reason: str) -> None:
    """The step is done, with what proves it; a wait that has not ended yet takes a reason."""
    session, actor, case, step = held.session, held.actor, held.case, held.step
    check_by_hand(step.kind, Move.FINISH)
    not_waiting(held)
    check_finisher(session, actor, case, step)
    offramp_account.check_by_hand(session, case, step)
    kept = keep_evidence(session, actor, step, evidence)
    had = session.exec(select(Evidence.kind).where(col(Evidence.step_id) == step.id)).all()
    if missing := lacks(step.needs_evidence, map(EvidenceKind, had)):
        raise Invalid(missing, field="evidence")
    _move(held, Move.FINISH, reason, kept)


def excuse(held: HeldStep, reason: str) -> None:
    """The step does not apply here. An approval waits as long as for being given."""
    check_by_hand(held.step.kind, Move.EXCUSE)
    if held.step.kind is StepKind.APPROVAL:
        not_waiting(held)
    check_finisher(held.session, held.actor, held.case, held.step)
    _move(held, Move.EXCUSE, reason)


def block(held: HeldStep, reason: str) -> None:
    """The step cannot go on, for a reason."""
    _move(held, Move.BLOCK, reason)


def reopen(held: HeldStep, reason: str) -> None:
    """A finished step must be done again; approvals and checks that rest on it are open again."""
    check_by_hand(held.step.kind, Move.REOPEN)
    _move(held, Move.REOPEN, reason)


def assign(held: HeldStep, owner: str | None, handle: str = "") -> None:
    """Give the step to a person or a group, or to nobody; ``handle`` tells two of a name apart."""
    session, step = held.session, held.step
    owner = checked_text(owner or "", "owner", 320) or None
    _refuse_leaver(session, held.case, handle.strip() or owner)
    owners = identity.owners(session)
    if owner and not handle.strip() and owner == step.owner and owners.is_shared(owner):
        key = step.owner_key  # it stays with whoever of that name has it
    else:
        owners.check(handle.strip() or owner)
        key = (handle.strip() or owner).casefold() if owner else None
    set_owner(held, owner, key)


def set_owner(held: HeldStep, owner: str | None, key: str | None) -> None:
    """Store an owner who was checked. ``key``: what owners are compared with."""
    owners = identity.owners(held.session)
    before = _told_owner(held.step, owners)
    held.step.owner, held.step.owner_key = owner, key
    store(held, "case.assign", _told_owner(held.step, owners), before)


def store(held: HeldStep, action: str, told: Told, before: Told | None = None) -> None:
    """Store the changed step; its version goes up, and the log has it."""
    after = {**told, **held.told}
    store_step(held.session, held.actor, held.case, held.step, action, after, before=before)


def not_waiting(held: HeldStep) -> None:
    """Raise :class:`Conflict` where the step must wait for others that are not finished."""
    session, case, step = held.session, held.case, held.step
    awaited = rows.needs_of(session, [step.id or 0]).get(step.id or 0, [])
    waits_for = [one.title for one in awaited if one.is_unfinished]
    if is_held_up(
        unfinished_needs=len(waits_for),
        removes_access=step.removes_access,
        effective=case.effective_at,
        now=clock.now(),
    ):
        if not rows.sees_whole(session, held.actor, case):
            waits_for = [ANOTHER_STEP]
        raise Conflict(
            f"“{step.title}” waits for: {'; '.join(waits_for[:5])}.",
            hint="Complete it, or mark it not applicable, first.",
        )


# -- parts --------------------------------------------------------------------


def _move(
    held: HeldStep,
    move: Move,
    reason: str | None,
    evidence: Sequence[Mapping[str, object]] = (),
) -> None:
    session, actor, case, step = held.session, held.actor, held.case, held.step
    now = clock.now()
    early = move is Move.FINISH and ends_early(step.kind, step.due_at, now)
    if early and not (reason or "").strip():
        until = local(step.due_at, case.time_zone)
        raise Invalid(f"This waits until {until}. Say why it ends before that.", field="reason")
    needed = early or move in NEEDS_REASON
    # A word that is said with “done” stands in proof and timeline as every other reason does.
    told = reason_of(reason or "") if needed or (reason or "").strip() else None
    before = {"status": str(step.status)}
    status = after(move, step.status, rows.told(step), rows.since(step))
    change_status(session, step, status, actor, now, told)
    result: dict[str, object] = {"status": str(step.status), "reason": told}
    if early:
        result["early"] = step.due_at.isoformat()
    if evidence:  # with its digests: the chain says what proved the step
        result["evidence"] = list(evidence)
    store(held, f"case.step-{move}", result, before)
    if move is Move.REOPEN:
        reopen_resting(session, actor, case, step, now)
    close_when_finished(session, actor, case, now)


def _told_owner(step: Step, owners: Owners) -> dict[str, object]:
    """The owner as an audit entry says it: with the handle where the name is not enough."""
    told: dict[str, object] = {"owner": step.owner}
    if step.owner and owners.is_shared(step.owner):
        told["handle"] = step.owner_key
    return told


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
