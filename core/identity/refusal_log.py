"""Refusals are written to the audit log by a thread of their own.

A refusal rolls the caller's transaction back, and on SQLite that transaction may hold the only
write lock while it is refused: so the entry is written right after it, not inside it.
"""

import atexit
import logging
from datetime import UTC, datetime
from queue import SimpleQueue
from threading import Thread

from core import rights
from core.actor import Actor
from core.audit import service as audit
from core.rights import Action
from core.storage.database import Database

log = logging.getLogger("offramp.audit")


class RefusalLog:
    """Writes each refusal that :func:`core.rights.require` makes."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: SimpleQueue[tuple[Actor, Action, datetime] | None] = SimpleQueue()
        self._thread = Thread(target=self._write_all, name="refusals", daemon=True)
        self._thread.start()
        rights.on_refusal.append(self.tell)
        atexit.register(self.close)

    def tell(self, actor: Actor, action: Action) -> None:
        """Note a refusal; returns at once."""
        self._waiting.put((actor, action, datetime.now(UTC)))

    def close(self) -> None:
        """Write what is waiting, and stop."""
        if self.tell in rights.on_refusal:
            rights.on_refusal.remove(self.tell)
            self._waiting.put(None)
        self._thread.join(timeout=10)

    def _write_all(self) -> None:
        while (waiting := self._waiting.get()) is not None:
            actor, action, at = waiting
            try:
                with self._database.write() as session:
                    audit.record(
                        session,
                        actor,
                        "identity.refused",
                        f"action:{action}",
                        after={"role": actor.role},
                        at=at,
                    )
            except Exception:
                log.exception("a refusal could not be written to the audit log")
