"""What every integration test starts from."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.app.runtime import Runtime, forget_runtime, runtime
from core.scim.bridge.events import work_orders
from core.storage.database import Database
from tests.support import pages
from tests.support.scim_connections import Office


@pytest.fixture(autouse=True)
def _events_are_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """No room carries the bridge's work unless a test connects one: in a process that tests share,
    whoever prepared the app before has connected offboarding."""
    monkeypatch.setattr(work_orders, "_sink", [work_orders.EventList()])


@pytest.fixture
def our_runtime(
    loaded_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Runtime]:
    """This process's runtime, on a data folder of the test's own with the real catalogue."""
    (tmp_path / "offramp.db").write_bytes(loaded_file.read_bytes())
    monkeypatch.setenv("OFFRAMP_DATA_DIR", str(tmp_path))
    forget_runtime()
    yield runtime()
    runtime().database.close()
    forget_runtime()


@pytest.fixture
def open_page(our_runtime: Runtime) -> pages.Open:
    """Run one page's script on a data folder of its own."""
    return pages.open_page


@pytest.fixture
def office(database: Database) -> Office:
    return Office(database)
