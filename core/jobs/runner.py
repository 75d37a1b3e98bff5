"""Running one hand-over: claim, handle, and write down how it went."""

import logging
import random
import threading
import uuid
from collections.abc import Callable
from datetime import UTC, datetime

from core.actor import SYSTEM
from core.audit import service as audit
from core.errors import OfframpError
from core.jobs import outbox, registry
from core.jobs.values import MOST_ATTEMPTS, Clock, GiveUp, Job, wait_after
from core.storage.database import Database

log = logging.getLogger(__name__)
LONGEST_PROBLEM = 500


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Runner:
    """Runs jobs in this process, and knows which ones run now."""

    def __init__(
        self,
        database: Database,
        clock: Clock = _utc_now,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self.database = database
        self.clock = clock
        self.jitter = jitter
        self.holder = uuid.uuid4().hex
        self._running: set[int] = set()
        self._lock = threading.Lock()

    def run(self, job: int, number: int) -> None:
        """Run a hand-over; one that somebody else has overtaken runs nothing."""
        with self.database.write() as session:
            claimed = outbox.claim(session, job, number, self.holder, self.clock())
        if claimed is None:
            return
        with self._lock:
            self._running.add(job)
        try:
            self._handle(claimed, number)
        finally:
            with self._lock:
                self._running.discard(job)

    def renew(self) -> None:
        """Say of what runs here that it is alive."""
        with self._lock:
            running = set(self._running)
        if running:
            with self.database.write() as session:
                outbox.renew(session, running, self.holder, self.clock())

    def _handle(self, job: Job, number: int) -> None:
        try:
            registry.handlers[job.kind](self.database, job, self.clock())
        except Exception as problem:  # noqa: BLE001 - a job may fail in any way, and is tried again
            self._failed(job, number, problem)
            return
        with self.database.write() as session:
            outbox.finish(session, job.id, number, self.clock())

    def _failed(self, job: Job, number: int, problem: Exception) -> None:
        attempts, now = job.attempts + 1, self.clock()
        said = sentence(problem)
        last = isinstance(problem, GiveUp) or attempts >= MOST_ATTEMPTS
        with self.database.write() as session:
            if not last:
                later = now + wait_after(attempts, self.jitter())
                outbox.again(session, job.id, number, later, attempts, said)
            elif outbox.give_up(session, job.id, number, now, attempts, said):
                after = {"kind": job.kind, "attempts": attempts, "problem": said}
                audit.record(session, SYSTEM, "job.failed", f"job:{job.id}", after=after)
        if not isinstance(problem, OfframpError):
            log.warning("job %s (%s) failed", job.id, job.kind, exc_info=problem)


def sentence(problem: Exception) -> str:
    """What a person is told. Others' exceptions may hold anything: only their kind is shown."""
    if isinstance(problem, OfframpError):
        return str(problem)[:LONGEST_PROBLEM]
    return f"{type(problem).__name__}; the server's log says more."
