"""Garbage collection on a timer: after every rerun, as Streamlit has it, costs ten times a page."""

import asyncio
import gc

SECONDS_BETWEEN_COLLECTIONS = 30


def freeze() -> None:
    """Take what was imported at start out of every later collection."""
    gc.collect()
    gc.freeze()


async def collect_for_ever() -> None:
    """Collect now and then; run as a task that is cancelled at shutdown."""
    while True:
        await asyncio.sleep(SECONDS_BETWEEN_COLLECTIONS)
        gc.collect()
