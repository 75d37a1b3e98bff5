"""Bring a database to the newest schema, under a lock that other processes respect."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from zlib import crc32

from filelock import FileLock
from sqlalchemy import MetaData, inspect, text
from sqlalchemy.engine import make_url

from core.errors import OfframpError
from core.storage.database import Database

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).parent / "migrations"
_LOCK_KEY = crc32(b"offramp-start")


def alembic_config(database: Database, metadata: MetaData | None = None) -> "Config":
    """Alembic's configuration for this database; ``metadata`` is needed for autogeneration only."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.attributes["database"] = database
    config.attributes["metadata"] = metadata
    return config


def upgrade(database: Database, revision: str = "head") -> None:
    """Run the missing migrations, each in a transaction of its own.

    Raises :class:`OfframpError` when the database was made by a newer Offramp.
    """
    current = current_revision(database)
    if revision == "head" and current == newest_revision():
        return  # without Alembic, whose import costs a warm start a fifth of a second
    from alembic import command
    from alembic.script import ScriptDirectory

    config = alembic_config(database)
    script = ScriptDirectory.from_config(config)
    if current and current not in {known.revision for known in script.walk_revisions()}:
        raise OfframpError(
            f"The database is at revision {current}, which this Offramp does not know.",
            hint="Run the newer Offramp that made it, or restore a backup.",
        )
    if current != script.get_current_head():
        command.upgrade(config, revision)


def current_revision(database: Database) -> str | None:
    """The database's Alembic revision, or ``None`` when it is empty."""
    with database.engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
        return found


def newest_revision() -> str:
    """The newest migration by its file's name, which begins with its number."""
    return max(path.name for path in (MIGRATIONS / "versions").glob("[0-9]*.py")).partition("_")[0]


@contextmanager
def start_lock(database: Database) -> Iterator[None]:
    """Held by one process at a time, machine-wide (SQLite) or database-wide (PostgreSQL)."""
    if not database.is_sqlite:
        with database.engine.connect() as connection:
            # Whoever migrates takes as long as it takes.
            connection.execute(text("SET LOCAL lock_timeout = 0"))
            connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": _LOCK_KEY})
            try:
                yield
            finally:
                connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": _LOCK_KEY})
        return
    path = make_url(database.url).database
    if path in (None, "", ":memory:"):
        yield
        return
    with FileLock(f"{path}.lock"):
        yield
