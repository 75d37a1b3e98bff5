"""The composition root: settings, database, routes and pages become one ASGI app.

``python -m core serve`` or ``uvicorn app:app`` serve it; ``streamlit run app.py`` is good for
development.
"""

import asyncio
import logging
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import streamlit as st
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import BaseRoute, Route

from core.audit.watch import checkpoint_for_ever
from core.config import Settings, settings
from core.errors import OfframpError
from core.housekeeping import collect_for_ever, freeze
from core.http import audit_routes, sign_in_routes
from core.http.gate import Gate
from core.http.headers import SecurityHeaders, page_policy
from core.identity import sign_in
from core.identity.refusals import RefusalLog
from core.runtime import runtime
from core.scim import http as scim
from core.scim import worker
from core.storage.database import Database
from pages import company_sign_in
from pages.components.errors import on_script_error

STREAMLIT_PAGE = Path(st.__file__).parent / "static" / "index.html"


@asynccontextmanager
async def lifespan(_app: object) -> AsyncIterator[None]:
    """Migrate and load before the first request; housekeeping and checkpoints meanwhile."""
    # uvicorn's access log comes back once Streamlit has set logging up.
    logging.getLogger("uvicorn.access").disabled = True
    try:
        running = await asyncio.to_thread(runtime)
        await asyncio.to_thread(_offer_set_up)
    except OfframpError as error:
        print(error, file=sys.stderr)  # noqa: T201
        raise SystemExit(1) from None
    refusals = RefusalLog(running.database)
    freeze()
    tasks = [
        asyncio.create_task(collect_for_ever()),
        asyncio.create_task(checkpoint_for_ever(running.database, running.settings)),
    ]
    stop_removals = worker.start(running.database) if ONLY != "pages" else None
    yield
    if stop_removals:
        await asyncio.to_thread(stop_removals)
    for task in tasks:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
    await asyncio.to_thread(refusals.close)


def _offer_set_up() -> None:
    """While nobody has an account, say on the console how the first one is made."""
    with runtime().database.write() as session:
        code = sign_in.set_up_code(session, datetime.now(UTC))
    if code:
        print(  # noqa: T201
            "Nobody has an account yet: open Offramp in a browser and make the first one.\n"
            f"From another machine or through a proxy it asks for this set-up code: {code}",
            file=sys.stderr,
        )


async def health(_request: Request) -> JSONResponse:
    """Whether this process answers; says nothing else."""
    return JSONResponse({"status": "ok"})


def prepared() -> tuple[Settings, Database]:
    """What routes need, once the lifespan has prepared it."""
    ready = runtime()
    return ready.settings, ready.database


ONLY = settings().serve_only
"""What this process serves: a bigger place splits IdPs' traffic from people's pages."""

scim_routes = [] if ONLY == "pages" else scim.routes(prepared)
own_routes: list[BaseRoute] = [
    Route("/healthz", health),
    *scim_routes,
    *sign_in_routes.routes(),
    *company_sign_in.routes(),
    *audit_routes.routes(),
]
"""Routes beside the pages. Each sees to its own access: the gate lets them pass."""


def pages() -> st.App:
    """Pages, and everything beside them."""
    return st.App(
        "pages/shell.py",
        routes=own_routes,
        middleware=[
            Middleware(
                SecurityHeaders,
                policy=page_policy(STREAMLIT_PAGE.read_text(encoding="utf-8")),
                https=settings().public_url.startswith("https://"),
            ),
            Middleware(Gate, own_routes=own_routes),
            Middleware(company_sign_in.AfterCallback),
        ],
        secrets=company_sign_in.streamlit_secrets(settings()),
        lifespan=lifespan,
        on_script_error=on_script_error,
    )


def scim_only() -> Starlette:
    """The bridge and health, without pages."""
    return Starlette(routes=[Route("/healthz", health), *scim_routes], lifespan=lifespan)


app = scim_only() if ONLY == "scim" else pages()
