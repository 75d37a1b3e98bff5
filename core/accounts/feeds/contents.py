"""The bytes behind snapshots: what was delivered, its rows, and the accounts as they stand."""

import zlib

import polars as pl
from sqlmodel import Session

from core.accounts.feeds import parquet
from core.accounts.formats.delivery import Delivery
from core.accounts.frames import ACCOUNTS, PEOPLE, STANDING
from core.accounts.kinds import Subject
from core.accounts.models import Snapshot, SnapshotContent, Standing
from core.errors import NotFound

_standings = parquet.Frames()


def store_content(session: Session, snapshot: int, delivery: Delivery, tree_key: bytes) -> None:
    """Keep what was delivered, whole."""
    session.add(
        SnapshotContent(
            snapshot_id=snapshot,
            delivered=zlib.compress(delivery.data, 3),
            rows=parquet.to_bytes(delivery.frame),
            tree_key=tree_key,
        )
    )


def delivered(session: Session, snapshot: Snapshot) -> bytes:
    """The bytes as they came; raises :class:`NotFound` when they were kept long enough, and
    :class:`Damaged` when they are others."""
    found = session.get(SnapshotContent, snapshot.id)
    if found is None or found.delivered is None:
        raise NotFound("What was delivered is no longer kept.", hint="Its digest is in the log.")
    data = zlib.decompress(found.delivered)
    return parquet.checked(data, snapshot.sha256, f"Snapshot {snapshot.id}")


def rows(session: Session, snapshot: Snapshot, subject: Subject) -> pl.DataFrame:
    """A snapshot's rows as they were read."""
    found = session.get(SnapshotContent, snapshot.id)
    if found is None or found.rows is None:
        raise NotFound("What was delivered is no longer kept.", hint="Its digest is in the log.")
    return parquet.from_bytes(found.rows, ACCOUNTS if subject is Subject.ACCOUNTS else PEOPLE)


def tree_key(session: Session, snapshot: int) -> bytes | None:
    """What a snapshot's account keys were hashed with; ``None`` when it is no longer kept."""
    found = session.get(SnapshotContent, snapshot)
    return found.tree_key if found else None


def standing(session: Session, feed: int) -> pl.DataFrame | None:
    """The accounts of a feed as they stand; ``None`` before its first concluded snapshot."""
    key = standing_digest(session, feed)
    if key is None:
        return None
    if (found := _standings.get(key)) is not None:
        return found
    row = session.get(Standing, feed)
    assert row is not None
    session.expunge(row)  # its bytes are not kept beside the frame
    data = parquet.checked(row.accounts, row.sha256, "A list of accounts")
    return _standings.put(row.sha256, parquet.from_bytes(data, STANDING))


def standing_digest(session: Session, feed: int) -> str | None:
    """What tells one standing from another, without reading it."""
    table = Standing.__table__  # type: ignore[attr-defined]
    query = table.select().with_only_columns(table.c.sha256).where(table.c.feed_id == feed)
    found: str | None = session.connection().execute(query).scalar()
    return found


def store_standing(session: Session, feed: int, snapshot: int, accounts: pl.DataFrame) -> None:
    """Put the accounts as they stand in the place of those of before."""
    data = parquet.to_bytes(accounts)
    key = parquet.digest(data)
    row = session.get(Standing, feed)
    if row is None:
        row = Standing(feed_id=feed, snapshot_id=snapshot, sha256=key, accounts=data)
    row.snapshot_id, row.sha256, row.accounts = snapshot, key, data
    session.add(row)
    session.flush()
    session.expunge(row)
    _standings.put(key, accounts)
