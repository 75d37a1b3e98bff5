"""Take checkpoints at an interval while the server runs."""

import asyncio
import logging
from datetime import UTC, datetime, timedelta

from core.actor import SYSTEM
from core.app.audit.anchors import anchor_newest
from core.audit import service as audit
from core.config import Settings
from core.errors import OfframpError
from core.jobs.service import SignOfLife
from core.storage.database import Database

WORKER = "checkpoints"
WAIT_AFTER_A_FAILURE = timedelta(minutes=1)
log = logging.getLogger("offramp.audit")


def checkpoint_now(database: Database, settings: Settings) -> str | None:
    """Take one checkpoint into the file, to the webhook and to the time-stamp service; its line,
    or ``None`` if idle."""
    with database.read() as session:
        line = audit.take_checkpoint(session, SYSTEM, settings.checkpoints, now=datetime.now(UTC))
    anchor_newest(settings)
    return line


async def checkpoint_for_ever(database: Database, settings: Settings) -> None:
    """Take checkpoints until cancelled. A failure is logged, shown, and does not end it."""
    every = timedelta(minutes=settings.checkpoint_minutes)
    signs = SignOfLife(database, WORKER, every)
    while True:
        pause = every
        try:
            await asyncio.to_thread(checkpoint_now, database, settings)
            await asyncio.to_thread(signs.give)
        except Exception as problem:
            is_plain = isinstance(problem, (OfframpError, OSError))
            log.error("no audit checkpoint could be taken: %s", problem, exc_info=not is_plain)
            await asyncio.to_thread(signs.note, problem)
            pause = min(every, WAIT_AFTER_A_FAILURE)
        await asyncio.sleep(pause.total_seconds())
