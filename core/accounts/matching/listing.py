"""Accounts as they stand, filtered, counted and a page at a time."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl
from sqlmodel import Session

from core.accounts.identifiers import form
from core.accounts.kinds import NOBODYS as OWNERS_KINDS
from core.accounts.kinds import AccountKind, AccountStatus, MatchKind
from core.accounts.matching.account_rows import account_rows
from core.accounts.matching.inventory import accounts_of, everywhere
from core.accounts.matching.known import people_named, theirs_by
from core.accounts.matching.suggesting import likeliest_first, suggestions_of, with_suggestions
from core.accounts.people.tables import stored_people
from core.accounts.settings import settings_here
from core.accounts.views import AccountRow
from core.actor import Actor
from core.rights import Action, require

NOBODYS = "none"
"""As a filter of ``match``: accounts of nobody that is known."""
MOST_RANKED = 2_000
"""Among so many of nobody's accounts the likeliest suggestions are looked for and come first."""
OWNED = "owned"
"""As a filter of ``match``: service, shared and bot accounts that have an owner."""


_HAS_OWNER = pl.col("kind").is_in(OWNERS_KINDS) & pl.col("owner").is_not_null()
_WHOSE = (
    pl.when(pl.col("match").is_not_null())
    .then("match")
    .otherwise(pl.when(_HAS_OWNER).then(pl.lit(OWNED)).otherwise(pl.lit(NOBODYS)))
    .alias("match")
)


@dataclass(frozen=True)
class AccountQuery:
    """Which accounts. Empty: all that stand. ``gone``: those too that the newest list lacks."""

    app: str | None = None
    person: int | None = None
    status: AccountStatus | None = None
    kind: AccountKind | None = None
    match: str | None = None
    """A :class:`MatchKind`, :data:`OWNED` or :data:`NOBODYS`."""
    admin: bool | None = None
    search: str = ""
    """Part of a name, user name, address or id, or of the person's name."""
    gone: bool = False
    called: str = ""
    """An address or user name, in any spelling: whose account it is, or the account's own name."""
    key: str | None = None
    """This account alone."""


@dataclass(frozen=True)
class AccountPage:
    """Some accounts, and how many there are of each kind before status, kind and match are
    chosen."""

    rows: tuple[AccountRow, ...]
    total: int
    by_status: Mapping[str, int]
    by_kind: Mapping[str, int]
    by_match: Mapping[str, int]
    admins: int


def accounts(
    session: Session,
    actor: Actor,
    query: AccountQuery,
    *,
    start: int = 0,
    limit: int = 100,
    suggest: bool = False,
) -> AccountPage:
    """Accounts by app and name. ``suggest``: with whose those that are nobody's may be; where only
    these are asked for, and not thousands, those that may be of somebody who left come first, and
    of both the likeliest."""
    require(actor, Action.INVENTORY_READ)
    whole = accounts_of(session, query.app) if query.app else everywhere(session)
    if whole is None or not len(whole):
        return AccountPage((), 0, {}, {}, {}, 0)
    about = whole.filter(_about(session, query))
    found = about.filter(_chosen(query))
    near = None
    if suggest and query.match == NOBODYS and len(found) <= MOST_RANKED:
        near = suggestions_of(session, found, whole)
        found = likeliest_first(session, found, near)
    shown = found.slice(start, limit)  # in the order in which an app's accounts stand
    rows = account_rows(session, shown)
    if suggest:
        near = suggestions_of(session, shown, whole) if near is None else near
        rows = with_suggestions(session, rows, near)
    match = about.select(_WHOSE).to_series()
    return AccountPage(
        tuple(rows),
        len(found),
        _counts(about["status"]),
        _counts(about["kind"]),
        _counts(match.alias("match")),
        int(about["admin"].fill_null(value=False).sum()),
    )


def _about(session: Session, query: AccountQuery) -> pl.Expr:
    found = pl.lit(value=True) if query.gone else ~pl.col("gone")
    if query.called:
        rule = settings_here(session).rules
        name = form(query.called, rule)
        found &= theirs_by([name], people_named(session, [name], rule))
    if query.key is not None:
        found &= pl.col("key") == query.key
    if query.person is not None:
        found &= pl.col("person") == query.person
    if text := query.search.strip().lower():
        named = pl.any_horizontal(
            pl.col("name", "user_name", "email", "external_id")
            .str.to_lowercase()
            .str.contains(text, literal=True)
        ).fill_null(value=False)
        people = stored_people(session).filter(
            pl.col("name").str.to_lowercase().str.contains(text, literal=True)
        )
        found &= named | pl.col("person").is_in(people["person"].implode()).fill_null(value=False)
    return found


def _chosen(query: AccountQuery) -> pl.Expr:
    found = pl.lit(value=True)
    if query.status is not None:
        found &= pl.col("status") == str(query.status)
    if query.kind is not None:
        found &= pl.col("kind") == str(query.kind)
    if query.match is not None:
        wanted = query.match if query.match in (NOBODYS, OWNED) else MatchKind(query.match)
        found &= str(wanted) == _WHOSE
    if query.admin is not None:
        found &= pl.col("admin") == query.admin
    return found


def _counts(column: pl.Series) -> dict[str, int]:
    counted = column.value_counts(sort=True)
    return dict(counted.iter_rows())
