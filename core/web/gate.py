"""The gate: whoever is not signed in gets the sign-in form and nothing else.

Our own routes (health, SCIM, sign-in, calendars) see to their own access; everything else is
Streamlit's and needs a session. The page checks again on every rerun (pages/shell.py): a socket
that is open stays open when its session ends.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection, Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Receive, Scope, Send

from core.app.runtime import runtime
from core.identity import service as identity
from core.web.cookies import PROVIDER_COOKIES, session_token
from core.web.session_lifetimes import lifetimes

PUBLIC = re.compile(
    r"/(static/.*|favicon\.(png|ico)|manifest\.json|robots\.txt"
    r"|_stcore/(health|host-config)|auth/(login|logout)|oauth2callback)"
)
"""Streamlit's paths that hold nothing of ours: code, icons, and the way to a provider."""


class Gate:
    """Middleware: lets through who has a session, and what needs none."""

    def __init__(self, app: ASGIApp, own_routes: Sequence[BaseRoute]) -> None:
        self.app = app
        self.own_routes = own_routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or await self._may_pass(scope):
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await self._answer(Request(scope))(scope, receive, send)

    async def _may_pass(self, scope: Scope) -> bool:
        if PUBLIC.fullmatch(scope["path"]):
            return True
        if any(route.matches(scope)[0] is not Match.NONE for route in self.own_routes):
            return True
        connection = HTTPConnection(scope)
        token = session_token(connection.cookies, runtime().settings)
        if token is None:
            return False
        # A socket whose session has ended may come back: the page then says so.
        check = _was_ever if scope["type"] == "websocket" else _is_live
        return await run_in_threadpool(check, token)

    def _answer(self, request: Request) -> Response:
        if request.method not in {"GET", "HEAD"} or "text/html" not in request.headers.get(
            "accept", ""
        ):
            return PlainTextResponse("Sign in first.\n", status_code=401)
        if PROVIDER_COOKIES[0] in request.cookies:
            return RedirectResponse("/sign-in/company", status_code=303)
        wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        target = "/sign-in" if wanted == "/" else f"/sign-in?next={quote(wanted, safe='')}"
        return RedirectResponse(target, status_code=303)


def _is_live(token: str) -> bool:
    running = runtime()
    with running.database.read() as session:
        life = lifetimes(running.settings)
        found = identity.find_session(session, token, life, datetime.now(UTC))
    return found is not None


def _was_ever(token: str) -> bool:
    with runtime().database.read() as session:
        return identity.was_ever_signed_in(session, token)
