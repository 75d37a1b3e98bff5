"""The composition root: settings, database, routes and pages become one ASGI app.

``python -m core serve`` or ``uvicorn app:app`` serve it; ``streamlit run app.py`` is good for
development.
"""

import asyncio
import logging
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import streamlit as st
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import BaseRoute, Route
from streamlit import config as streamlit_config

from core.app.background import background
from core.app.garbage_collection import postpone
from core.app.routes import scim_routes
from core.app.runtime import runtime
from core.config import ROOT, settings
from core.demo import service as demo
from core.errors import OfframpError, SettingError
from core.identity import service as identity
from core.jobs import service as jobs
from core.jobs.values import Work
from core.web import calendar_routes, open_tabs, sign_in_routes
from core.web.demo import routes as demo_routes
from core.web.factors import routes as factor_routes
from core.web.files import routes as file_routes
from core.web.files.offers import offers
from core.web.front.proxies import NoticeProxies
from core.web.front.well_formed import WellFormed
from core.web.gate import Gate
from core.web.headers import SecurityHeaders, page_policy
from core.web.limits.middleware import Limits
from core.web.links import set_up_link
from core.web.page_addresses import PageAddresses
from core.web.scripts.navigation import Navigation
from core.web.threads import apart, in_thread
from core.web.uploads.middleware import Uploads
from core.web.uploads.refused import SaidOnPage
from pages.access import company_sign_in
from pages.access.page_sessions import StreamlitSessions
from pages.ui import addresses
from pages.ui.errors import on_script_error
from pages.ui.runtime import (
    batches,
    broken_messages,
    fair_share,
    import_path,
    reconnection,
    styles,
    theme,
)
from pages.ui.runtime.early_parts import with_early_parts

try:
    SETTINGS = settings()
    demo.check_served(SETTINGS)
except SettingError as error:
    # One line, whichever server imports this: uvicorn's own words would be a traceback.
    raise SystemExit(str(error)) from None

# As `streamlit run app.py` does: .streamlit/config.toml is the one beside this file, and
# pages/shell.py too, whatever the working directory is.
streamlit_config._main_script_path = str(ROOT / "app.py")

# Streamlit compares a socket's origin with this before it would ask others for our public address.
# The gate has decided by then, and more exactly.
if SETTINGS.public_url:
    public_host = urlsplit(SETTINGS.public_url).hostname or ""
    streamlit_config.set_option("browser.serverAddress", public_host)

reconnection.survive()
broken_messages.told_in_a_line()
fair_share.count()
theme.keep()
batches.send_together()
offers.is_open = StreamlitSessions().is_open

SHELL = ROOT / "pages" / "shell.py"
import_path.keep(SHELL)

DOCUMENT = (Path(st.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
"""Streamlit's, in which every page is drawn."""
NAVIGATION = Navigation(addresses.paths() - {addresses.path(addresses.HOME)})


@asynccontextmanager
async def lifespan(_app: object) -> AsyncIterator[None]:
    """Migrate and load before the first request; background work meanwhile."""
    # uvicorn's access log comes back once Streamlit has set logging up.
    logging.getLogger("uvicorn.access").disabled = True
    postpone()
    try:
        running = await asyncio.to_thread(runtime)
        await asyncio.to_thread(_offer_set_up)
    except OfframpError as error:
        print(error, file=sys.stderr)  # noqa: T201
        # Whoever starts the server needs those words, not where in the code they came from.
        logging.getLogger("uvicorn.error").addFilter(_is_no_traceback)
        raise SystemExit(1) from None
    async with background(running, ONLY):
        yield


def _is_no_traceback(record: logging.LogRecord) -> bool:
    return not record.getMessage().startswith("Traceback")


def _offer_set_up() -> None:
    """While there is no administrator, say on the console how the first one is made."""
    if ONLY == "scim":  # has no such page, and a new code voids the one that another process said
        return
    with runtime().database.write() as session:
        code = identity.set_up_code(session, datetime.now(UTC))
    if code:
        print(  # noqa: T201
            "There is no administrator yet. Make the first account with this link:\n\n"
            f"  {set_up_link(code)}\n\n"
            f"On another address the page asks for this set-up code: {code}",
            file=sys.stderr,
        )


async def health(_request: Request) -> JSONResponse:
    """Whether this process answers; says nothing else."""
    return JSONResponse({"status": "ok"})


async def background_health(_request: Request) -> JSONResponse:
    """Whether background work runs, in whichever process: 503 where it stands still or is behind.

    Beside ``/healthz``: to start this process again helps nobody when another one stands still.
    """

    def look() -> Work:
        with runtime().database.read() as session:
            return jobs.background(session, datetime.now(UTC)).state

    state = await in_thread(look)
    return JSONResponse({"status": state}, status_code=200 if state is Work.RUNS else 503)


ONLY = SETTINGS.serve_only
"""What this process serves: a bigger place splits IdPs' traffic from people's pages."""

health_routes: list[BaseRoute] = [
    Route("/healthz", health),
    Route("/healthz/background", background_health),
]
bridge_routes = [] if ONLY == "pages" else scim_routes()
own_routes: list[BaseRoute] = apart(
    [
        *health_routes,
        *bridge_routes,
        *demo_routes.routes(SETTINGS),
        *sign_in_routes.routes(),
        *open_tabs.routes(styles.joined()),
        *NAVIGATION.routes(),
        *factor_routes.routes(),
        *company_sign_in.routes(),
        *file_routes.routes(),
        *calendar_routes.routes(),
    ]
)
"""Routes beside the pages. Each sees to its own access: the gate lets them pass."""


if ONLY == "scim":
    app = Starlette(
        routes=[*health_routes, *bridge_routes],
        middleware=[Middleware(WellFormed, sockets=False), Middleware(Limits)],
        lifespan=lifespan,
    )
else:
    # Spelled out: `streamlit run` looks in this file for a name that `st.App(…)` is assigned to.
    app = st.App(
        SHELL,
        routes=own_routes,
        middleware=[
            Middleware(
                SecurityHeaders,
                policy=page_policy(DOCUMENT),
                https=SETTINGS.public_url.startswith("https://"),
            ),
            Middleware(WellFormed, sockets=True),
            Middleware(NoticeProxies),
            Middleware(SaidOnPage, pages=StreamlitSessions()),
            Middleware(Limits),
            Middleware(Gate, own_routes=own_routes),
            Middleware(Uploads, pages=StreamlitSessions()),
            Middleware(company_sign_in.AfterCallback),
            Middleware(
                PageAddresses,
                document=NAVIGATION.with_script(open_tabs.with_ours(with_early_parts(DOCUMENT))),
                pages=addresses.paths(),
                missing=addresses.path(addresses.MISSING),
                first=addresses.path(addresses.HOME),
                was_first=addresses.path(addresses.MATRIX),
                own_routes=own_routes,
            ),
        ],
        secrets=company_sign_in.streamlit_secrets(SETTINGS),
        lifespan=lifespan,
        on_script_error=on_script_error,
    )
