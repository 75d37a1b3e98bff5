"""What is known of one person's accounts, app by app."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import polars as pl
from sqlmodel import Session, select

from core.accounts.feeds.rows import is_stale, newest_of_all
from core.accounts.identifiers import Rules, form, ruled
from core.accounts.kinds import (
    IN_USE,
    NOBODYS,
    AccountStatus,
    IdentifierKind,
    Known,
    MatchKind,
    Subject,
)
from core.accounts.matching import maybe
from core.accounts.matching.account_rows import account_rows
from core.accounts.matching.inventory import matched
from core.accounts.models import Feed, Snapshot
from core.accounts.people.tables import identifiers
from core.accounts.settings import settings_here
from core.accounts.views import KnownInApp, ListedAs
from core.actor import Actor
from core.rights import Action, require

TOO_OLD = "too old"
MAY_BE = "an account of no one may be theirs"
ANOTHERS = "an account with their name was confirmed as another person's"
WITHOUT_ADDRESSES = "fewer than half of its accounts have an address"
Listed = tuple[Feed, Snapshot, bool]
"""A feed, a list of its, and whether that is stale."""


def known_in_apps(
    session: Session,
    actor: Actor,
    names: Collection[str],
    now: datetime,
    listed: Collection[ListedAs] = (),
) -> Mapping[str, KnownInApp]:
    """What is known of a person's accounts, by app, for every app of which a list was concluded; of
    any other there is no data. ``names``: everything that they are known by, in any spelling;
    ``listed``: accounts that were theirs once.

    Neither *never* nor *had* is said where an account of nobody is suggested to be theirs, or one
    that has a name of theirs was confirmed as another person's; nor *never* of a list that does not
    tell people by their addresses."""
    require(actor, Action.INVENTORY_READ)
    rule = settings_here(session).rules
    forms = sorted({form(name, rule) for name in names} - {""})
    people = people_named(session, forms, rule)
    lists = _complete_lists(session, now)
    frames = matched(session)
    may_be = maybe.called(session, people, forms, frames)
    found = {}
    for app, frame in frames.items():
        theirs = frame.filter(theirs_by(forms, people, in_form(listed, app, rule)))
        doubt = _Doubt(tuple(may_be.get(app, ())), _anothers(frame, forms, people))
        found[app] = _known(session, app, frame, theirs, lists.get(app, []), doubt)
    return found


def listed_as(
    session: Session,
    names: Collection[str],
    listed: Collection[ListedAs] = (),
    app: str | None = None,
) -> list[ListedAs]:
    """The accounts that lists of an app, or of all, have ever shown as theirs."""
    rule = settings_here(session).rules
    forms = sorted({form(name, rule) for name in names} - {""})
    people = people_named(session, forms, rule)
    found = []
    for each, frame in matched(session, [app] if app else None).items():
        theirs = frame.filter(theirs_by(forms, people, in_form(listed, each, rule)))
        columns = ("feed", "key", "external_id", "email_form", "user_form")
        for feed, key, external_id, *called in theirs.select(columns).iter_rows():
            of = tuple(sorted({name for name in called if name}))
            found.append(ListedAs(each, feed, key, external_id, of))
    return found


def people_named(session: Session, forms: Collection[str], rule: Rules) -> list[int]:
    """The one person with each of these names, as far as there is just one."""
    known = identifiers(session).filter(pl.col("identifier_kind") != str(IdentifierKind.NUMBER))
    held = known.with_columns(form=ruled(known["form"], rule)).filter(
        pl.col("form").is_in(list(forms))
    )
    single = held.group_by("form").agg(pl.col("person").min(), many=pl.col("person").n_unique())
    return sorted(set(single.filter(pl.col("many") == 1)["person"].to_list()))


def theirs_by(
    forms: Collection[str], people: Collection[int], listed: Collection[ListedAs] = ()
) -> pl.Expr:
    """Which accounts are of these people, or have one of these names and are nobody else's.

    ``listed``: accounts of their app that were theirs once, with names in normal form. One with the
    app's own id is theirs until somebody says that it is not; a name is, until it is another's.
    """
    by_person = pl.col("person").is_in(list(people)).fill_null(value=False)
    named = pl.any_horizontal(pl.col("email_form", "user_form").is_in(list(forms)))
    elsewhere = (pl.col("match") == str(MatchKind.CONFIRMED)).fill_null(value=False)
    found = by_person | (named.fill_null(value=False) & ~elsewhere)
    for feed in {one.feed for one in listed}:
        ids = [one.external_id for one in listed if one.feed == feed and one.external_id]
        same = (pl.col("feed") == feed) & pl.col("external_id").is_in(ids)
        found |= same.fill_null(value=False) & ~elsewhere
    once = sorted({name for one in listed for name in one.names} - set(forms))
    if once:
        called = pl.any_horizontal(pl.col("email_form", "user_form").is_in(once))
        found |= called.fill_null(value=False) & pl.col("person").is_null()
    return found


def in_form(listed: Collection[ListedAs], app: str, rule: Rules) -> list[ListedAs]:
    """Those of an app, their names in normal form."""
    return [
        replace(one, names=tuple(form(name, rule) for name in one.names))
        for one in listed
        if one.app == app
    ]


def can_be_told(frame: pl.DataFrame) -> bool:
    """Whether a list tells people by their addresses, so that somebody whose account it never had
    may be said to have none. Some logins without an address may be anybody's."""
    used = frame.filter(
        ~pl.col("gone"), pl.col("status").is_in(IN_USE), ~pl.col("kind").is_in(NOBODYS)
    )
    has = pl.any_horizontal(pl.col("email_form", "user_form").str.contains("@", literal=True))
    having = int(used.select(has.fill_null(value=False).sum()).item()) if len(used) else 0
    return having * 2 >= len(used)


@dataclass(frozen=True)
class _Doubt:
    """What keeps an app's lists from saying that there is no account of theirs."""

    may_be: tuple[str, ...]
    """Accounts of nobody that are suggested to be theirs."""
    is_anothers: bool
    """One of their names is that of an account that somebody said is another's."""

    @property
    def why(self) -> str:
        return MAY_BE if self.may_be else (ANOTHERS if self.is_anothers else "")


def _anothers(frame: pl.DataFrame, forms: Collection[str], people: Collection[int]) -> bool:
    named = pl.any_horizontal(pl.col("email_form", "user_form").is_in(list(forms)))
    confirmed = pl.col("match") == str(MatchKind.CONFIRMED)
    others = ~pl.col("person").is_in(list(people))
    found = frame.select(
        (named & confirmed & others & ~pl.col("gone")).fill_null(value=False).any()
    )
    return bool(found.item())


def _complete_lists(session: Session, now: datetime) -> Mapping[str, list[Listed]]:
    """App → each feed's newest complete list, the newest first; those that are not stale before
    those that are."""
    newest = newest_of_all(session, complete=True)
    found: dict[str, list[Listed]] = {}
    for feed in session.exec(select(Feed).where(Feed.subject == Subject.ACCOUNTS)):
        snapshot = newest.get(feed.id or 0)
        if snapshot is not None and feed.app_id:
            told = (feed, snapshot, is_stale(feed, snapshot, now))
            found.setdefault(feed.app_id, []).append(told)
    for lists in found.values():
        lists.sort(key=lambda one: (one[2], -one[1].taken_at.timestamp()))
    return found


def _known(
    session: Session,
    app: str,
    frame: pl.DataFrame,
    theirs: pl.DataFrame,
    lists: Sequence[Listed],
    doubt: _Doubt,
) -> KnownInApp:
    may_be = doubt.may_be
    rows = tuple(account_rows(session, theirs.sort("gone", "key")))
    standing = [row for row in rows if not row.gone and row.status != AccountStatus.DEACTIVATED]
    had = set(theirs["feed"])
    listed = next((one for one in lists if one[0].id in had and not one[2]), None) or next(
        iter(lists), None
    )
    stale = listed is None or listed[2]
    if standing:
        newest = max(standing, key=lambda row: row.as_of)
        return KnownInApp(
            app, Known.HAS, newest.as_of, newest.feed_name, newest.snapshot, stale, rows
        )
    if listed is None or stale:
        moment = listed[1].taken_at if listed else None
        name, number = (listed[0].name, listed[1].id) if listed else (None, None)
        why = TOO_OLD if listed else ""
        return KnownInApp(app, Known.NO_DATA, moment, name, number, stale, rows, may_be, why)
    feed, snapshot, _stale = listed
    known = Known.HAD if rows else Known.NEVER
    fresh = [one[0].id for one in lists if not one[2]]
    is_told = bool(rows) or all(
        can_be_told(frame.filter(pl.col("feed") == number)) for number in fresh
    )
    why = doubt.why or ("" if is_told else WITHOUT_ADDRESSES)
    if why:
        known = Known.NO_DATA
    return KnownInApp(
        app, known, snapshot.taken_at, feed.name, snapshot.id, False, rows, may_be, why
    )
