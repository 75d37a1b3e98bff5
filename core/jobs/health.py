"""Does background work run? Judged from rows of the database, so that any process sees it.

Each worker signs in a row of the outbox (``jobs.alive``, ``removals.alive``) when it has worked,
and says there by when it signs again. The one for jobs is itself a job that comes again every
minute: it is done only where outbox, dispatcher, DBOS and a free thread all work. No process that
has died, hangs or was never started can hide that it did not sign.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

JOBS = "jobs"
"""The worker that this room runs itself: dispatcher and DBOS."""
EVERY = timedelta(minutes=1)
GRACE = timedelta(minutes=2)
"""A signature may be this late: a slow machine, a restart, two clocks that differ."""


class Work(StrEnum):
    RUNS = "runs"
    BEHIND = "behind"
    """Jobs are done, but what was due minutes ago still waits."""
    STANDS_STILL = "stands-still"


@dataclass(frozen=True)
class Signature:
    """What a worker's row says."""

    next_at: datetime
    """By when it signs again."""
    last: datetime | None
    """When it last signed; ``None``: never."""
    created_at: datetime
    problem: str | None
    """What it last failed at, such as its start; ``None`` once it has worked since."""


@dataclass(frozen=True)
class Overdue:
    """Jobs whose moment has come and that have not begun."""

    kinds: Mapping[str, int]
    """Kind → how many."""
    oldest: datetime | None
    """The moment of the one that waits longest."""

    @property
    def number(self) -> int:
        return sum(self.kinds.values())


NOTHING_OVERDUE = Overdue({}, None)


@dataclass(frozen=True)
class WorkerHealth:
    """Whether one worker works. ``since``: its last sign of life, while it runs as well; ``None``
    where it never gave one."""

    worker: str
    state: Work
    since: datetime | None
    problem: str | None
    overdue: Overdue = NOTHING_OVERDUE


@dataclass(frozen=True)
class Background:
    """All background work of this installation."""

    workers: tuple[WorkerHealth, ...]

    @property
    def state(self) -> Work:
        """The worst of all workers."""
        states = {each.state for each in self.workers}
        return next((s for s in (Work.STANDS_STILL, Work.BEHIND) if s in states), Work.RUNS)

    @property
    def troubled(self) -> tuple[WorkerHealth, ...]:
        """Workers that do not work as they should."""
        return tuple(each for each in self.workers if each.state is not Work.RUNS)

    def worker(self, name: str) -> WorkerHealth:
        """One of them. Raises :class:`KeyError` if there is no such worker."""
        return {each.worker: each for each in self.workers}[name]


def judge(
    worker: str,
    signature: Signature | None,
    now: datetime,
    *,
    overdue: Overdue = NOTHING_OVERDUE,
    is_busy: bool = False,
) -> WorkerHealth:
    """Whether a worker works. ``is_busy``: something of it runs now, or has just ended.

    A job that waits for a later moment is not overdue, so it is no standstill. A signature out of
    the future is of a clock that was set back since, and proves nothing.
    """
    if signature is None:
        return WorkerHealth(worker, Work.STANDS_STILL, None, None, overdue)
    of_another_clock = signature.last is not None and signature.last > now + GRACE
    runs = signature.next_at >= now - GRACE and not of_another_clock
    late = overdue.oldest is not None and overdue.oldest < now - GRACE
    if runs and not late:
        state = Work.RUNS
    else:
        state = Work.BEHIND if runs or is_busy else Work.STANDS_STILL
    since = signature.last or signature.created_at
    return WorkerHealth(worker, state, min(since, now), signature.problem, overdue)
