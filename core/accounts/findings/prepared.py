"""Accounts beside what findings need to know of their person, list, app and case. Pure."""

import polars as pl

from core.accounts.findings.context import Context
from core.accounts.findings.named import one_persons, rows_of
from core.accounts.identifiers import forms
from core.accounts.kinds import IN_USE, NOBODYS, AccountStatus

SHUT = tuple(status for status in AccountStatus if status not in IN_USE)
"""Statuses of an account that lets nobody in."""


def is_shut() -> pl.Expr:
    """Whether the status lets nobody in."""
    return pl.any_horizontal([pl.col("status") == status.value for status in SHUT])


def is_ones() -> pl.Expr:
    """Whether the account is for a person."""
    return pl.all_horizontal([pl.col("kind") != kind.value for kind in NOBODYS])


NEEDED = (
    *("app", "feed", "key", "person", "owner", "kind", "status", "admin", "second_factor"),
    *("user_name", "email", "external_id", "email_form", "user_form"),
    *("last_active", "never_active", "created", "expires"),
    *("first_seen", "last_seen", "last_snapshot", "status_since", "returned_at"),
    *("gone", "gone_at"),
)
"""Columns of accounts that findings are derived from."""


def prepared(accounts: pl.DataFrame, persons: pl.DataFrame, context: Context) -> pl.DataFrame:
    """One row an account: ``in_use``, ``is_ones``, ``since_use``, ``account`` (what people know
    it by), ``start_at``, ``left_at``, ``end_at``, ``end_told_at``, ``person_kind``, the columns of
    ``context.FEEDS``, ``removal``, ``removed_at`` and ``gone_in``, ``assigned``, ``owner_left_at``,
    ``duplicate_of``, ``alone_since``."""
    basis = (
        accounts.select(NEEDED)
        .with_columns(
            in_use=~pl.col("gone") & ~is_shut(),
            is_ones=is_ones(),
            since_use=pl.coalesce("returned_at", "first_seen"),
        )
        .with_row_index("row")
    )
    whose = _found(basis, "person", _persons(persons))
    beside = basis.hstack(whose).hstack(_found(basis, "feed", context.feeds_frame()))
    for known in (
        *_removed_and_assigned(basis, context),
        _owners(basis, persons, context),
        _duplicates(basis),
        _alone(basis.hstack(whose.select("left_at")), context),
    ):
        beside = beside.hstack(_in_rows(known, len(basis)))
    return beside


def _persons(persons: pl.DataFrame) -> pl.DataFrame:
    return persons.select(
        "person", "start_at", "left_at", "end_at", "end_told_at", person_kind="kind"
    )


def _found(basis: pl.DataFrame, key: str, known: pl.DataFrame) -> pl.DataFrame:
    """What is known of each row's person or feed. Of the key alone: a join copies what it has."""
    joined = basis.select(key).join(known, on=key, how="left", maintain_order="left")
    return joined.drop(key)


def _in_rows(known: pl.DataFrame, rows: int) -> list[pl.Series]:
    """The columns of a frame about a few rows, each as long as all of them."""
    return [
        pl.repeat(None, rows, dtype=column.dtype, eager=True)
        .alias(column.name)
        .scatter(known["row"], column)
        for column in known.drop("row")
    ]


def account() -> pl.Expr:
    """What people know an account by."""
    return pl.coalesce("user_name", "email", "external_id", "key")


def _removed_and_assigned(basis: pl.DataFrame, context: Context) -> list[pl.DataFrame]:
    """Of accounts that a case removes or removed for good: ``row``, ``removal`` (true) and
    ``removed_at``, and ``gone_in``, the moment of the list that proved it before it was opened
    again; of those that the identity provider assigns: ``row`` and ``assigned``
    (true)."""
    is_known = pl.col("app").is_in(sorted(context.assigned_apps))
    named = [
        context.removals.filter("ends").select("app", "form", "at", "was", is_removal=True),
        context.assigned.filter(is_known).select("app", "form", is_removal=pl.lit(False)),
    ]
    about = rows_of(pl.concat(named, how="diagonal"), basis, context.identifiers, context.rule)
    removed = (
        about.filter("is_removal")
        .group_by("row")
        .agg(removed_at=pl.col("at").max(), gone_in=pl.col("was").max())
    )
    assigned = about.filter(~pl.col("is_removal")).select("row").unique()
    return [
        removed.with_columns(removal=pl.lit(True)),
        assigned.with_columns(assigned=pl.lit(True)),
    ]


def _owners(basis: pl.DataFrame, persons: pl.DataFrame, context: Context) -> pl.DataFrame:
    """``row`` and ``owner_left_at``, of accounts whose owner is known to have left."""
    owned = basis.filter(pl.col("owner").is_not_null()).select(
        "row", form=forms(pl.col("owner"), context.rule)
    )
    left = persons.filter(pl.col("left_at").is_not_null()).select("person", owner_left_at="left_at")
    return (
        owned.join(one_persons(owned["form"], context.identifiers, context.rule), on="form")
        .join(left, on="person")
        .select("row", "owner_left_at")
    )


def _duplicates(basis: pl.DataFrame) -> pl.DataFrame:
    """``row`` and ``duplicate_of``: a person's further accounts in one app beside their oldest."""
    is_used = basis["in_use"] & basis["person"].is_not_null() & basis["is_ones"]
    used = basis.select("row", of=pl.col("feed") * 2**32 + pl.col("person")).filter(is_used)
    rows = used.filter(used["of"].is_duplicated())["row"]
    return (
        basis[rows]
        .with_columns(account=account())
        .sort("feed", "person", "since_use", "created", "key", nulls_last=True)
        .with_columns(
            duplicate_of=pl.col("account").first().over("feed", "person"),
            oldest=pl.col("key").first().over("feed", "person"),
        )
        .filter(pl.col("key") != pl.col("oldest"))
        .select("row", "duplicate_of")
    )


def _alone(basis: pl.DataFrame, context: Context) -> pl.DataFrame:
    """``row`` and ``alone_since``: the oldest account of an app's last administrator who can sign
    in, where of every account in use it is known whether it is one.

    People are counted: two accounts of one person are one administrator's, one of nobody is one
    more's. Who left is none beside one who is here; where nobody else is, they are the last one.
    """
    can_sign_in = pl.col("in_use") & (pl.col("status") != AccountStatus.INVITED.value)
    has_left = (pl.col("left_at") <= context.now).fill_null(False)
    can_administer = (can_sign_in & pl.col("admin") & pl.col("is_ones")).fill_null(False)
    somebody_is_here = (can_administer & ~has_left).any().over("app")
    is_admin = can_administer & ~(has_left & somebody_is_here)
    # A person's number is above 0, a row's below: no account of nobody is another's.
    whose = pl.coalesce("person", -1 - pl.col("row").cast(pl.Int64))
    last_one = pl.col("whose").filter("is_admin").first()
    oldest = [pl.col(name).filter("is_admin") for name in ("since_use", "key")]
    others_end = (
        pl.when(pl.col("admin") & (~pl.col("in_use") | has_left) & (pl.col("whose") != last_one))
        .then(_earlier("left_at", pl.when(~pl.col("in_use")).then(_shut_at())))
        .max()
    )
    return (
        basis.with_columns(is_admin=is_admin, whose=whose)
        .group_by("app")
        .agg(
            is_known=(pl.col("admin").is_not_null() | ~pl.col("in_use")).all(),
            admins=pl.col("whose").filter("is_admin").n_unique(),
            row=pl.col("row").filter("is_admin").sort_by(*oldest).first(),
            since=pl.max_horizontal(others_end, pl.col("since_use").filter("is_admin").min()),
        )
        .filter("is_known", pl.col("admins") == 1)
        .select("row", alone_since="since")
    )


def _shut_at() -> pl.Expr:
    """Since when an account lets nobody in, as far as lists show."""
    return pl.coalesce("gone_at", "status_since")


def _earlier(*moments: str | pl.Expr) -> pl.Expr:
    """The earliest of what is known."""
    return pl.min_horizontal(*moments)
