"""The made-up company, made once for a test run; whoever wants to change it takes a copy."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from core.app.runtime import Runtime
from core.app.wiring import connect
from core.config import load_settings
from core.demo import service as demo
from core.demo.story import shipped
from core.storage.database import Database
from tests.support.databases import copied, fold


def made(
    folder: Path, loaded_file: Path, now: datetime, leavers: Collection[str] | None = None
) -> Path:
    """The company of this moment in a folder, made from a file that has the catalogue already.

    ``leavers``: only these of its cases, which takes less time.
    """
    story = shipped()
    if leavers is not None:
        fewer = tuple(each for each in story.leavers if each.person in leavers)
        story = story.model_copy(update={"leavers": fewer})
    connect()
    settings = load_settings(data_dir=folder, database_url="")
    with copied(loaded_file, _there(folder)) as database:
        demo.make(settings, lambda: Runtime(settings, database), now, story)
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
