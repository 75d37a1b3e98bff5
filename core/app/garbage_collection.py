"""Garbage collection on a timer: after every rerun, as Streamlit has it, costs ten times a page."""

import asyncio
import gc

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
    while True:
        await asyncio.sleep(SECONDS_BETWEEN_COLLECTIONS)
        gc.collect()
