"""In front of everything: how much a person, an address and a socket may ask (ASVS 5.0, 2.4.1).

Whoever is signed in is counted by account, so that two hundred people behind one address never meet
its limit; a session that is made up counts for the address. An IdP with a token is counted by the
bridge itself, by connection (:mod:`core.scim.bridge.protocol.server`), with the same buckets.
"""

import asyncio
from collections.abc import Awaitable, Callable

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.app.limits.amounts import FILE_COST, FORM_COST
from core.app.limits.usage import USAGE, Usage
from core.config import settings
from core.identity import service as identity
from core.identity.values import Attempt
from core.rate_limit import place_of
from core.secrets.service import recognisable
from core.web.authentication import live_by, place
from core.web.cookies import session_token
from core.web.limits import refusal
from core.web.limits.slow_clients import TooSlow, in_time, taken_in_time
from core.web.threads import in_thread

LOOK_UPS = 2
"""Sessions that are looked up at the same time: made-up ones do not take all threads."""
HEALTH, FRONTEND = "/healthz", "/static/"
TRY_AGAIN_LATER: Message = {"type": "websocket.close", "code": 1013}
"""RFC 6455's registry of close codes; before a socket is open it is a 403."""
SLEEP = 1.0
"""Seconds at most between two looks at whether a message may go on."""


class Limits:
    """Middleware: answers 429 to who asks too much, and slows what a page's socket sends."""

    def __init__(
        self,
        app: ASGIApp,
        usage: Usage = USAGE,
        whose: Callable[[str], str | None] | None = None,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.app = app
        self.usage = usage
        self._whose = whose or _account_of
        self._pause = pause
        self._looking_up = asyncio.Semaphore(LOOK_UPS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        asked = HTTPConnection(scope)
        account = await self._account(asked)
        if scope["type"] == "websocket":
            wait = self._taken(asked, account, 1.0)
        else:
            wait = self._wait(asked, account)
        if wait:
            identity.note_attempt(Attempt.TOO_MANY, place(asked))
            # Who asks again and again without a pause gets one: an answer costs us less than it
            # costs them, but not nothing.
            await self._pause(min(wait, SLEEP))
            if scope["type"] == "websocket":
                await send(TRY_AGAIN_LATER)
            else:
                await refusal.too_many(asked, wait)(scope, receive, send)
            return
        if scope["type"] == "websocket":
            await self._socket(account or _place(asked), scope, receive, send)
            return
        await self._answered(asked, receive, send)

    async def _account(self, asked: HTTPConnection) -> str | None:
        """Whose session the request has; ``None`` for nobody's."""
        token = session_token(asked.cookies, settings()) if asked.cookies else None
        if token is None:
            return None
        digest = recognisable(token)
        if asked.url.path == HEALTH or asked.url.path.startswith(FRONTEND):
            # These are answered whatever the database does; a page was asked for before its files.
            return self.usage.sessions.whose(digest)
        known = self.usage.sessions.account(digest)
        if known is None:
            async with self._looking_up:
                known = self.usage.sessions.account(digest) or await in_thread(self._whose, token)
            if known is not None:
                self.usage.sessions.remember(digest, known)
        return known

    def _wait(self, asked: HTTPConnection, account: str | None) -> float:
        path = asked.url.path
        if path == HEALTH:
            # A flood of others' requests must not make whoever watches restart the server.
            return 0.0
        if account is None and "authorization" in asked.headers and _is_of_an_idp(path):
            return 0.0  # counted by connection, and by address where the token is wrong
        cost = 1.0
        if path.startswith(FRONTEND):
            cost = FILE_COST
        elif asked.scope["method"] not in ("GET", "HEAD", "OPTIONS"):
            cost = FORM_COST
        wait = self._taken(asked, account, cost)
        if account is None:
            return wait
        # Files are dear: who owes processor time is refused here, before a thread looks at it.
        return max(wait, self.usage.owed(account)) if path.startswith("/files/") else wait

    def _taken(self, asked: HTTPConnection, account: str | None, cost: float) -> float:
        if account is None:
            return self.usage.address_waits(_place(asked), cost)
        return self.usage.person_waits(account, cost)

    async def _answered(self, asked: HTTPConnection, receive: Receive, send: Send) -> None:
        started = False

        async def noted(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await taken_in_time(send, message)

        try:
            await self.app(asked.scope, in_time(receive), noted)
        except (TooSlow, ExceptionGroup) as problem:
            if isinstance(problem, ExceptionGroup) and problem.split(TooSlow)[1] is not None:
                raise
            if not started:
                await refusal.too_slow(asked)(asked.scope, receive, send)

    # -- a page's socket ------------------------------------------------------

    async def _socket(self, key: str, scope: Scope, receive: Receive, send: Send) -> None:
        if not self.usage.open_socket(key):
            await send(TRY_AGAIN_LATER)
            return

        async def slowed() -> Message:
            message = await receive()
            if message["type"] == "websocket.receive":
                # What is over is not read: the sender's own connection holds it back.
                while wait := self.usage.message_waits(key):
                    await asyncio.sleep(min(wait, SLEEP))
            return message

        gone = False

        async def noted(message: Message) -> None:
            nonlocal gone
            try:
                await send(message)
            except OSError:
                gone = True
                raise

        try:
            await self.app(scope, slowed, noted)
        except Exception:
            # Streamlit hears of a message that was held back when the page is closed already.
            if not gone:
                raise
        finally:
            self.usage.close_socket(key)


def _account_of(token: str) -> str | None:
    live = live_by(token)
    return None if live is None else live.actor.id


def _is_of_an_idp(path: str) -> bool:
    """Whether a token is looked at: the rest of /scim/ are pages, and a token is bought without."""
    return path.startswith("/scim/v2/") and not path.rstrip("/").endswith("/oauth2/token")


def _place(asked: HTTPConnection) -> str:
    return "address " + place_of(asked.client.host if asked.client else "")
