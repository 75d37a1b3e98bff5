"""What a list changes, by name, from the accounts as they stand. Pure."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import polars as pl

from core.accounts.feeds.fold import COMPARED, apart
from core.accounts.list_changes import FieldChange, ListChange, ListChanges

FIRST = ("admin", "status")
"""Changes that matter most."""
MOST = 20
"""So many of each are named."""


def of_accounts(
    before: pl.DataFrame | None, rows: pl.DataFrame, taken_at: datetime, *, complete: bool
) -> ListChanges:
    """``before``: ``frames.STANDING``; ``rows``: ``frames.ACCOUNTS``."""
    old, rows, _later = apart(before, rows, taken_at)
    listed = old.filter(~pl.col("gone"))
    kept = listed.select(pl.all().name.prefix("was_")).rename({"was_key": "key"})
    new = rows.join(listed.select("key"), on="key", how="anti")
    changed = rows.join(kept, on="key", how="inner").filter(differs(COMPARED))
    # Only the first are named: who becomes an administrator or is let in, before the rest.
    matters = [differs([name]) for name in FIRST]
    changed = changed.sort(matters, descending=True, maintain_order=True)
    gone = listed.join(rows.select("key"), on="key", how="anti") if complete else listed.clear()
    return ListChanges(
        tuple(ListChange(_account(each)) for each in first_of(new)),
        tuple(
            ListChange(_account(each), field_changes(each, COMPARED)) for each in first_of(changed)
        ),
        tuple(ListChange(_account(each)) for each in first_of(gone)),
    )


def differs(fields: Sequence[str]) -> pl.Expr:
    """Whether a row has one of these otherwise than its ``was_…`` says."""
    return pl.any_horizontal([pl.col(name).ne_missing(pl.col(f"was_{name}")) for name in fields])


def first_of(rows: pl.DataFrame) -> list[dict[str, Any]]:
    """Those that are named."""
    return rows.head(MOST).to_dicts()


def _account(row: dict[str, Any]) -> str:
    return str(row["email"] or row["user_name"] or row["name"] or row["key"])


def field_changes(row: dict[str, Any], fields: Sequence[str]) -> tuple[FieldChange, ...]:
    """From what to what, of a row with ``was_…``."""
    return tuple(
        FieldChange(name, row[f"was_{name}"], row[name])
        for name in fields
        if row[name] != row[f"was_{name}"]
    )
