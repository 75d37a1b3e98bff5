"""Who makes a request to one of our own routes, by the cookie: for routes that people open."""

from dataclasses import replace
from datetime import UTC, datetime

from starlette.requests import HTTPConnection, Request

from core.actor import Actor
from core.app.runtime import runtime
from core.config import settings
from core.identity import service as identity
from core.identity.values import Place
from core.web.cookies import device_token, session_token
from core.web.session_lifetimes import lifetimes


def place(connection: HTTPConnection) -> Place:
    """Where a request, or a socket, comes from."""
    return Place(
        address=connection.client.host if connection.client else None,
        agent=connection.headers.get("user-agent"),
        request_id=connection.scope.get("state", {}).get("request_id"),
        device=device_token(connection.cookies, settings()),
    )


def signed_in(request: Request) -> Actor | None:
    """The account that the browser is signed in with, or ``None``."""
    running = runtime()
    token = session_token(request.cookies, running.settings)
    if token is None:
        return None
    with running.database.read() as session:
        live = identity.find_session(session, token, lifetimes(running.settings), datetime.now(UTC))
    if live is None:
        return None
    return replace(
        live.actor,
        address=request.client.host if request.client else live.actor.address,
        request_id=request.scope.get("state", {}).get("request_id"),
    )
