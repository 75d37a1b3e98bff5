"""The made-up company, made once for a test run; whoever wants to change it takes a copy."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from core.app.runtime import Runtime
from core.app.wiring import connect
from core.config import load_settings
from core.demo import service as demo
from core.storage.database import Database
from tests.support.databases import copied, fold


def made(folder: Path, loaded_file: Path, now: datetime) -> Path:
    """The company of this moment in a folder, made from a file that has the catalogue already."""
    connect()
    settings = load_settings(data_dir=folder, database_url="")
    with copied(loaded_file, _there(folder)) as database:
        demo.make(settings, lambda: Runtime(settings, database), now)
        fold(database)
    return folder


def _there(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@contextmanager
def opened(folder: Path) -> Iterator[Database]:
    """The company's database."""
    database = Database(f"sqlite:///{folder / 'offramp.db'}")
    yield database
    database.close()
