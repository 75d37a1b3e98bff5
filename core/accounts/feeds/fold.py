"""What one more snapshot makes of the accounts as they stood. Pure.

A complete snapshot says of each account that it lacks that it is gone; a partial one says nothing
of those it lacks.
"""

from dataclasses import dataclass
from datetime import datetime

import polars as pl

from core.accounts.frames import MOMENT, STANDING, Schema, empty
from core.accounts.identifiers import Rules, forms
from core.accounts.kinds import AccountStatus

COMPARED = (
    "external_id", "user_name", "email", "name", "status", "admin", "second_factor", "kind",
    "roles", "licences", "billed", "expires",
)  # fmt: skip
"""What makes an account *changed*; that somebody was active again does not."""

MOVED: Schema = {"key": pl.String, "to": pl.String}
"""Accounts whose key is another one now."""

OFF = (str(AccountStatus.DEACTIVATED), str(AccountStatus.SUSPENDED))
_PLAIN = Rules()


@dataclass(frozen=True)
class Changes:
    """How many accounts a snapshot brings, changes, and no longer lists."""

    new: int
    changed: int
    gone: int


def fold(
    before: pl.DataFrame | None,
    rows: pl.DataFrame,
    *,
    snapshot: int,
    taken_at: datetime,
    complete: bool,
) -> tuple[pl.DataFrame, Changes]:
    """The accounts as they stand after a snapshot, and what it changed.

    ``before``: ``frames.STANDING``; ``rows``: ``frames.ACCOUNTS``. The result is sorted by key, so
    that the same accounts are the same bytes. Accounts that a newer partial snapshot has stay as
    that one says.
    """
    old, rows, later = apart(before, rows, taken_at)
    moment = pl.lit(taken_at, MOMENT)
    kept = old.select(pl.all().name.prefix("was_")).rename({"was_key": "key"})
    listed = rows.drop("line").join(kept, on="key", how="left")
    is_known = pl.col("was_first_seen").is_not_null()
    was_gone = pl.col("was_gone").fill_null(value=False)
    differs = pl.any_horizontal(
        [pl.col(name).ne_missing(pl.col(f"was_{name}")) for name in COMPARED]
    )
    was_listed = is_known & ~was_gone
    counts = listed.select(new=(~was_listed).sum(), changed=(was_listed & differs).sum()).row(0)
    deactivated = str(AccountStatus.DEACTIVATED)
    is_back = (was_gone | (pl.col("was_status") == deactivated)) & is_known
    usable = pl.col("status") != deactivated
    stays = was_listed & (pl.col("status") == pl.col("was_status"))
    now = listed.with_columns(
        email_form=forms(pl.col("email"), _PLAIN),
        user_form=forms(pl.col("user_name"), _PLAIN),
        first_seen=pl.when(is_known).then(pl.col("was_first_seen")).otherwise(moment),
        first_snapshot=pl.when(is_known)
        .then(pl.col("was_first_snapshot"))
        .otherwise(pl.lit(snapshot, pl.Int64)),
        last_seen=moment,
        last_snapshot=pl.lit(snapshot, pl.Int64),
        status_since=pl.when(stays).then(pl.col("was_status_since")).otherwise(moment),
        gone=pl.lit(value=False),
        gone_at=pl.lit(None, MOMENT),
        returned_at=pl.when(~usable)
        .then(None)
        .when(is_back)
        .then(moment)
        .otherwise(pl.col("was_returned_at")),
    ).select([pl.col(name).cast(kind) for name, kind in STANDING.items()])
    others = old.join(rows.select("key"), on="key", how="anti")
    gone = 0
    if complete:
        gone = int(others.select((~pl.col("gone")).sum()).item())
        others = others.with_columns(
            gone_at=pl.when(pl.col("gone")).then(pl.col("gone_at")).otherwise(moment),
            gone=pl.lit(value=True),
        )
    standing = pl.concat([now, others, later]).sort("key")
    return standing, Changes(int(counts[0]), int(counts[1]), gone)


def in_use(standing: pl.DataFrame) -> pl.DataFrame:
    """The accounts that are listed, and that let somebody in."""
    return standing.filter(~pl.col("gone"), ~pl.col("status").is_in(OFF))


def apart(
    before: pl.DataFrame | None, rows: pl.DataFrame, taken_at: datetime
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """The accounts and the rows of which a snapshot of this moment may say anything, and the
    accounts that a newer one has said something of."""
    old = empty(STANDING) if before is None else rekeyed(before, rows)
    is_later = pl.col("last_seen") > pl.lit(taken_at, MOMENT)
    later = old.filter(is_later)
    return old.filter(~is_later), rows.join(later.select("key"), on="key", how="anti"), later


def rekeyed(before: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """The accounts of before, those under their new keys that have one (:func:`new_keys`)."""
    one = new_keys(before, rows)
    if one.is_empty():
        return before
    joined = before.join(one, on="key", how="left", maintain_order="left")
    return joined.with_columns(key=pl.coalesce("to", "key")).drop("to")


def new_keys(before: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """``key`` and ``to``, of accounts of before that the rows tell by something else: an export
    gained ids, or lost them, and the account is still the one of that address or user name.

    Never where both have an id: another id is another account.
    """
    old = before.join(rows.select("key"), on="key", how="anti")
    new = rows.join(before.select("key"), on="key", how="anti")
    if old.is_empty() or new.is_empty():
        return empty(MOVED)
    called = new.select(
        to="key",
        new_id="external_id",
        email_form=forms(pl.col("email"), _PLAIN),
        user_form=forms(pl.col("user_name"), _PLAIN),
    )
    pairs = pl.concat(
        [
            old.filter(~pl.col("gone"))
            .select("key", "external_id", column)
            .drop_nulls(column)
            .join(called.select("to", "new_id", column).drop_nulls(column), on=column)
            .filter(pl.col("external_id").is_null() | pl.col("new_id").is_null())
            .select("key", "to")
            for column in ("email_form", "user_form")
        ]
    ).unique()
    return pairs.filter(~pl.col("key").is_duplicated() & ~pl.col("to").is_duplicated())


def lost(before: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """The accounts in use that are not in these rows, or no longer so: those ``still_listed``."""
    now = rows.select("key", now="status")
    found = rekeyed(in_use(before), rows).join(now, on="key", how="left")
    is_off = pl.col("now").is_null() | pl.col("now").is_in(OFF)
    return found.filter(is_off).with_columns(still_listed=pl.col("now").is_not_null()).drop("now")
