"""Removals in parallel: every connection within its own limit, none waiting for another."""

import logging
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple, Protocol

log = logging.getLogger(__name__)


class Waiting(NamedTuple):
    """A connection with removals that may run now."""

    connection: int
    most_at_once: int
    due: int


class Work(Protocol):
    """What a pool works on."""

    def waiting(self) -> list[Waiting]:
        """Connections with something to do."""

    def run_next(self, connection: int) -> bool:
        """Do one thing of this connection; ``False`` when there is nothing."""


class WorkerPool:
    """Threads in lanes; a lane does one connection's removals, one after the other."""

    def __init__(self, work: Work, workers: int = 64) -> None:
        self.work = work
        self.done = 0
        self._lanes: Counter[int] = Counter()
        self._lock = threading.Lock()
        self._stopping = False
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="removal")

    def tick(self) -> None:
        """Open lanes for connections that have work and room; returns at once."""
        for each in self.work.waiting():
            with self._lock:
                free = min(each.most_at_once, each.due) - self._lanes[each.connection]
                self._lanes[each.connection] += max(0, free)
            for _ in range(free):
                self._pool.submit(self._lane, each.connection)

    def _lane(self, connection: int) -> None:
        try:
            while not self._stopping and self.work.run_next(connection):
                with self._lock:
                    self.done += 1
        except Exception:
            log.exception("a lane of removals ends; the next look opens another")
        finally:
            with self._lock:
                self._lanes[connection] -= 1

    def stop(self, *, finish: bool = False) -> None:
        """End each lane after what it runs; with ``finish``, after all that is due."""
        self._stopping = not finish
        self._pool.shutdown(wait=True, cancel_futures=not finish)
