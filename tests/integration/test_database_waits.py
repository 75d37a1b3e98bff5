"""A database that lets everybody wait: who asks it is told, and what needs none is answered."""

import asyncio
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.testclient import TestClient

from core.app.limits.usage import Usage
from core.app.runtime import Runtime
from core.storage import database as storage
from core.storage.availability import unavailable
from core.storage.database import Database
from core.storage.migrate import start_lock, upgrade
from core.web import sign_in_routes
from core.web.front.well_formed import WellFormed
from core.web.gate import Gate
from core.web.limits.middleware import Limits
from core.web.threads import AT_ONCE, apart
from tests.support.loops import run_apart

COOKIE = {"cookie": "offramp=" + "x" * 43}


@pytest.fixture
def held(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """A database of which somebody holds the accounts; who waits for them waits briefly."""
    monkeypatch.setattr(storage, "LOOK_TIMEOUT_MS", 50)
    monkeypatch.setattr(storage, "BUSY_TIMEOUT_MS", 60)
    holding, database = Database(postgres_url), Database(postgres_url)
    upgrade(holding)
    with holding.write() as session:
        session.execute(text("LOCK TABLE account"))
        yield database
    database.close()
    holding.close()


def test_who_waits_for_a_lock_is_told_after_a_while(held: Database) -> None:
    for way in (held.read, held.write):
        with pytest.raises(OperationalError) as raised, way() as session:
            session.execute(text("SELECT count(*) FROM account"))
        said = unavailable(raised.value)
        assert said
        assert "it is busy with another change" in said.message


def test_a_change_waits_longer_than_a_look(postgres_url: str) -> None:
    database = Database(postgres_url)
    for way, seconds in ((database.read, "5s"), (database.write, "30s"), (database.read, "5s")):
        with way() as session:
            assert session.execute(text("SHOW lock_timeout")).scalar() == seconds
    with database.transaction() as connection:
        assert connection.execute(text("SHOW lock_timeout")).scalar() == "30s"
    database.close()


def test_a_migration_waits_as_long_as_it_takes(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two processes that start together: one migrates, the other waits for it."""
    monkeypatch.setattr(storage, "LOOK_TIMEOUT_MS", 50)
    first, second = Database(postgres_url), Database(postgres_url)
    begun, done = threading.Event(), threading.Event()

    def start() -> None:
        begun.set()
        with start_lock(second):
            upgrade(second)
        done.set()

    with start_lock(first):
        other = threading.Thread(target=start)
        other.start()
        assert begun.wait(20)
        assert not done.wait(0.5), "ten times as long as who looks may wait"
    other.join(20)
    assert done.is_set()
    first.close()
    second.close()


def test_the_sign_in_form_and_the_gate_say_so(
    held: Database, our_runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits = Runtime(our_runtime.settings, held)
    for module in ("sign_in_routes", "authentication", "gate"):
        monkeypatch.setattr(f"core.web.{module}.runtime", lambda: waits)
    routes = apart(sign_in_routes.routes())
    app = Starlette(
        routes=routes,
        middleware=[
            Middleware(WellFormed, sockets=True),
            Middleware(Limits, usage=Usage()),
            Middleware(Gate, own_routes=routes),
        ],
    )
    with TestClient(app, raise_server_exceptions=True) as client:
        for path, headers in (("/sign-in", {}), ("/", COOKIE)):
            began = time.monotonic()
            answer = client.get(path, headers={"accept": "text/html", **headers})
            assert answer.status_code == 503, path
            assert "it is busy with another change" in answer.text
            assert time.monotonic() - began < 10


def test_files_and_health_are_answered_while_everybody_waits(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text("code")
    over = threading.Event()
    waiting = threading.Semaphore(0)

    def asks_the_database(_request: Request) -> Response:
        waiting.release()
        over.wait(30)
        return PlainTextResponse("there")

    def whose(_token: str) -> None:
        over.wait(30)

    async def health(_request: Request) -> Response:
        return PlainTextResponse("ok")

    app = Starlette(
        routes=[
            *apart([Route("/page", asks_the_database)]),
            Route("/healthz", health),
            Mount("/static", StaticFiles(directory=tmp_path)),
        ],
        middleware=[Middleware(Limits, usage=Usage(), whose=whose)],
    )

    async def ask() -> None:
        transport = httpx2.ASGITransport(app, client=("192.0.2.7", 1))
        async with httpx2.AsyncClient(transport=transport, base_url="http://testserver") as client:
            pages = [asyncio.create_task(client.get("/page")) for _ in range(60)]
            pages += [asyncio.create_task(client.get("/page", headers=COOKIE)) for _ in range(20)]
            try:
                async with asyncio.timeout(20):
                    for _ in range(AT_ONCE):
                        await asyncio.to_thread(waiting.acquire)
                    for path in ("/static/a.js", "/healthz"):
                        for headers in ({}, COOKIE):
                            answer = await client.get(path, headers=headers)
                            assert answer.status_code == 200
            finally:
                over.set()
            assert {each.status_code for each in await asyncio.gather(*pages)} == {200}

    run_apart(ask())
