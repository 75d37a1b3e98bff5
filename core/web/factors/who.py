"""Who sets second factors up: somebody with a session, or who has to before they get one."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from starlette.requests import Request

from core.actor import Actor
from core.app.runtime import runtime
from core.errors import OfframpError
from core.identity import service as identity
from core.secrets.service import recognisable
from core.web.authentication import live_session, place
from core.web.factors import half_cookie


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
