"""Garbage collection on a timer: after every rerun, as Streamlit has it, costs ten times a page."""

import asyncio
import ctypes
import gc
from collections.abc import Callable
from contextlib import suppress

SECONDS_UNTIL_IMPORTED = 5
"""After the start until what is imported late (SCIM, DBOS) is there as well."""
SECONDS_BETWEEN_COLLECTIONS = 30


def postpone() -> None:
    """No collection while a server starts: nothing of what is imported is garbage."""
    gc.disable()


async def collect_for_ever() -> None:
    """Take what was imported out of every later collection, then collect now and then.

    Run as a task that is cancelled at shutdown.
    """
    try:
        await asyncio.sleep(SECONDS_UNTIL_IMPORTED)
        gc.collect()
        gc.freeze()
    finally:
        gc.enable()
    give_back = _trim()
    while True:
        await asyncio.sleep(SECONDS_BETWEEN_COLLECTIONS)
        gc.collect()
        await asyncio.to_thread(give_back)


def _trim() -> Callable[[], object]:
    """What gives free memory back to the system. glibc keeps it in a heap for each of many threads,
    and a page runs in a new thread each time: two hundred people at work took 25 MB a minute."""
    with suppress(OSError, AttributeError):  # another C library has no such thing
        trim = ctypes.CDLL(None).malloc_trim
        return lambda: trim(0)
    return lambda: None
