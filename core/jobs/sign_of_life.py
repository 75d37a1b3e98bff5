"""For workers that are no jobs themselves: to say in the database that they work, or why not."""

import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlmodel import Session

from core.jobs import signatures
from core.jobs.health import GRACE
from core.jobs.runner import sentence
from core.storage.database import Database

log = logging.getLogger(__name__)


class SignOfLife:
    """Signs for one worker, at most once in ``every``. Never raises: the work goes on without."""

    def __init__(self, database: Database, worker: str, every: timedelta) -> None:
        self._database, self._worker, self._every = database, worker, every
        self._next = 0.0

    def give(self) -> None:
        """The worker has worked."""
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + self._every.total_seconds()
            now, promised = datetime.now(UTC), self._every + GRACE / 2
            self._write(lambda session: signatures.sign(session, self._worker, promised, now))

    def note(self, problem: Exception) -> None:
        """The worker has failed at what it does; it signs again once it has not."""
        self._next = 0.0
        said, now = f"It fails: {sentence(problem)}", datetime.now(UTC)
        self._write(lambda session: signatures.note_problem(session, self._worker, said, now))

    def _write(self, write: Callable[[Session], None]) -> None:
        try:
            with self._database.write() as session:
                write(session)
        except Exception:
            log.exception("the state of %s could not be written down", self._worker)
