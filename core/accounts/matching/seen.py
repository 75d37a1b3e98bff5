"""What a complete list that was taken after a removal says of the account: the proof, or not."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import polars as pl
from sqlmodel import Session, col, select

from core import clock
from core.accounts.absence.names import known_by
from core.accounts.feeds.absence_proof import absence_proof
from core.accounts.feeds.rows import is_stale, newest
from core.accounts.identifiers import form
from core.accounts.kinds import AccountStatus, MatchKind, SnapshotState, Subject
from core.accounts.matching.inventory import accounts_of
from core.accounts.matching.known import can_be_told, in_form, people_named, theirs_by
from core.accounts.matching.maybe import any_may_be
from core.accounts.models import Feed, Snapshot
from core.accounts.settings import settings_here
from core.accounts.views import Accepted, ListedAs, Seen, Sight

OFF = [str(AccountStatus.DEACTIVATED), str(AccountStatus.SUSPENDED)]


@dataclass(frozen=True)
class _Asked:
    """Whose accounts are asked for, and what is found by their names."""

    app: str
    after: datetime
    given: tuple[str, ...]
    """As it was given: a list's own settings of what is the same may have been others."""
    forms: Collection[str]
    """The same in normal form."""
    names: frozenset[str]
    people: Collection[int]
    listed: Sequence[ListedAs]
    whole: pl.DataFrame
    theirs: pl.DataFrame

    def ids(self, feed: int) -> list[str]:
        """The app's own ids of their accounts, which are those of one feed."""
        stand = self.theirs.filter(pl.col("feed") == feed)["external_id"].drop_nulls().to_list()
        once = [one.external_id for one in self.listed if one.feed == feed and one.external_id]
        return sorted({*stand, *once})


def seen_since(
    session: Session,
    app: str,
    names: Collection[str],
    after: datetime,
    listed: Collection[ListedAs] = (),
) -> Seen | None:
    """What the newest concluded lists of an app that were taken after a moment say of a person.

    In use, if any list does. Else absent, or deactivated, if the newest complete list of each feed
    says so that ever had an account of theirs and is not stale. ``None``: nothing follows. No list
    was taken since; only a partial one says it; an account of nobody may be theirs; or none ever
    had their account, and it does not tell people by their addresses. ``listed``: accounts that
    were theirs once.
    """
    lists = _lists(session, app, after)
    whole = accounts_of(session, app)
    if not lists or whole is None:
        return None
    asked = _asked(session, app, names, after, listed, whole)
    fresh = asked.theirs.filter(~pl.col("gone"), pl.col("last_seen") > after)
    used = fresh.filter(~pl.col("status").is_in(OFF))
    if len(used):
        row = used.sort("last_seen", descending=True).row(0, named=True)
        found = next((one for one in lists if one[0].id == row["last_snapshot"]), lists[0])
        return _seen(Sight.IN_USE, asked, *found, used)
    if any_may_be(session, asked.people, asked.forms, app):
        return None
    said = [_off_in(session, asked, *each) for each in _deciding(session, asked)]
    whole_said = [one for one in said if one is not None]
    if not said or len(whole_said) < len(said):
        return None
    return replace(whole_said[0], also=tuple(whole_said[1:]))


def _lists(session: Session, app: str, after: datetime) -> Sequence[tuple[Snapshot, Feed]]:
    query = (
        select(Snapshot, Feed)
        .join(Feed, col(Feed.id) == col(Snapshot.feed_id))
        .where(
            Feed.app_id == app,
            Feed.subject == Subject.ACCOUNTS,
            Snapshot.state == SnapshotState.CONCLUDED,
            col(Snapshot.taken_at) > after,
        )
        .order_by(col(Snapshot.taken_at).desc(), col(Snapshot.id).desc())
    )
    return session.exec(query).all()


def _asked(
    session: Session,
    app: str,
    names: Collection[str],
    after: datetime,
    listed: Collection[ListedAs],
    whole: pl.DataFrame,
) -> _Asked:
    rule = settings_here(session).rules
    forms = sorted({form(name, rule) for name in names} - {""})
    people = people_named(session, forms, rule)
    once = in_form(listed, app, rule)
    theirs = whole.filter(theirs_by(forms, people, once))
    found = {*theirs["email_form"].drop_nulls(), *theirs["user_form"].drop_nulls()}
    known = {*forms, *found, *(name for one in once for name in one.names)}
    others = _others(whole, people)
    given = tuple(name for name in names if form(name, rule) not in others)
    return _Asked(
        app, after, given, forms, frozenset(known - others - {""}), people, once, whole, theirs
    )  # fmt: skip


def _others(whole: pl.DataFrame, people: Collection[int]) -> set[str]:
    """Names of accounts that somebody said are another person's: they say nothing of this one."""
    confirmed = (pl.col("match") == str(MatchKind.CONFIRMED)).fill_null(value=False)
    rows = whole.filter(confirmed, ~pl.col("person").is_in(list(people)))
    return {*rows["email_form"].drop_nulls(), *rows["user_form"].drop_nulls()}


def _deciding(session: Session, asked: _Asked) -> list[tuple[Snapshot | None, Feed]]:
    """The newest complete list of each feed that has to say it, that of the last sight first.

    Feeds that ever had an account of theirs; where none did, or all of those are stale, every feed
    with complete lists. A stale one decides nothing.
    """
    now = clock.now()
    query = select(Feed).where(Feed.app_id == asked.app, Feed.subject == Subject.ACCOUNTS)
    fresh = [
        (newest(session, feed.id or 0, complete=True), feed)
        for feed in session.exec(query.order_by(col(Feed.id)))
        if not is_stale(feed, newest(session, feed.id or 0), now)
    ]
    last = asked.theirs.group_by("feed").agg(pl.col("last_seen").max())
    had = {one.feed: asked.after for one in asked.listed} | dict(last.iter_rows())
    having = [each for each in fresh if each[1].id in had]
    having.sort(key=lambda each: had[each[1].id or 0], reverse=True)
    return having or [each for each in fresh if each[0] is not None]


def _off_in(session: Session, asked: _Asked, snapshot: Snapshot | None, feed: Feed) -> Seen | None:
    """What a feed's newest complete list says: that they cannot get in; ``None``: not that."""
    if snapshot is None or snapshot.taken_at <= asked.after:
        return None
    number = feed.id or 0
    rows = asked.theirs.filter(pl.col("feed") == number)
    is_new = rows.is_empty() and not asked.ids(number)
    if is_new and not can_be_told(asked.whole.filter(pl.col("feed") == number)):
        return None
    off = rows.filter(~pl.col("gone"))
    # What only a partial list of later says, the complete one does not prove.
    if len(off.filter(pl.col("status_since") > snapshot.taken_at)):
        return None
    called = known_by({*asked.given, *asked.names}, external_ids=asked.ids(number))
    proof = absence_proof(session, feed, snapshot, called)
    if proof is None:
        return None
    sight = Sight.DEACTIVATED if len(off) else Sight.ABSENT
    never = asked.theirs.is_empty() and not asked.listed
    return replace(_seen(sight, asked, snapshot, feed, off), proof=proof, never=never)


def _seen(
    sight: Sight, asked: _Asked, snapshot: Snapshot, feed: Feed, accounts: pl.DataFrame
) -> Seen:
    shown = accounts.select(pl.coalesce("user_name", "email", "external_id", "key")).to_series()
    return Seen(
        sight, asked.app, feed.name, snapshot.id or 0, snapshot.taken_at, snapshot.rows,
        snapshot.sha256, snapshot.root, tuple(sorted(asked.names)), tuple(sorted(shown.to_list())),
        accepted=_accepted(snapshot),
    )  # fmt: skip


def _accepted(snapshot: Snapshot) -> Accepted | None:
    if not snapshot.held or snapshot.settled_at is None:
        return None
    why = snapshot.settled_reason or ""
    return Accepted(tuple(snapshot.held), snapshot.settled_by or "", snapshot.settled_at, why)
