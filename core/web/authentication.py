"""Who makes a request to one of our own routes, by the cookie: for routes that people open."""

from dataclasses import replace
from datetime import UTC, datetime

from starlette.requests import Request

from core.actor import Actor
from core.app.runtime import runtime
from core.identity import service as identity
from core.web.cookies import session_token
from core.web.session_lifetimes import lifetimes


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
