"""The gate: whoever is not signed in gets the sign-in form and nothing else.

Our own routes (health, SCIM, sign-in, calendars) see to their own access; everything else is
Streamlit's and needs a session, and a page of ours that asks: Streamlit's own check of origins
ignores the port on names of this machine, and looks up its public address over the network.
The page checks again on every rerun (pages/shell.py): a socket that is open stays open when its
session ends.
"""

import re
from collections.abc import Sequence
from urllib.parse import quote

from starlette.requests import HTTPConnection, Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.app.runtime import runtime
from core.identity import service as identity
from core.identity.values import Attempt
from core.secrets.service import recognisable
from core.web.authentication import live_by, place
from core.web.cookies import (
    PROVIDER_COOKIES,
    comes_from_our_own_page,
    is_of_another_page,
    session_token,
)
from core.web.demo import routes as demo_routes
from core.web.threads import in_thread

PUBLIC = re.compile(
    r"/(static/.*|favicon\.(png|ico)|manifest\.json|robots\.txt"
    r"|_stcore/(health|host-config)|auth/(login|logout)|oauth2callback)"
)
"""Streamlit's paths that hold nothing of ours: code, icons, and the way to a provider."""

USED = re.compile(r"/_stcore/(health|host-config|stream|upload_file/.*)")
"""What our pages ask of Streamlit's own interface. The rest of it is for nobody: metrics of memory
and sessions (ASVS 5.0, 13.4.5), checks that run a page, whatever its next version adds."""
SOCKET = "/_stcore/stream"
"""The one web socket that there is: a page's."""
SAFE = {"GET", "HEAD", "OPTIONS"}
WHOSE = "x-offramp-session"
"""The header in which Streamlit hears whose a page is (.streamlit/config.toml)."""


class Gate:
    """Middleware: lets through who has a session, and what needs none."""

    def __init__(self, app: ASGIApp, own_routes: Sequence[BaseRoute]) -> None:
        self.app = app
        self.own_routes = own_routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            socket = HTTPConnection(scope)
            if await self._may_connect(socket):
                await self.app(_as_theirs(socket), _bytes_alone(receive), send)
            else:
                await send({"type": "websocket.close", "code": 1008})
        elif self._needs_nothing(scope):
            await self.app(scope, receive, send)
        else:
            answer = await self._refusal(Request(scope))
            await (answer or self.app)(scope, receive, send)

    def _needs_nothing(self, scope: Scope) -> bool:
        return PUBLIC.fullmatch(scope["path"]) is not None or any(
            route.matches(scope)[0] is not Match.NONE for route in self.own_routes
        )

    async def _may_connect(self, socket: HTTPConnection) -> bool:
        settings = runtime().settings
        if socket.scope["path"] != SOCKET:
            return False
        if not comes_from_our_own_page(socket, settings):
            identity.note_attempt(Attempt.FOREIGN_SOCKET, place(socket))
            return False
        # A socket whose session has ended may come back: the page then says so.
        token = session_token(socket.cookies, settings)
        return token is not None and await in_thread(_was_ever, token)

    async def _refusal(self, request: Request) -> Response | None:
        settings = runtime().settings
        token = session_token(request.cookies, settings)
        if token is None or not await in_thread(live_by, token):
            return self._sign_in_first(request)
        changes = request.method not in SAFE or "origin" in request.headers
        if is_of_another_page(request) or (
            changes and not comes_from_our_own_page(request, settings)
        ):
            return PlainTextResponse("This was not asked by a page of Offramp.\n", status_code=403)
        if request.url.path.startswith("/_stcore/") and not USED.fullmatch(request.url.path):
            return PlainTextResponse("There is nothing here.\n", status_code=404)
        return None

    def _sign_in_first(self, request: Request) -> Response:
        if request.method not in {"GET", "HEAD"} or "text/html" not in request.headers.get(
            "accept", ""
        ):
            return PlainTextResponse("Sign in first.\n", status_code=401)
        if PROVIDER_COOKIES[0] in request.cookies:
            return RedirectResponse("/sign-in/company", status_code=303)
        wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        form = demo_routes.ENTER if runtime().settings.demo else "/sign-in"
        target = form if wanted == "/" else f"{form}?next={quote(wanted, safe='')}"
        return RedirectResponse(target, status_code=303)


def _bytes_alone(receive: Receive) -> Receive:
    """A page's messages are bytes; Streamlit fails with a traceback on a text, so one ends it."""

    async def received() -> Message:
        message = await receive()
        if message["type"] == "websocket.receive" and message.get("bytes") is None:
            return {"type": "websocket.disconnect", "code": 1003}
        return message

    return received


def _as_theirs(socket: HTTPConnection) -> Scope:
    """The socket's request with whose it is, as Streamlit takes it (``server.trustedUserHeaders``).

    A socket may name a page to go on with, after a break. Streamlit lets it only where both are of
    the same user: here, of the same session of ours, whatever header the browser sent.
    """
    token = session_token(socket.cookies, runtime().settings) or ""
    theirs = (WHOSE.encode(), recognisable(token).encode())
    others = [(name, value) for name, value in socket.scope["headers"] if name != WHOSE.encode()]
    return {**socket.scope, "headers": [*others, theirs]}


def _was_ever(token: str) -> bool:
    with runtime().database.read() as session:
        return identity.was_ever_signed_in(session, token)
