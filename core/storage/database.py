"""The database: one engine, read transactions and write transactions."""

import os
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, MetaData, event
from sqlalchemy.engine import make_url
from sqlalchemy.pool import StaticPool
from sqlmodel import Session, SQLModel, create_engine

BUSY_TIMEOUT_MS = 30_000
"""So long a change waits for another one, on both databases."""
LOOK_TIMEOUT_MS = 5_000
"""So long who only looks waits for a lock, on PostgreSQL: nobody holds one against readers but a
migration, or an administrator at work in the database. On SQLite readers wait for nobody."""
_READS = "offramp_reads"
Found = TypeVar("Found")

# Named constraints, so that a migration can drop what an earlier one made.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
metadata: MetaData = SQLModel.metadata


class Database:
    """An opened database. Use :meth:`read` to look and :meth:`write` to change."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = _engine(url)

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A transaction that changes nothing: closing rolls it back; its rows stay readable."""
        with Session(self.engine, expire_on_commit=False, info={_READS: {}}) as session:
            yield session

    @contextmanager
    def snapshot(self) -> Iterator[Session]:
        """The same, and every statement sees the database as it was at the first one."""
        # SQLite's read transactions are that already.
        level = {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"}
        with (
            self.engine.connect().execution_options(**level) as connection,
            Session(connection, expire_on_commit=False, info={_READS: {}}) as session,
        ):
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A transaction that commits when the block ends well, and leaves no trace otherwise.

        On SQLite it takes the write lock at its start (``BEGIN IMMEDIATE``), so that what it
        read is still true when it writes.
        """
        with (
            self.engine.connect().execution_options(offramp_write=True) as connection,
            Session(connection, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session

    @contextmanager
    def rehearse(self) -> Iterator[Session]:
        """A transaction that is undone when the block ends: what a change would do is told by what
        does it."""
        with (
            self.engine.connect().execution_options(offramp_write=True) as connection,
            Session(connection, expire_on_commit=False) as session,
            session.begin() as transaction,
        ):
            yield session
            transaction.rollback()

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """The same without the ORM."""
        with self.engine.connect() as connection, writing(connection):
            yield connection

    def close(self) -> None:
        self.engine.dispose()


@contextmanager
def writing(connection: Connection) -> Iterator[None]:
    """A transaction that changes something, on a connection that has none."""
    with connection.execution_options(offramp_write=True).begin():
        yield


@contextmanager
def session_on(connection: Connection) -> Iterator[Session]:
    """The ORM inside a transaction that somebody else began and will end."""
    # In a savepoint of its own: what fails here is undone alone, and the other one goes on.
    with Session(
        connection, expire_on_commit=False, join_transaction_mode="create_savepoint"
    ) as session:
        yield session
        session.commit()


def once(session: Session, key: Hashable, find: Callable[[], Found]) -> Found:
    """What ``find`` finds, looked up once for a session that only reads; one that writes looks each
    time, because rows change under it."""
    kept = session.info.get(_READS)
    if kept is None:
        return find()
    if key not in kept:
        kept[key] = find()
    found: Found = kept[key]
    return found


def _engine(url: str) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        engine = create_engine(url, pool_size=10, max_overflow=20, pool_pre_ping=True)
        event.listen(engine, "connect", _configure_postgres)
        event.listen(engine, "begin", _begin_postgres)
        return engine
    options: dict[str, Any] = {"connect_args": {"check_same_thread": False}}
    if parsed.database in (None, "", ":memory:"):
        options["poolclass"] = StaticPool
    else:
        _make_private(Path(str(parsed.database)))
        options |= {"pool_size": 10, "max_overflow": 20}
    engine = create_engine(url, **options)
    event.listen(engine, "connect", _configure_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _make_private(file: Path) -> None:
    """Make a database's folder and file before SQLite does, for us alone whatever the umask; its
    WAL and index take the file's mode (SQLite's ``findCreateFileMode``)."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not file.exists():
        os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))


def _configure_sqlite(connection: Any, _record: object) -> None:
    # The driver must not begin transactions by itself: DDL and savepoints would escape them.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _configure_postgres(connection: Any, _record: object) -> None:
    before, connection.autocommit = connection.autocommit, True
    connection.execute(f"SET lock_timeout = {LOOK_TIMEOUT_MS}")
    connection.autocommit = before


def _begin_postgres(connection: Any) -> None:
    if connection.get_execution_options().get("offramp_write", False):
        connection.connection.execute(f"SET LOCAL lock_timeout = {BUSY_TIMEOUT_MS}")


def _begin_sqlite(connection: Any) -> None:
    write = connection.get_execution_options().get("offramp_write", False)
    # Straight to the driver: SQLAlchemy's own way costs more than the BEGIN itself.
    connection.connection.execute("BEGIN IMMEDIATE" if write else "BEGIN")
