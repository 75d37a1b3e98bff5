"""Refusals, and attempts to get around a check, are written to the audit log by a thread.

A refusal rolls the caller's transaction back, and on SQLite that transaction may hold the only
write lock while it is refused: so the entry is written right after it, not inside it. Of the same
again and again the first ten of an hour are written, then the 16th, 32nd, 64th …: a flood is seen
in the log, and does not flood it.
"""

import atexit
import logging
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from queue import SimpleQueue
from threading import Thread
from typing import Any

from core import rights
from core.actor import Actor
from core.audit import service as audit
from core.identity.sessions import Place
from core.identity.sign_in import anonymous
from core.rights import Action
from core.storage.database import Database

log = logging.getLogger("offramp.audit")

SAME_FOR = timedelta(hours=1)
EACH_UP_TO = 10
"""So many of the same within the hour are written one by one."""
MOST_KINDS = 10_000
"""So many different ones are counted at the same time; the oldest is forgotten first."""


class Attempt(StrEnum):
    """What nobody does who uses Offramp's own pages (ASVS 5.0, 16.3.3)."""

    FOREIGN_FORM = "foreign-form"
    """A form that another site's page sent."""
    FOREIGN_SOCKET = "foreign-socket"
    """A connection that another site's page opened."""
    TOO_LONG = "too-long"
    """More than a form may hold."""
    TOO_MANY = "too-many"
    """Requests without end."""


on_attempt: list[Callable[[Attempt, Place], None]] = []
"""Called with each attempt; the running server adds one that writes it to the audit log."""


def note_attempt(attempt: Attempt, place: Place) -> None:
    """Note an attempt to get around a check; returns at once."""
    for tell in on_attempt:
        tell(attempt, place)


@dataclass(frozen=True)
class _Entry:
    actor: Actor
    action: str
    about: str
    after: dict[str, Any]
    at: datetime


class RefusalLog:
    """Writes each refusal that :func:`core.rights.require` makes, and each attempt."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: SimpleQueue[_Entry | None] = SimpleQueue()
        self._counted: OrderedDict[tuple[str, ...], tuple[datetime, int]] = OrderedDict()
        self._thread = Thread(target=self._write_all, name="refusals", daemon=True)
        self._thread.start()
        rights.on_refusal.append(self.tell)
        on_attempt.append(self.tell_attempt)
        atexit.register(self.close)

    def tell(self, actor: Actor, action: Action) -> None:
        """Note a refusal; returns at once."""
        self._waiting.put(
            _Entry(
                actor,
                "identity.refused",
                f"action:{action}",
                {"role": actor.role},
                datetime.now(UTC),
            )
        )

    def tell_attempt(self, attempt: Attempt, place: Place) -> None:
        """Note an attempt; returns at once."""
        who = anonymous(place)
        self._waiting.put(
            _Entry(who, "identity.attempt", f"attempt:{attempt}", {}, datetime.now(UTC))
        )

    def close(self) -> None:
        """Write what is waiting, and stop."""
        if self.tell in rights.on_refusal:
            rights.on_refusal.remove(self.tell)
            on_attempt.remove(self.tell_attempt)
            self._waiting.put(None)
        self._thread.join(timeout=10)

    def _write_all(self) -> None:
        while (waiting := self._waiting.get()) is not None:
            times = self._times(waiting)
            if times > EACH_UP_TO and times.bit_count() != 1:
                continue
            again = {"times": times} if times > 1 else {}
            try:
                with self._database.write() as session:
                    audit.record(
                        session,
                        waiting.actor,
                        waiting.action,
                        waiting.about,
                        after={**waiting.after, **again} or None,
                        at=waiting.at,
                    )
            except Exception:
                log.exception("a refusal could not be written to the audit log")

    def _times(self, entry: _Entry) -> int:
        """How often this was noted within the hour, this time included."""
        key = (entry.actor.id, entry.actor.address or "", entry.action, entry.about)
        since, times = self._counted.pop(key, (entry.at, 0))
        if entry.at - since > SAME_FOR:
            since, times = entry.at, 0
        self._counted[key] = (since, times + 1)
        if len(self._counted) > MOST_KINDS:
            self._counted.popitem(last=False)
        return times + 1
