"""Who makes a request to one of our own routes, by the cookie: for routes that people open."""

from dataclasses import replace
from datetime import UTC, datetime

from starlette.requests import HTTPConnection, Request

from core.actor import Actor
from core.app.runtime import runtime
from core.config import settings
from core.identity import service as identity
from core.identity.values import Live, Place
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


def live_by(token: str) -> Live | None:
    """The session with this id, if it holds now."""
    running = runtime()
    with running.database.read() as session:
        return identity.find_session(session, token, lifetimes(running.settings), datetime.now(UTC))


def live_session(connection: HTTPConnection) -> Live | None:
    """The session that the browser is signed in with, its actor at the place of this request."""
    token = session_token(connection.cookies, settings())
    live = live_by(token) if token else None
    if live is None:
        return None
    here = place(connection)
    actor = replace(
        live.actor, address=here.address or live.actor.address, request_id=here.request_id
    )
    return replace(live, actor=actor)


def signed_in(request: Request) -> Actor | None:
    """The account that the browser is signed in with, or ``None``."""
    live = live_session(request)
    return None if live is None else live.actor
