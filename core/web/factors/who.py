"""Who sets second factors up: somebody with a session, or who has to before they get one."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from starlette.requests import Request

from core.actor import Actor
from core.app.runtime import runtime
from core.errors import OfframpError
from core.identity import service as identity
from core.identity.values import Live
from core.secrets.service import recognisable
from core.web.authentication import place
from core.web.cookies import session_token
from core.web.factors import half_cookie
from core.web.session_lifetimes import lifetimes


@dataclass(frozen=True)
class Who:
    """``browser``: the hash that passkeys' challenges are bound to. ``half``: the id of the half
    sign-in, for who has no session yet."""

    actor: Actor
    browser: str
    half: str | None = None

    @property
    def base(self) -> str:
        """Where their forms are."""
        return "/account/factors" if self.half is None else "/sign-in/set-up"


def live_session(request: Request) -> Live | None:
    """The session that the browser is signed in with, if it holds."""
    running = runtime()
    token = session_token(request.cookies, running.settings)
    if token is None:
        return None
    with running.database.read() as session:
        live = identity.find_session(session, token, lifetimes(running.settings), datetime.now(UTC))
    if live is None:
        return None
    here = place(request)
    actor = replace(
        live.actor, address=here.address or live.actor.address, request_id=here.request_id
    )
    return replace(live, actor=actor)


def who(request: Request) -> Who | None:
    """By session under ``/account``, by half sign-in under ``/sign-in``."""
    if request.url.path.startswith("/account"):
        live = live_session(request)
        return Who(live.actor, live.digest) if live else None
    token = half_cookie.token(request)
    if token is None:
        return None
    try:
        with runtime().database.read() as session:
            actor = identity.who_sets_up(session, token, datetime.now(UTC))
    except OfframpError:
        return None
    here = place(request)
    actor = replace(actor, address=here.address, request_id=here.request_id)
    return Who(actor, recognisable(token), token)
