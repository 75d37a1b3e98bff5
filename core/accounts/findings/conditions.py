"""Each kind of finding: of which accounts it holds, since when, and what its sentence needs. Pure.

Expressions over the columns that ``prepared.py`` brings together.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import polars as pl

from core.accounts.findings.context import Context
from core.accounts.kinds import AccountKind, AccountStatus, FindingKind, PersonKind

NEVER = "never"
"""Detail of a dormant account that was never active."""


@dataclass(frozen=True)
class Condition:
    """One kind. Null in ``holds`` or ``since``: it is not known to hold."""

    kind: FindingKind
    holds: pl.Expr
    since: pl.Expr
    detail: pl.Expr
    """A moment (ISO 8601, UTC), another account, or nothing."""
    snapshot: pl.Expr
    as_of: pl.Expr


def conditions(context: Context) -> Sequence[Condition]:
    """All kinds."""
    column = pl.col
    in_use, since_use = column("in_use"), column("since_use")
    can_sign_in = in_use & (column("status") != AccountStatus.INVITED.value)
    is_ones = column("is_ones")
    has_left = column("left_at") <= context.now
    nobodys = column("person").is_null()
    kind = FindingKind
    return (
        _condition(
            kind.ORPHANED,
            in_use & has_left,
            _later(column("left_at"), since_use),
            _moment(column("left_at")),
        ),
        _condition(
            kind.RETURNED,
            in_use & _is_back() & ~_started_again(),
            _later(_removed_at(), since_use),
            _moment(_later(pl.col("removed_at"), pl.col("gone_in"))),
        ),
        _condition(kind.UNMATCHED, in_use & is_ones & nobodys, since_use),
        _condition(
            kind.DORMANT,
            can_sign_in & (_dormant_since(context) <= column("last_seen")),
            _dormant_since(context),
            pl.coalesce(
                _moment(column("last_active")),
                pl.when(column("never_active")).then(pl.lit(NEVER)),
            ),
        ),
        _condition(
            kind.DUPLICATE,
            column("duplicate_of").is_not_null(),
            since_use,
            column("duplicate_of"),
        ),
        _condition(
            kind.ADMIN_WITHOUT_SECOND_FACTOR,
            can_sign_in
            & ~column("kind").is_in([AccountKind.SERVICE, AccountKind.BOT])
            & column("admin")
            & ~column("second_factor"),
            since_use,
        ),
        _condition(
            kind.ADMIN_LEAVING,
            in_use & column("admin") & (column("end_at") > context.now),
            _later(column("end_told_at"), since_use),
            _moment(column("end_at")),
        ),
        Condition(
            kind.ONLY_ADMIN,
            column("alone_since").is_not_null()
            & (column("alone_since") <= column("complete_at") + column("stale_after")),
            column("alone_since"),
            _nothing(),
            column("complete_snapshot"),
            column("complete_at"),
        ),
        _condition(
            kind.OWNERLESS,
            in_use
            & ~is_ones
            & (column("owner").is_null() | (column("owner_left_at") <= context.now)),
            _later(column("owner_left_at"), since_use),
            _moment(column("owner_left_at")),
        ),
        _condition(
            kind.GUEST_EXPIRED,
            in_use & (_guest_ends() <= context.now),
            _later(_guest_ends(), since_use),
            _moment(_guest_ends()),
        ),
        _condition(
            kind.NOT_ASSIGNED,
            in_use
            & is_ones
            & column("app").is_in(sorted(context.assigned_apps))
            & column("assigned").is_null()
            & pl.any_horizontal(pl.col("email_form", "user_form", "person").is_not_null()),
            since_use,
        ),
    )


def _condition(
    kind: FindingKind, holds: pl.Expr, since: pl.Expr, detail: pl.Expr | None = None
) -> Condition:
    """One that is based on the newest list that has the account."""
    return Condition(
        kind,
        holds,
        since,
        _nothing() if detail is None else detail,
        pl.col("last_snapshot"),
        pl.col("last_seen"),
    )


def _nothing() -> pl.Expr:
    return pl.lit(None, dtype=pl.String)


def _later(*moments: pl.Expr) -> pl.Expr:
    """The latest of what is known."""
    return pl.max_horizontal(*moments)


def _moment(column: pl.Expr) -> pl.Expr:
    return column.dt.strftime("%Y-%m-%dT%H:%M:%SZ")


def _removed_at() -> pl.Expr:
    """When a case removed the account; of a step that was opened again: when its person left, for
    what is in use after that has returned. It is no day on which anybody removed anything."""
    return pl.coalesce("removed_at", pl.when(pl.col("removal").is_not_null()).then("left_at"))


def _is_back() -> pl.Expr:
    """Usable again after its removal, or listed as usable by a list of later."""
    came_back = pl.col("returned_at") > _removed_at()
    is_seen = pl.col("status").is_in([AccountStatus.ACTIVE, AccountStatus.INVITED]) & (
        pl.col("last_seen") > pl.col("removed_at")
    )
    return came_back.fill_null(False) | is_seen.fill_null(False)


def _started_again() -> pl.Expr:
    """Its person works here again from a day after the removal on: it is given anew."""
    is_later = (pl.col("start_at") > _removed_at()).fill_null(value=False)
    return pl.col("left_at").is_null() & is_later


def _dormant_since(context: Context) -> pl.Expr:
    last = pl.coalesce(
        "last_active", pl.when(pl.col("never_active")).then(pl.coalesce("created", "first_seen"))
    )
    return last + timedelta(days=context.dormant_days)


def _guest_ends() -> pl.Expr:
    """When a guest's access was to end: as the app says, or their record, unless that says that
    they left (then the account is orphaned)."""
    is_guest = (pl.col("kind") == AccountKind.GUEST.value) | (
        pl.col("person_kind") == PersonKind.GUEST.value
    )
    of_record = pl.when(pl.col("left_at").is_null()).then("end_at")
    return pl.when(is_guest).then(pl.coalesce("expires", of_record))
