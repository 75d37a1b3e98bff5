"""The worker of outbound removals: a thread of the server that runs what is due."""

import logging
import threading
from collections.abc import Callable
from contextlib import suppress

from core.scim.outbound.lanes import Crew
from core.storage.database import Database

SECONDS_BETWEEN_LOOKS = 2.0
log = logging.getLogger(__name__)


def start(database: Database) -> Callable[[], None]:
    """Start the worker; call what is returned to stop it (what runs is finished first)."""
    stopping = threading.Event()
    crews: list[Crew] = []

    def work() -> None:
        if stopping.wait(SECONDS_BETWEEN_LOOKS):
            return
        # Here, because importing the protocol takes a second: the first page need not wait for it.
        from core.scim.outbound import runner

        crew = Crew(runner.Runner(database))
        crews.append(crew)
        while not stopping.wait(SECONDS_BETWEEN_LOOKS):
            try:
                crew.tick()
            except Exception:
                log.exception("the removal worker goes on after a failure")

    thread = threading.Thread(target=work, name="removals", daemon=True)
    thread.start()

    def stop() -> None:
        stopping.set()
        thread.join(5)
        with suppress(IndexError):
            crews[0].stop()

    return stop
