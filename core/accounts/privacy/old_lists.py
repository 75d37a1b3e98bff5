"""What old lists still have of a person: the bytes and rows of those that have them are dropped."""

from collections.abc import Collection, Iterable

import polars as pl
from sqlalchemy import update
from sqlmodel import Session, SQLModel, col, select

from core.accounts.feeds import parquet
from core.accounts.feeds.rows import newest_of_all
from core.accounts.frames import ACCOUNTS, PEOPLE
from core.accounts.identifiers import Rules, forms
from core.accounts.kinds import SnapshotState, Subject
from core.accounts.models import Feed, Snapshot, SnapshotContent
from core.accounts.people.roster import names_of

_CONTENT = "account_content"
_PLAIN = Rules()


def old_lists(session: Session) -> list[int]:
    """Snapshots that nothing needs the rows of: not a feed's newest, and none that waits."""
    stays = {
        each.id
        for whole in (True, False)
        for each in newest_of_all(session, complete=whole).values()
    }
    ids = session.exec(select(Snapshot.id).where(col(Snapshot.state) != SnapshotState.HELD))
    return [each for each in ids if each is not None and each not in stays]


def lists_with(
    session: Session, snapshots: Collection[int], names: Collection[str], keys: Collection[str]
) -> list[int]:
    """Of these snapshots, those whose rows have one of the names (in normal form), or an account of
    one of the keys. Read one after the other: each is as large as a company."""
    query = (
        select(Snapshot.id, Feed.subject)
        .join(Feed, col(Feed.id) == col(Snapshot.feed_id))
        .join(SnapshotContent, col(SnapshotContent.snapshot_id) == col(Snapshot.id))
        .where(col(SnapshotContent.rows).is_not(None))
    )
    wanted, found = set(snapshots), []
    for number, subject in session.exec(query).all():
        if number not in wanted:
            continue
        data = session.exec(
            select(SnapshotContent.rows).where(SnapshotContent.snapshot_id == number)
        ).one()
        if data and _has(data, Subject(subject), list(names), list(keys)):
            found.append(number or 0)
    return found


def drop_contents(session: Session, snapshots: Iterable[int]) -> int:
    """Forget bytes, rows and the secret of their tree; how many had any. Date, counts, digest and
    root stay."""
    table = SQLModel.metadata.tables[_CONTENT]
    wanted, dropped = list(snapshots), 0
    for start in range(0, len(wanted), 500):
        statement = (
            update(table)
            .where(table.c.snapshot_id.in_(wanted[start : start + 500]))
            .where(table.c.rows.is_not(None))
            .values(delivered=None, rows=None, tree_key=None, same=None)
        )
        dropped += session.connection().execute(statement).rowcount
    return dropped


def _has(data: bytes, subject: Subject, names: list[str], keys: list[str]) -> bool:
    if subject is Subject.PEOPLE:
        rows = parquet.from_bytes(data, PEOPLE).rename({"key": "record"})
        return bool(names_of(rows)["form"].is_in(names).any())
    rows = parquet.from_bytes(data, ACCOUNTS)
    called = rows.select(
        forms(pl.col("email"), _PLAIN).is_in(names),
        user=forms(pl.col("user_name"), _PLAIN).is_in(names),
        key=pl.col("key").is_in(keys),
    )
    return bool(called.select(pl.any_horizontal(pl.all().fill_null(value=False)).any()).item())
