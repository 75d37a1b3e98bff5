"""A bridge that is really served: a server process, a port, a database of either kind."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.storage.database import Database
from tests.support.server import Server


@pytest.fixture
def served(database: Database, tmp_path: Path) -> Iterator[str]:
    """The URL of a server on the test's database."""
    url = database.engine.url.render_as_string(hide_password=False)
    server = Server(tmp_path, OFFRAMP_DATABASE_URL=url, OFFRAMP_SERVE_ONLY="scim").start()
    yield server.url
    server.stop()
    assert "Traceback" not in server.log.read_text(), server.log.read_text()
