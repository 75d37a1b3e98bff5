"""The composition root: settings, database, routes and pages become one ASGI app.

``python -m core serve`` or ``uvicorn app:app`` serve it; ``streamlit run app.py`` is good for
development.
"""

import asyncio
import logging
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import streamlit as st
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from core.config import Settings
from core.errors import OfframpError
from core.housekeeping import collect_for_ever, freeze
from core.runtime import runtime
from core.scim import http as scim
from core.storage.database import Database
from pages.components.errors import on_script_error


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Migrate and load before the first request; collect garbage on a timer meanwhile."""
    # uvicorn's access log comes back once Streamlit has set logging up.
    logging.getLogger("uvicorn.access").disabled = True
    try:
        await asyncio.to_thread(runtime)
    except OfframpError as error:
        print(error, file=sys.stderr)  # noqa: T201
        raise SystemExit(1) from None
    freeze()
    collector = asyncio.create_task(collect_for_ever())
    yield
    collector.cancel()
    with suppress(asyncio.CancelledError):
        await collector


async def health(_request: Request) -> JSONResponse:
    """Whether this process answers; says nothing else."""
    return JSONResponse({"status": "ok"})


def prepared() -> tuple[Settings, Database]:
    """What routes need, once the lifespan has prepared it."""
    ready = runtime()
    return ready.settings, ready.database


app = st.App(
    "pages/shell.py",
    routes=[Route("/healthz", health), *scim.routes(prepared)],
    lifespan=lifespan,
    on_script_error=on_script_error,
)
