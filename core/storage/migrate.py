"""Bring a database to the newest schema, under a lock that other processes respect."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zlib import crc32

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from filelock import FileLock
from sqlalchemy import MetaData, text
from sqlalchemy.engine import make_url

from core.errors import OfframpError
from core.storage.database import Database

MIGRATIONS = Path(__file__).parent / "migrations"
_LOCK_KEY = crc32(b"offramp-start")


def alembic_config(database: Database, metadata: MetaData | None = None) -> Config:
    """Alembic's configuration for this database; ``metadata`` is needed for autogeneration only."""
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
    config = alembic_config(database)
    current = current_revision(database)
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
        return MigrationContext.configure(connection).get_current_revision()


@contextmanager
def start_lock(database: Database) -> Iterator[None]:
    """Held by one process at a time, machine-wide (SQLite) or database-wide (PostgreSQL)."""
    if not database.is_sqlite:
        with database.engine.connect() as connection:
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
