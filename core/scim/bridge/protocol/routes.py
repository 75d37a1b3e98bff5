"""The bridge on the wire: ``/scim/v2/{connection}/…``.

Nothing here but reading a request within limits and handing it to a thread. The endpoint is plain
ASGI: Starlette's request and response objects would cost as much as the answer itself.
"""

import asyncio
import base64
import binascii
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, parse_qsl, unquote

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import Receive, Scope, Send

from core.config import Settings
from core.rate_limit import place_of
from core.scim import vault
from core.scim.bridge.connections import buy_access_token, is_client
from core.scim.bridge.protocol.request import MAX_BODY, Answer, Call, only_reads
from core.storage.database import Database

if TYPE_CHECKING:
    from core.scim.bridge.protocol.server import BridgeServer

PREFIX = "/scim/v2"
THREADS = 4
"""For reading, and as many for writing: enough to keep PostgreSQL busy; more only fight for the
interpreter. SQLite has one writer, and two readers so that a short question passes a long one."""

MAX_FORM = 8 * 1024
SOLD_PER_SECOND, SOLD_AT_ONCE = 2.0, 20.0
"""Access tokens asked for by one address: an IdP's may serve many bridges, each once an hour."""

Prepared = Callable[[], tuple[Settings, Database]]


def routes(prepared: Prepared) -> list[BaseRoute]:
    """The routes; ``prepared`` gives settings and an opened database, once the server runs."""

    @cache
    def pools() -> tuple[Executor, Executor]:
        is_sqlite = prepared()[1].is_sqlite
        return (
            ThreadPoolExecutor(2 if is_sqlite else THREADS, thread_name_prefix="scim-read"),
            ThreadPoolExecutor(1 if is_sqlite else THREADS, thread_name_prefix="scim-write"),
        )

    @cache
    def server() -> "BridgeServer":
        # Here, because importing the protocol takes a second: pages need not wait for it.
        from core.scim.bridge.protocol.server import BridgeServer

        config, database = prepared()
        return BridgeServer(database, config.base_url, vault.derived("cursor"))

    async def token(request: Request) -> Response:
        body = await _body(request.scope, request.receive, MAX_FORM)
        if body is None:
            return _oauth_error("invalid_request", 413)
        bridge = request.path_params["connection"]
        pair = _client(request, body)
        if isinstance(pair, Response):
            return pair
        address = request.client.host if request.client else ""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(
            pools()[1], lambda: _sell(server(), bridge, address, *pair)
        )

    return [
        Route(PREFIX + "/{connection}/oauth2/token", token, methods=["POST"]),
        Mount(PREFIX, app=Endpoint(server, pools)),
    ]


class Endpoint:
    """The ASGI app of all bridges."""

    def __init__(
        self, server: "Callable[[], BridgeServer]", pools: Callable[[], tuple[Executor, Executor]]
    ) -> None:
        self.server = server
        self.pools = pools

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            body = await _body(scope, receive, MAX_BODY)
        except ClientDisconnect:
            return
        if body is None:
            from core.scim.bridge.protocol.server import too_large

            answer = too_large()
        else:
            loop = asyncio.get_running_loop()
            readers, writers = self.pools()
            pool = readers if only_reads(scope["method"], scope["path"]) else writers
            answer = await loop.run_in_executor(pool, self._answer, scope, body)
        await _send(answer, send)

    def _answer(self, scope: Scope, body: bytes) -> Answer:
        return self.server().answer(_call(scope, body))


async def _body(scope: Scope, receive: Receive, limit: int) -> bytes | None:
    """The body, or ``None`` as soon as it is known to be larger than the limit."""
    names = dict(scope["headers"])
    declared = names.get(b"content-length", b"0")
    if declared.isdigit() and int(declared) > limit:
        return None
    if declared == b"0" and b"transfer-encoding" not in names:
        return b""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        body += message.get("body", b"")
        if len(body) > limit:
            return None
        if not message.get("more_body"):
            return bytes(body)


def _call(scope: Scope, body: bytes) -> Call:
    raw = scope.get("raw_path") or scope["path"].encode()
    path = unquote(raw.split(b"?")[0].decode("latin-1"), errors="replace")
    bridge, slash, rest = path.partition(PREFIX + "/")[2].partition("/")
    query = scope["query_string"].decode("latin-1")
    client = scope.get("client")
    return Call(
        bridge=bridge,
        method=scope["method"],
        path=slash + rest or "/",
        query=dict(parse_qsl(query, keep_blank_values=True, errors="replace")) if query else {},
        headers={
            name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]
        },
        body=body,
        address=client[0] if client else "",
    )


async def _send(answer: Answer, send: Send) -> None:
    headers = {"Cache-Control": "no-store", **answer.headers}
    if answer.status not in (204, 304):
        headers["Content-Length"] = str(len(answer.body))
    raw = [(name.lower().encode(), value.encode("latin-1")) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": answer.status, "headers": raw})
    await send({"type": "http.response.body", "body": answer.body})


# -- OAuth 2 client credentials (RFC 6749 §4.4) --------------------------------


def _client(request: Request, body: bytes) -> tuple[str, str] | Response:
    """Client id and secret from the Basic header or the form (RFC 6749 §2.3.1)."""
    form = {k: v[-1] for k, v in parse_qs(body.decode("latin-1"), errors="replace").items()}
    if "grant_type" not in form:
        return _oauth_error("invalid_request", 400)
    if form["grant_type"] != "client_credentials":
        return _oauth_error("unsupported_grant_type", 400)
    scheme, _, text = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "basic":
        try:
            name, _, secret = base64.b64decode(text, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return _oauth_error("invalid_client", 401)
        return unquote(name), unquote(secret)
    if "client_id" in form and "client_secret" in form:
        return form["client_id"], form["client_secret"]
    return _oauth_error("invalid_client", 401)


def _sell(server: "BridgeServer", bridge: str, address: str, name: str, secret: str) -> Response:
    # By address alone: another bridge's name is no new start (docs/limits.md).
    wait = server.failures.wait(f"oauth:{place_of(address)}", SOLD_PER_SECOND, SOLD_AT_ONCE)
    if wait:
        return _oauth_error("slow_down", 429)
    with server.database.read() as session:
        if not is_client(session, bridge, name, secret):
            return _oauth_error("invalid_client", 401)
    with server.database.write() as session:
        sold = buy_access_token(session, bridge, name, secret)
    if sold is None:
        return _oauth_error("invalid_client", 401)
    return JSONResponse(
        {"access_token": sold.text, "token_type": "Bearer", "expires_in": sold.seconds},
        headers={"Cache-Control": "no-store"},
    )


def _oauth_error(code: str, status: int) -> Response:
    headers = {"Cache-Control": "no-store"}
    if status == 401:
        headers["WWW-Authenticate"] = 'Basic realm="SCIM"'
    return JSONResponse({"error": code}, status_code=status, headers=headers)
