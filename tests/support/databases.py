"""Databases for tests: PostgreSQL's administration, and copies of prepared SQLite files."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, text

from core.storage.database import Database


def _psycopg(url: str) -> str:
    return url.replace("postgresql://", "postgresql+psycopg://")


def administer(server: str, sql: str) -> None:
    """Run a statement on a PostgreSQL server, outside of transactions."""
    admin = create_engine(_psycopg(server), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(sql))
    admin.dispose()


def url_of(server: str, name: str) -> str:
    """The URL of this database on a PostgreSQL server."""
    return _psycopg(server).replace("/postgres?", f"/{name}?")


def fold(database: Database) -> None:
    """Close a SQLite database so that its file alone is all of it."""
    with database.engine.connect() as connection:
        connection.exec_driver_sql("ROLLBACK")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()


@contextmanager
def copied(file: Path, folder: Path) -> Iterator[Database]:
    """A database of one's own: a copy of this SQLite file, as ``offramp.db`` of this folder."""
    path = folder / "offramp.db"
    path.write_bytes(file.read_bytes())
    database = Database(f"sqlite:///{path}")
    yield database
    database.close()
