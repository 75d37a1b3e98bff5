"""The bridge on the wire: Starlette routes under ``/scim/v2/{connection}/``.

Nothing here but reading a request within limits and handing it to a thread.
"""

import asyncio
import base64
import binascii
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from urllib.parse import parse_qs, parse_qsl, unquote

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from core.config import Settings
from core.scim import service, vault
from core.scim.bridge import MAX_BODY, Answer, BridgeServer, Call, too_large
from core.storage.database import Database

METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
THREADS = 4
"""Enough to keep a database busy; more only fight for the interpreter."""

MAX_FORM = 8 * 1024

Prepared = Callable[[], tuple[Settings, Database]]


def routes(prepared: Prepared) -> list[Route]:
    """The routes; ``prepared`` gives settings and an opened database, once the server runs."""
    pool = ThreadPoolExecutor(THREADS, thread_name_prefix="scim")

    @cache
    def server() -> BridgeServer:
        config, database = prepared()
        return BridgeServer(database, config.base_url, vault.derived("cursor"))

    async def scim(request: Request) -> Response:
        body = await _body(request, MAX_BODY)
        if body is None:
            return _response(too_large())
        call = _call(request, body)
        loop = asyncio.get_running_loop()
        return _response(await loop.run_in_executor(pool, lambda: server().answer(call)))

    async def token(request: Request) -> Response:
        body = await _body(request, MAX_FORM)
        if body is None:
            return _oauth_error("invalid_request", 413)
        bridge = request.path_params["connection"]
        pair = _client(request, body)
        if isinstance(pair, Response):
            return pair
        address = request.client.host if request.client else ""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(pool, lambda: _sell(server(), bridge, address, *pair))

    return [
        Route("/scim/v2/{connection}/oauth2/token", token, methods=["POST"]),
        Route("/scim/v2/{connection}", scim, methods=METHODS),
        Route("/scim/v2/{connection}/{rest:path}", scim, methods=METHODS),
    ]


async def _body(request: Request, limit: int) -> bytes | None:
    """The body, or ``None`` as soon as it is known to be larger than the limit."""
    declared = request.headers.get("content-length", "0")
    if declared.isdigit() and int(declared) > limit:
        return None
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > limit:
                return None
    except ClientDisconnect:
        return b""
    return bytes(body)


def _call(request: Request, body: bytes) -> Call:
    bridge = request.path_params["connection"]
    raw = request.scope.get("raw_path") or request.scope["path"].encode()
    prefix = f"/scim/v2/{bridge}"
    path = unquote(raw.split(b"?")[0].decode("latin-1"), errors="replace")
    path = path[path.index(prefix) + len(prefix) :] if prefix in path else "/"
    query = request.scope["query_string"].decode("latin-1")
    return Call(
        bridge=bridge,
        method=request.method,
        path=path,
        query=dict(parse_qsl(query, keep_blank_values=True, errors="replace")),
        headers={name.lower(): value for name, value in request.headers.items()},
        body=body,
        address=request.client.host if request.client else "",
    )


def _response(answer: Answer) -> Response:
    headers = {"Cache-Control": "no-store", **answer.headers}
    return Response(answer.body, status_code=answer.status, headers=headers)


# -- OAuth 2 client credentials (RFC 6749 §4.4) --------------------------------


def _client(request: Request, body: bytes) -> tuple[str, str] | Response:
    """Client id and secret from the Basic header or the form (RFC 6749 §2.3.1)."""
    form = {k: v[-1] for k, v in parse_qs(body.decode("latin-1"), errors="replace").items()}
    if form.get("grant_type") != "client_credentials":
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


def _sell(server: BridgeServer, bridge: str, address: str, name: str, secret: str) -> Response:
    wait = server.failures.wait(f"oauth:{bridge}:{address}", 2.0)
    if wait:
        return _oauth_error("slow_down", 429)
    with server.database.write() as session:
        text = service.buy_access_token(session, bridge, name, secret)
    if text is None:
        return _oauth_error("invalid_client", 401)
    seconds = service.TOKEN_MINUTES[0] * 60
    return JSONResponse(
        {"access_token": text, "token_type": "Bearer", "expires_in": seconds},
        headers={"Cache-Control": "no-store"},
    )


def _oauth_error(code: str, status: int) -> Response:
    headers = {"Cache-Control": "no-store"}
    if status == 401:
        headers["WWW-Authenticate"] = 'Basic realm="SCIM"'
    return JSONResponse({"error": code}, status_code=status, headers=headers)
