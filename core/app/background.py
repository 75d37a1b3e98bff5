"""What a serving process does beside answering, from its start to its end."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime

from core.app.audit import checkpoints, forwarding
from core.app.garbage_collection import collect_for_ever
from core.app.runtime import Runtime
from core.identity import passwords
from core.identity.refusal_log import RefusalLog
from core.jobs import dispatcher
from core.jobs import service as jobs
from core.jobs.values import JOBS
from core.scim.outbound import worker
from core.storage.database import Database


@asynccontextmanager
async def background(ready: Runtime, only: str | None) -> AsyncIterator[None]:
    """Removals, jobs, checkpoints, forwarding and the log of refusals, as far as ``only`` (*scim*,
    *pages*) leaves them to this process; stopped in order at the end."""
    starts = [checkpoints.WORKER]
    starts += [] if only == "pages" else [worker.WORKER]
    starts += [] if only == "scim" else [JOBS]
    if _forwards(ready, only):
        starts.append(forwarding.WORKER)
    await asyncio.to_thread(_start_over, ready.database, starts)
    refusals = RefusalLog(ready.database)
    tasks = [
        asyncio.create_task(asyncio.to_thread(passwords.get_ready)),
        asyncio.create_task(collect_for_ever()),
        asyncio.create_task(checkpoints.checkpoint_for_ever(ready.database, ready.settings)),
    ]
    if _forwards(ready, only):
        forwards = forwarding.forward_for_ever(ready.database, ready.settings)
        tasks.append(asyncio.create_task(forwards))
    stops = []
    if only != "pages":
        stops.append(worker.start(ready.database))
    if only != "scim":
        stops.append(dispatcher.start(ready.database))
    yield
    await asyncio.gather(*(asyncio.to_thread(stop) for stop in stops))
    for task in tasks:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
    await asyncio.to_thread(refusals.close)


def _forwards(ready: Runtime, only: str | None) -> bool:
    # One process, or each would send every entry.
    return bool(ready.settings.audit_forward_url) and only != "scim"


def _start_over(database: Database, workers: list[str]) -> None:
    """What stood still while no server ran has a moment to show that it runs again."""
    with database.write() as session:
        for each in workers:
            jobs.start_over(session, each, datetime.now(UTC))
