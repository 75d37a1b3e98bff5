"""The worker of outbound removals: a thread of the server that runs what is due."""

import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

from core.jobs import service as jobs
from core.scim.outbound.worker_pool import WorkerPool
from core.storage.database import Database

WORKER = "removals"
SECONDS_BETWEEN_LOOKS = 2.0
BETWEEN_SIGNS = timedelta(seconds=30)
log = logging.getLogger(__name__)


def start(database: Database) -> Callable[[], None]:
    """Start the worker; call what is returned to stop it (what runs is finished first)."""
    stopping = threading.Event()
    pools: list[WorkerPool] = []

    def work() -> None:
        signs = jobs.SignOfLife(database, WORKER, BETWEEN_SIGNS)
        signs.give()
        if stopping.wait(SECONDS_BETWEEN_LOOKS):
            return
        # Here, because importing the protocol takes a second: the first page need not wait for it.
        from core.scim.outbound import runner

        pool = WorkerPool(runner.Runner(database))
        pools.append(pool)
        while not stopping.wait(SECONDS_BETWEEN_LOOKS):
            try:
                pool.tick()
                signs.give()
            except Exception as problem:
                log.exception("the removal worker goes on after a failure")
                signs.note(problem)

    thread = threading.Thread(target=work, name="removals", daemon=True)
    thread.start()

    def stop() -> None:
        stopping.set()
        thread.join(5)
        with suppress(IndexError):
            pools[0].stop()

    return stop
