"""Which function does which kind of job: filled when rooms are imported, read when jobs run."""

from dataclasses import dataclass
from datetime import timedelta

from core.jobs.values import Handler

handlers: dict[str, Handler] = {}


@dataclass(frozen=True)
class Repeated:
    """A kind that runs again and again, this long after it has ended."""

    kind: str
    every: timedelta


repeated: dict[str, Repeated] = {}


workers: list[str] = []
"""Who, beside this room's own dispatcher, signs that it works."""


def handle(kind: str, handler: Handler) -> None:
    """From now on, jobs of this kind are done by ``handler``."""
    handlers[kind] = handler


def repeat(kind: str, every: timedelta, handler: Handler) -> None:
    """Run ``handler`` when the server starts, and then this long after each end.

    A failure is retried like any other, and never ends it for good.
    """
    handlers[kind] = handler
    repeated[kind] = Repeated(kind, every)


def expect(worker: str) -> None:
    """From now on, background work stands still where this worker does not sign."""
    if worker not in workers:
        workers.append(worker)
