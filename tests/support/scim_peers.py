"""SCIM servers to remove people from: scim2-server's own, and deliberately bad ones."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit
from wsgiref.simple_server import WSGIRequestHandler, make_server

from scim2_server.memory import InMemoryStorage
from scim2_server.testserver.application import BearerTokenApplication
from scim2_server.utils import load_default_provider

LIST = "urn:ietf:params:scim:api:messages:2.0:ListResponse"


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def reference_server() -> Iterator[str]:
    """scim2-server's own test server; its base URL. Its token is ``peer``."""
    app = BearerTokenApplication(InMemoryStorage(), load_default_provider(), bearer_tokens=["peer"])
    server = make_server("127.0.0.1", 0, app, handler_class=_Quiet)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v2"
    finally:
        server.shutdown()
        server.server_close()


class BadServer:
    """A SCIM server with one user that misbehaves as told; remembers what it was asked."""

    def __init__(self, **users: Any) -> None:
        self.users: dict[str, dict[str, Any]] = users or {
            "1": {"id": "1", "userName": "ada@example.com", "active": True}
        }
        self.asked: list[tuple[str, str]] = []
        self.answer: Callable[[BaseHTTPRequestHandler, str, str], bool] = lambda *_: False
        """Told each request first; answers it itself and says so, or leaves it."""
        self.filters = True
        self.lock = threading.Lock()

    def handle(self, request: BaseHTTPRequestHandler, method: str) -> None:
        length = int(request.headers.get("Content-Length") or 0)
        raw = request.rfile.read(length)
        body = json.loads(raw) if raw.startswith(b"{") else None
        parts = urlsplit(request.path)
        with self.lock:
            self.asked.append((method, parts.path))
        if self.answer(request, method, request.path):
            return
        name = parts.path.removeprefix("/scim/Users").strip("/")
        if not parts.path.startswith("/scim/Users"):
            return send(request, 404, {})
        if method == "GET" and not name:
            return send(request, 200, self.listed(parse_qs(parts.query)))
        user = self.users.get(name)
        if user is None:
            return send(request, 404, {"status": "404"})
        if method == "PATCH" and body:
            for each in body["Operations"]:
                value = each["value"]
                user["active"] = value["active"] if isinstance(value, dict) else value
        if method == "DELETE":
            self.users.pop(name)
            return send(request, 204, None)
        return send(request, 200, user)

    def listed(self, query: dict[str, list[str]]) -> dict[str, Any]:
        text = query.get("filter", [""])[0]
        found = list(self.users.values())
        if text and self.filters:
            name, _, value = text.partition(" eq ")
            wanted = json.loads(value)
            found = [u for u in found if wanted in _values(u, name)]
        start, count = int(query.get("startIndex", ["1"])[0]), int(query.get("count", ["100"])[0])
        page = found[start - 1 : start - 1 + count]
        return {"schemas": [LIST], "totalResults": len(found), "Resources": page}


def _values(user: dict[str, Any], name: str) -> list[Any]:
    if name == "emails.value":
        return [each["value"] for each in user.get("emails", [])]
    return [user.get(name)]


def send(
    request: BaseHTTPRequestHandler,
    status: int,
    body: Any,
    kind: str = "application/scim+json",
    **headers: str,
) -> None:
    data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    request.send_response(status)
    request.send_header("Content-Type", kind)
    request.send_header("Content-Length", str(len(data)))
    for name, value in headers.items():
        request.send_header(name.replace("_", "-"), value)
    request.end_headers()
    request.wfile.write(data)


@contextmanager
def serving(peer: BadServer) -> Iterator[str]:
    """Run a bad server; its base URL."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: Any) -> None:
            pass

        def __getattr__(self, name: str) -> Any:
            if not name.startswith("do_"):
                raise AttributeError(name)
            return lambda: self._one(name[3:])

        def _one(self, method: str) -> None:
            try:
                peer.handle(self, method)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/scim"
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def bad(
    answer: Callable[[Any, str, str], bool] | None = None, **users: Any
) -> Iterator[tuple[BadServer, str]]:
    """A bad server that runs, and its base URL."""
    peer = BadServer(**users)
    if answer:
        peer.answer = answer
    with serving(peer) as url:
        yield peer, url
