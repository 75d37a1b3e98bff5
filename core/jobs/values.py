"""What crosses the door of the jobs room, and how long a failure is waited out."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from core.errors import OfframpError
from core.jobs.health import JOBS, Background, Overdue, Work, WorkerHealth
from core.jobs.models import JobState
from core.storage.database import Database

__all__ = [
    "FIRST_WAIT",
    "JOBS",
    "LONGEST_WAIT",
    "MOST_ATTEMPTS",
    "Background",
    "Clock",
    "GiveUp",
    "Handler",
    "Job",
    "JobState",
    "JobView",
    "Overdue",
    "Wanted",
    "Work",
    "WorkerHealth",
    "wait_after",
]


MOST_ATTEMPTS = 10
FIRST_WAIT = timedelta(seconds=10)
LONGEST_WAIT = timedelta(hours=1)


class GiveUp(OfframpError):
    """Raised by a handler: trying again is of no use."""


@dataclass(frozen=True)
class Job:
    """One job, as its handler sees it."""

    id: int
    kind: str
    key: str
    payload: Any
    run_at: datetime
    attempts: int
    """How often it has failed before."""


@dataclass(frozen=True)
class Wanted:
    """A job to be scheduled."""

    kind: str
    key: str
    payload: Any
    run_at: datetime


@dataclass(frozen=True)
class JobView:
    """One job, as the page shows it."""

    id: int
    kind: str
    key: str
    state: JobState
    run_at: datetime
    next_at: datetime
    finished_at: datetime | None
    attempts: int
    problem: str | None


Handler = Callable[[Database, Job, datetime], None]
"""Does a job of one kind. Called at least once, so it must be idempotent; it opens its own
transactions, and holds none while it talks to the network."""

Clock = Callable[[], datetime]


def wait_after(attempts: int, jitter: float) -> timedelta:
    """How long to wait after the n-th failure: doubling, to an hour; ``jitter`` from 0 to 1."""
    doubled: timedelta = FIRST_WAIT * 2.0 ** min(attempts - 1, 12)
    return min(doubled, LONGEST_WAIT) * (0.75 + jitter / 2)
