"""A database that is locked, full or gone is said in words, with 503, wherever it is asked."""

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from core.app.runtime import Runtime
from core.storage import database as storage
from core.storage.availability import unavailable
from core.storage.database import Database
from core.web import calendar_routes, sign_in_routes
from core.web.files import routes as file_routes
from core.web.front.well_formed import WellFormed
from core.web.gate import Gate
from pages.ui import errors
from tests.support.server import free_port

ROUTES = [*sign_in_routes.routes(), *file_routes.routes(), *calendar_routes.routes()]
COOKIE = {"cookie": "offramp=" + "x" * 43}
OURS = {"origin": "http://testserver"}


@pytest.fixture
def away(our_runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """Our routes and the gate, over a database that nobody can reach."""
    url = f"postgresql+psycopg://x@127.0.0.1:{free_port()}/x"
    gone = Runtime(our_runtime.settings, Database(url))
    for module in ("sign_in_routes", "authentication", "calendar_routes", "gate"):
        monkeypatch.setattr(f"core.web.{module}.runtime", lambda: gone)
    app = Starlette(
        routes=ROUTES,
        middleware=[Middleware(WellFormed, sockets=True), Middleware(Gate, own_routes=ROUTES)],
    )
    with TestClient(app, raise_server_exceptions=True) as client:
        yield client


def test_every_route_and_the_gate_say_so(away: TestClient) -> None:
    html = {"accept": "text/html"}
    asked = [
        ("GET", "/", COOKIE | html),
        ("GET", "/_stcore/metrics", COOKIE),
        ("GET", "/sign-in", html),
        ("POST", "/sign-in", OURS | html),
        ("POST", "/sign-out", OURS | COOKIE | html),
        ("GET", "/first-run", html),
        ("POST", "/first-run", OURS | html),
        ("POST", "/sign-in/reset", OURS | html),
        ("GET", "/calendar/x.ics", {}),
        ("POST", "/audit/log.csv", OURS | COOKIE),
    ]
    for method, path, headers in asked:
        form = {"password": "x", "again": "x"} if method == "POST" else None
        found = away.request(method, path, headers=headers, data=form, follow_redirects=False)
        assert found.status_code == 503, (method, path, found.status_code)
        assert found.headers["retry-after"] == "10"
        assert "there is no connection to it" in found.text
        assert found.headers["content-type"].startswith(
            "text/html" if html.items() <= headers.items() else "text/plain"
        )


def locked(folder: Path) -> None:
    held = sqlite3.connect(folder / "x.db", isolation_level=None)
    held.execute("BEGIN IMMEDIATE")
    try:
        with Database(f"sqlite:///{folder / 'x.db'}").write():
            pass
    finally:
        held.close()


def full(folder: Path) -> None:
    with Database(f"sqlite:///{folder / 'x.db'}").write() as session:
        session.execute(text("CREATE TABLE t (x)"))
        session.execute(text("PRAGMA max_page_count = 2"))
        session.execute(text("INSERT INTO t VALUES (zeroblob(100000))"))


def damaged(folder: Path) -> None:
    (folder / "x.db").write_bytes(b"no database at all" * 1000)
    with Database(f"sqlite:///{folder / 'x.db'}").read() as session:
        session.execute(text("SELECT 1 FROM sqlite_master"))


def gone(_folder: Path) -> None:
    with Database(f"postgresql+psycopg://x@127.0.0.1:{free_port()}/x").read() as session:
        session.execute(text("SELECT 1"))


def a_bug(folder: Path) -> None:
    with Database(f"sqlite:///{folder / 'x.db'}").read() as session:
        session.execute(text("SELECT * FROM there_is_no_such_table"))


@pytest.mark.parametrize(
    ("happens", "said"),
    [
        (locked, "it is busy with another change"),
        (full, "the disk is full"),
        (damaged, "its file is damaged"),
        (gone, "there is no connection to it"),
        (a_bug, None),
    ],
)
def test_what_is_wrong_with_it_is_told_apart_from_a_bug(
    happens: Callable[[Path], None],
    said: str | None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(storage, "BUSY_TIMEOUT_MS", 50)
    with pytest.raises(SQLAlchemyError) as raised:
        happens(tmp_path)
    found = unavailable(raised.value)
    assert (found.message if found else None) == (
        f"The database cannot be used at the moment: {said}." if said else None
    )


def test_a_postgres_server_that_stops_is_told_too(postgres_url: str) -> None:
    database = Database(postgres_url)
    for way in (database.read, database.write):
        with pytest.raises(SQLAlchemyError) as raised, way() as session:
            session.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
        assert unavailable(raised.value)
    database.close()


def test_a_page_says_so_too(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    shown: list[str] = []
    monkeypatch.setattr(errors.st, "error", shown.append)
    with pytest.raises(SQLAlchemyError) as raised:
        gone(tmp_path)
    assert errors.on_script_error(raised.value)
    assert shown[0].startswith("The database cannot be used at the moment")
