"""Figures of the catalogue: loading, drawing verdicts, querying, a page's rerun, a warm start.

``made up``: 10,000 apps under 12 IdPs, a sign-on and a provisioning claim for each (240,000).
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import requests
from pytest_benchmark.fixture import BenchmarkFixture
from sqlalchemy import insert
from streamlit.navigation.page import StreamlitPage
from streamlit.testing.v1 import AppTest

from core.actor import LOCAL_OPERATOR, SYSTEM
from core.app.runtime import forget_runtime, runtime
from core.catalog import matrix as matrix_rows
from core.catalog import service as catalog
from core.catalog import snapshot as drawing
from core.catalog.bundle.bundle import digest as digest_of_files
from core.catalog.matrix import Capability, MatrixQuery
from core.catalog.models import App, Authority, CatalogState, Claim, Fact, Idp, Source
from core.catalog.snapshot import Snapshot
from core.catalog.values import Reading
from core.config import ROOT, settings
from core.storage.database import Database
from core.storage.migrate import upgrade
from tests.support.clock import TODAY
from tests.support.server import free_port

APPS, IDPS = 10_000, 12
DAY = date(2026, 11, 20)
READING = Reading(TODAY)
VALUES = ("scim", "partial", "jit-only", "none", "unknown")
USUAL = ("okta", "entra-id", "google-workspace", "onelogin", "jumpcloud", "cloudflare")


@pytest.fixture(scope="session")
def made_up_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the made-up catalogue."""
    path = tmp_path_factory.mktemp("made-up") / "offramp.db"
    database = Database(f"sqlite:///{path}")
    upgrade(database)
    idps = [*USUAL, *(f"idp-{number}" for number in range(IDPS - len(USUAL)))]
    with database.write() as session:
        rows = [Idp(id=idp, name=idp.title(), position=n) for n, idp in enumerate(idps)]
        session.execute(insert(Idp), [row.model_dump() for row in rows])
        apps = [App(id=f"app-{n}", name=f"App {n}", category=f"C{n % 20}") for n in range(APPS)]
        session.execute(insert(App), [app.model_dump() for app in apps])
        sources = [
            Source(id=f"s{n}", title=f"Page {n}", publisher=f"P{n % 9}", authority=Authority.VENDOR)
            for n in range(500)
        ]
        session.execute(insert(Source), [source.model_dump() for source in sources])
        for number, app in enumerate(apps):
            session.execute(
                insert(Claim),
                [
                    Claim(
                        app_id=app.id,
                        idp_id=idp,
                        fact=fact,
                        value=VALUES[(number + place) % 5] if fact is Fact.PROVISIONING else "yes",
                        source_id=f"s{number % 500}",
                        as_of=DAY,
                    ).model_dump(exclude={"id"})
                    for place, idp in enumerate(idps)
                    for fact in (Fact.SSO, Fact.PROVISIONING)
                ],
            )
        # The real files' digest, so that a start does not load them over this.
        digest = digest_of_files(settings().catalog_dir)
        session.add(CatalogState(digest=digest, edition=1, loaded_at=datetime.now(UTC)))
    with database.engine.connect() as connection:
        connection.exec_driver_sql("ROLLBACK")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return path


@pytest.fixture(params=["real", "made up"])
def file(request: pytest.FixtureRequest) -> Path:
    return request.getfixturevalue("loaded_file" if request.param == "real" else "made_up_file")


@pytest.fixture
def opened(file: Path, tmp_path: Path) -> Iterator[Database]:
    shutil.copy(file, tmp_path / "offramp.db")
    database = Database(f"sqlite:///{tmp_path / 'offramp.db'}")
    yield database
    database.close()


def test_first_load_of_the_real_catalogue(benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    def empty() -> tuple[tuple[Database], dict[str, object]]:
        database = Database(f"sqlite:///{tmp_path / f'{time.monotonic_ns()}.db'}")
        upgrade(database)
        return (database,), {}

    def load(database: Database) -> None:
        with database.write() as session:
            assert catalog.load_bundle(session, SYSTEM, ROOT / "data" / "catalog")

    benchmark.pedantic(load, setup=empty, rounds=5)


def test_drawing_all_verdicts(benchmark: BenchmarkFixture, opened: Database) -> None:
    def draw() -> int:
        with opened.read() as session:
            return len(drawing._draw(session, 1, READING.today, 365).apps)

    assert benchmark.pedantic(draw, rounds=5, warmup_rounds=1) >= 1_800


@pytest.mark.parametrize(
    "query",
    [
        MatrixQuery(idps=USUAL),
        MatrixQuery(text="custmer io", idps=USUAL),
        MatrixQuery(capability=Capability.SCIM, contested=True, idps=USUAL),
    ],
    ids=["all", "search", "filters"],
)
def test_matrix_query(benchmark: BenchmarkFixture, opened: Database, query: MatrixQuery) -> None:
    def forget() -> None:
        # An answer is kept with the edition; what is asked for the first time is of interest.
        matrix_rows._ROWS.clear()

    def ask() -> int:
        with opened.read() as session:
            return catalog.matrix(session, LOCAL_OPERATOR, READING, query).counts["apps"]

    benchmark.pedantic(ask, setup=forget, rounds=20, warmup_rounds=1)


@pytest.fixture
def matrix_page(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AppTest]:
    """The matrix in its frame, on a data folder of its own, run once."""
    shutil.copy(file, tmp_path / "offramp.db")
    monkeypatch.setenv("OFFRAMP_DATA_DIR", str(tmp_path))
    forget_runtime()
    runtime()
    page = AppTest.from_file(str(ROOT / "pages" / "shell.py"), default_timeout=120)
    page = page.switch_page("catalogue/matrix.py").run()
    assert not page.exception
    yield page
    runtime().database.close()
    forget_runtime()


def test_rerun_of_the_matrix_page(benchmark: BenchmarkFixture, matrix_page: AppTest) -> None:
    benchmark.pedantic(matrix_page.run, rounds=30, warmup_rounds=2)


def test_rerun_of_the_matrix_page_with_another_filter(
    benchmark: BenchmarkFixture, matrix_page: AppTest
) -> None:
    words = iter(f"app {number}" for number in range(1_000))

    def another() -> None:
        matrix_page.text_input(key="q").set_value(next(words))

    benchmark.pedantic(matrix_page.run, setup=another, rounds=30, warmup_rounds=2)


def test_rerun_of_a_bare_dataframe_page_in_the_same_frame(
    benchmark: BenchmarkFixture, matrix_page: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the sign-in gate and the list of pages cost, whatever the page."""
    size = (len(list(_whole())), 7)
    monkeypatch.setattr(StreamlitPage, "run", lambda _self: _bare(*size))
    benchmark.pedantic(matrix_page.run, rounds=30, warmup_rounds=2)


def _whole() -> Snapshot:
    with runtime().database.read() as session:
        return catalog.catalog(session, LOCAL_OPERATOR, READING)


def _bare(rows: int, columns: int) -> None:
    import pandas as pd
    import streamlit as st

    st.title("Bare")
    column = [f"value {row % 7}" for row in range(rows)]
    st.dataframe(pd.DataFrame({f"idp {number}": column for number in range(columns)}))


@pytest.mark.parametrize(("rows", "columns"), [(1_995, 7), (10_000, 13)], ids=["real", "made up"])
def test_rerun_of_a_bare_dataframe_page(
    benchmark: BenchmarkFixture, rows: int, columns: int
) -> None:
    size = {"rows": rows, "columns": columns}
    page = AppTest.from_function(_bare, kwargs=size, default_timeout=120)
    page.run()
    benchmark.pedantic(page.run, rounds=30, warmup_rounds=2)


def _until_healthy(command: list[str], url: str, environment: dict[str, str]) -> None:
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        while True:
            try:
                if requests.get(url, timeout=1).ok:
                    return
            except requests.RequestException:
                time.sleep(0.01)
    finally:
        process.kill()
        process.wait()


def test_warm_start_to_healthy(
    benchmark: BenchmarkFixture, loaded_file: Path, tmp_path: Path
) -> None:
    shutil.copy(loaded_file, tmp_path / "offramp.db")
    port = str(free_port())
    environment = {**os.environ, "OFFRAMP_DATA_DIR": str(tmp_path), "OFFRAMP_PORT": port}
    command = [sys.executable, "-m", "core", "serve"]
    benchmark.pedantic(
        _until_healthy,
        args=(command, f"http://127.0.0.1:{port}/healthz", environment),
        rounds=5,
        warmup_rounds=1,
    )


def test_start_of_a_bare_streamlit_app(benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    script = tmp_path / "bare.py"
    script.write_text("import streamlit as st\nst.title('Bare')\n")
    port = str(free_port())
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", port]
    benchmark.pedantic(
        _until_healthy,
        args=(command, f"http://127.0.0.1:{port}/_stcore/health", dict(os.environ)),
        rounds=5,
        warmup_rounds=1,
    )
