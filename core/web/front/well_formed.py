"""The outermost of our own middleware: requests that are none, and a database that is not there."""

import logging
from urllib.parse import unquote_to_bytes

from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.storage.availability import unavailable
from core.web.cookies import origin_of
from core.web.form_page import page

log = logging.getLogger("offramp.web")

RETRY_AFTER_SECONDS = 10


class WellFormed:
    """Middleware: answers 400 to what is no proper request, 503 while the database is away.

    ``sockets``: whether there are any. Where only SCIM is served there are none.
    """

    def __init__(self, app: ASGIApp, sockets: bool) -> None:
        self.app = app
        self.sockets = sockets

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._socket(scope, receive, send)
        elif problem := _problem(scope):
            await PlainTextResponse(f"{problem}\n", status_code=400)(scope, receive, send)
        else:
            await self._request(scope, receive, send)

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not self.sockets or _problem(scope):
            await send({"type": "websocket.close", "code": 1008})
            return
        begun = False

        async def noting(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receive, noting)
        except Exception as error:
            if begun or not (said := unavailable(error)):
                raise
            log.warning("%s", said.message)
            await send({"type": "websocket.close", "code": 1013})  # try again later

    async def _request(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False

        async def noting(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receive, noting)
        except ClientDisconnect:
            return  # while its body was read: nobody is there to be told
        except Exception as error:
            if begun or not (said := unavailable(error)):
                raise
            log.warning("%s %s: %s", scope["method"], scope["path"], said.message)
            await _not_now(Request(scope), str(said))(scope, receive, send)


def _problem(scope: Scope) -> str | None:
    """What is wrong with a request that browsers and other programs never send."""
    hosts = [value.decode("latin-1") for name, value in scope["headers"] if name == b"host"]
    if len(hosts) > 1 or (hosts and hosts[0] and origin_of(f"http://{hosts[0]}") is None):
        return "The Host header is not a host."
    try:
        scope["query_string"].decode("ascii")
        unquote_to_bytes(scope.get("raw_path", b"")).decode("utf-8")
    except UnicodeDecodeError:
        return "The address is not text."
    return None


def _not_now(request: Request, sentence: str) -> Response:
    if "text/html" in request.headers.get("accept", ""):
        answer = page("Not available at the moment", sentence, "", status=503)
    else:
        answer = PlainTextResponse(f"{sentence}\n", status_code=503)
    answer.headers["retry-after"] = str(RETRY_AFTER_SECONDS)
    return answer
