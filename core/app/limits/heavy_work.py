"""Heavy work (a file of everything, a whole log) has few slots, and a person has one of them.

It holds the interpreter or the database for seconds. One person's wish for ten files at once is
done one after another, so that nobody else's click waits for it::

    with HEAVY.slot(actor.id, Work.FILE):
        content = make()
"""

import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from itertools import islice

from core.app.limits.usage import USAGE, Usage
from core.errors import OfframpError

PATIENCE = 30.0
"""Seconds that one waits for a slot before being told to come back."""
LINES = 1_000
"""Of a log in one piece of a stream."""


class Work(StrEnum):
    """Kinds of heavy work."""

    FILE = "file"
    """A report, a spreadsheet, a pack that is made when asked for."""
    LOG = "log"
    """The whole audit log, read or verified."""


SLOTS = {Work.FILE: 2, Work.LOG: 1}
"""How many of a kind are made at once by this process, for everybody."""


class Busy(OfframpError):
    """No slot came free in time, or this person waits for one already."""


class HeavyWork:
    """The slots of one process."""

    def __init__(self, usage: Usage | None = None, patience: float = PATIENCE) -> None:
        self._usage = usage or USAGE
        self._patience = patience
        self._changed = threading.Condition()
        self._taken: Counter[Work] = Counter()
        self._at_work: set[str] = set()
        self._waiting: set[str] = set()

    @contextmanager
    def slot(self, person: str, kind: Work) -> Iterator[None]:
        """While the work is done; waits for a slot. What the thread works counts as theirs.

        Raises :class:`Busy` when none came free in time, and at once for a third wish: one is at
        work and one waits.
        """
        with self._changed:
            if person in self._waiting:
                raise Busy(
                    "Two of your files are being made.", hint="Wait for them, then try again."
                )
            self._waiting.add(person)
        try:
            self._enter(person, kind, self._patience)
        finally:
            with self._changed:
                self._waiting.discard(person)
        with self._at(person, kind):
            yield

    @contextmanager
    def turn(self, person: str, kind: Work) -> Iterator[None]:
        """As :meth:`slot`, for one piece of something that is streamed: others have theirs in
        between, and a client that reads slowly holds nothing."""
        self._enter(person, kind, None)
        with self._at(person, kind):
            yield

    @contextmanager
    def _at(self, person: str, kind: Work) -> Iterator[None]:
        began = time.thread_time()
        try:
            yield
        finally:
            self._usage.worked(person, max(0.0, time.thread_time() - began))
            with self._changed:
                self._taken[kind] -= 1
                self._at_work.discard(person)
                self._changed.notify_all()

    def _enter(self, person: str, kind: Work, patience: float | None) -> None:
        def is_free() -> bool:
            return person not in self._at_work and self._taken[kind] < SLOTS[kind]

        with self._changed:
            if not self._changed.wait_for(is_free, patience):
                raise Busy("Other files are being made right now.", hint="Try again in a minute.")
            self._taken[kind] += 1
            self._at_work.add(person)


HEAVY = HeavyWork()
"""Of this process."""


def in_turns(person: str, lines: Iterable[str], *, heavy: HeavyWork = HEAVY) -> Iterator[bytes]:
    """Lines of a log as pieces of a stream, each made in its turn."""
    rest = iter(lines)
    while True:
        with heavy.turn(person, Work.LOG):
            piece = "".join(islice(rest, LINES))
        if not piece:
            return
        yield piece.encode()
