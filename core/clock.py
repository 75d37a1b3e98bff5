"""What time it is, for whatever is written down: the machine's, or the moment that a story is at.

Services ask here. The made-up company (:mod:`core.demo`) is made by the same services as any other,
and much of it happened last quarter: it says when.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_told: ContextVar[datetime | None] = ContextVar("moment of the story", default=None)


def now() -> datetime:
    """The moment, in UTC."""
    return _told.get() or datetime.now(UTC)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Within this block, and in no other thread, it is ``moment``."""
    token = _told.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _told.reset(token)
