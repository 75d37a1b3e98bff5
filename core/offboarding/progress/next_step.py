"""Which step to go on with after one. Pure."""

from collections.abc import Sequence
from datetime import datetime

from core.offboarding.models import StepStatus
from core.offboarding.progress.progress import is_ready
from core.offboarding.progress.standpoint import NOBODY, Standpoint
from core.offboarding.views import StepView


def next_step(
    steps: Sequence[StepView],
    now: datetime,
    standpoint: Standpoint = NOBODY,
    *,
    after: int | None = None,
) -> StepView | None:
    """The step to go on with, or ``None`` when nothing is to be worked now.

    One's own before nobody's before others'; blocked ones last; what is overdue, then what is in
    the same place or of the same app as ``after``, then what is due first.
    """
    at = next((step for step in steps if step.id == after), None)

    def rank(step: StepView) -> tuple[int, bool, bool, bool, datetime, int]:
        elsewhere = at is not None and not _together(step, at)
        return (
            _whose(step, standpoint),
            step.status is StepStatus.BLOCKED,
            not step.is_overdue(now),
            elsewhere,
            step.due,
            step.id,
        )

    ready = [step for step in steps if step.id != after and is_ready(step, now)]
    return min(ready, key=rank, default=None)


def _whose(step: StepView, standpoint: Standpoint) -> int:
    if standpoint.is_mine(step.owner_key):
        return 0
    return 1 if standpoint.is_unassigned(step.owner_key) else 2


def _together(step: StepView, at: StepView) -> bool:
    return (at.place is not None and step.place == at.place) or (
        at.app is not None and step.app == at.app
    )
