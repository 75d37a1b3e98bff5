"""How far some steps are: counted, what is next, and what stands in the way. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from core.offboarding.models import QUESTIONS, UNFINISHED, EvidenceNeed, StepKind, StepStatus
from core.offboarding.progress.standpoint import NOBODY, Standpoint
from core.offboarding.transitions import ends_early, lacks
from core.offboarding.views import StepView, WorkItem

BY_ITSELF = (StepKind.SCIM, StepKind.WAIT, StepKind.OFFRAMP_ACCOUNT)
"""What Offramp does, or time: no person needs to, as long as it does not fail."""


@dataclass(frozen=True)
class Progress:
    """How far steps are. Cancelled ones do not count.

    ``ready``: unfinished ones that somebody should work now; ``waiting``: for another step, for the
    effective moment, or for Offramp. ``next``: the ready one to go on with. ``next_due``: of all
    unfinished.
    """

    total: int
    finished: int
    ready: int
    waiting: int
    blocked: int
    overdue: int
    unassigned: int
    mine: int
    next: StepView | None
    next_due: datetime | None

    @property
    def left(self) -> int:
        """Unfinished steps."""
        return self.total - self.finished


def progress_of(
    steps: Iterable[StepView], now: datetime, standpoint: Standpoint = NOBODY
) -> Progress:
    """How far these steps are, as seen from a standpoint."""
    counted = [step for step in steps if step.status is not StepStatus.CANCELLED]
    left = [step for step in counted if step.status in UNFINISHED]
    ready = [step for step in left if is_ready(step, now)]
    ready.sort(key=lambda step: urgency(step, standpoint))
    return Progress(
        total=len(counted),
        finished=len(counted) - len(left),
        ready=len(ready),
        waiting=len(left) - len(ready),
        blocked=sum(step.status is StepStatus.BLOCKED for step in left),
        overdue=sum(step.is_overdue(now) for step in left),
        unassigned=sum(standpoint.is_unassigned(step.owner_key) for step in left),
        mine=sum(standpoint.is_mine(step.owner_key) for step in left),
        next=ready[0] if ready else None,
        next_due=min((step.due for step in left), default=None),
    )


def urgency(step: StepView, standpoint: Standpoint = NOBODY) -> tuple[bool, bool, datetime, int]:
    """What to sort ready steps by: one's own first, blocked ones last, due first."""
    mine = standpoint.is_mine(step.owner_key)
    return not mine, step.status is StepStatus.BLOCKED, step.due, step.id


def needs_a_person(step: StepView, now: datetime) -> bool:
    """Whether nothing happens to an unfinished step unless somebody does it: a removal by SCIM
    that is overdue or blocked has failed, and is somebody's then."""
    return _needs_a_person(step.kind, step.status, step.is_overdue(now))


def is_ready(step: StepView | WorkItem, now: datetime) -> bool:
    """Whether somebody should work a step now: nothing holds it up, and its time has come.

    The one answer for a case and for every list of work; an unfinished step that is not ready
    waits, for another step, for the effective moment or for Offramp.
    """
    if isinstance(step, WorkItem):
        kind, is_held_up = step.step_kind, step.is_held_up
    else:
        kind, is_held_up = step.kind, bool(step.waits_for)
    by_somebody = _needs_a_person(kind, step.status, step.is_overdue(now))
    return by_somebody and not is_held_up and not step.is_early


def can_be_finished_together(
    chosen: Sequence[StepView], among: Sequence[StepView], now: datetime
) -> list[StepView]:
    """Those of the chosen steps that can be finished in one go, in their order.

    By hand, without a question of their own (an approval, a decision), and waiting for nothing but
    others of these. ``among``: the whole case, by which it is told what is finished.
    """
    unfinished = {step.id for step in among if step.status in UNFINISHED}
    left = [
        step
        for step in chosen
        if step.id in unfinished
        and needs_a_person(step, now)
        and step.kind not in (StepKind.APPROVAL, *QUESTIONS)
        and not ends_early(step.kind, step.due, now)
    ]
    while True:
        there = {step.id for step in left}
        kept = [step for step in left if _waits_only_for(there, step, unfinished)]
        if len(kept) == len(left):
            return kept
        left = kept


def _needs_a_person(kind: StepKind, status: StepStatus, is_overdue: bool) -> bool:
    if status not in UNFINISHED:
        return False
    failed = status is StepStatus.BLOCKED or is_overdue
    return kind not in BY_ITSELF or (failed and kind is not StepKind.WAIT)


def _waits_only_for(there: set[int], step: StepView, unfinished: set[int]) -> bool:
    if not step.waits_for:
        return True
    # Who sees only their own steps is not told for which one a step waits.
    return bool(step.needs) and unfinished.intersection(step.needs) <= there


def evidence_demanded(steps: Iterable[StepView]) -> EvidenceNeed:
    """What evidence all of these steps can be finished with: the most that one of them still
    needs, beside what it has."""
    lacking = {step.needs_evidence for step in steps if _is_lacking(step)}
    for need in (EvidenceNeed.RECORD, EvidenceNeed.ANY):
        if need in lacking:
            return need
    return EvidenceNeed.NONE


def lack_evidence(steps: Iterable[StepView]) -> list[StepView]:
    """Those for which that is demanded: which lack the most, in their order."""
    given = list(steps)
    need = evidence_demanded(given)
    if need is EvidenceNeed.NONE:
        return []
    return [step for step in given if step.needs_evidence is need and _is_lacking(step)]


def _is_lacking(step: StepView) -> bool:
    """Whether a step needs other evidence than it has."""
    return bool(lacks(step.needs_evidence, [one.kind for one in step.evidence]))
