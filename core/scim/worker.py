"""The worker of outbound removals: a thread of the server that runs what is due."""

import logging
import threading
from collections.abc import Callable

from core.scim.crew import Crew
from core.scim.removal_run import Runner
from core.storage.database import Database

SECONDS_BETWEEN_LOOKS = 2.0
log = logging.getLogger(__name__)


def start(database: Database) -> Callable[[], None]:
    """Start the worker; call what is returned to stop it (what runs is finished first)."""
    stopping = threading.Event()
    crew = Crew(Runner(database))

    def work() -> None:
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
        crew.stop()

    return stop
