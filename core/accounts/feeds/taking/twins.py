"""A delivery that came before, in bytes or rows: the same, an old one, or of another moment."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from core.accounts.feeds.moment import day_in, named_for
from core.accounts.feeds.registry import note_again
from core.accounts.feeds.rows import newest
from core.accounts.feeds.taking.how import ASKED, How
from core.accounts.feeds.taking.same_rows import same_rows
from core.accounts.formats.delivery import Delivery
from core.accounts.kinds import FeedKind, SnapshotState, Subject
from core.accounts.list_views import ImportResult
from core.accounts.models import Feed, Snapshot
from core.actor import SYSTEM
from core.stack import service as stack


def twin_of(
    session: Session,
    feed: Feed,
    delivery: Delivery,
    how: How,
    moment: datetime,
    *,
    complete: bool,
) -> Snapshot | None:
    """The feed's newest delivery, where this one has the same bytes and says nothing beyond.

    What a system was asked again is a new answer, even if it says the same. A file is not: that it
    is delivered again does not make it newer, unless somebody says of which moment it is.
    """
    if feed.kind in ASKED:
        return None
    query = (
        select(Snapshot)
        .where(Snapshot.feed_id == feed.id)
        .where(col(Snapshot.state).in_([SnapshotState.CONCLUDED, SnapshotState.HELD]))
        .order_by(col(Snapshot.taken_at).desc(), col(Snapshot.id).desc())
        .limit(1)
    )
    older = (
        select(Snapshot)
        .where(Snapshot.feed_id == feed.id, Snapshot.sha256 == delivery.sha256)
        .where(Snapshot.state == SnapshotState.OLDER, Snapshot.taken_at == moment)
    )
    twin = session.exec(query).first()
    if twin is None or twin.sha256 != delivery.sha256:
        return session.exec(older.limit(1)).first()
    if complete and not twin.complete:
        return None
    return None if moment != twin.taken_at and is_dated(session, how) else twin


def is_dated(session: Session, how: How) -> bool:
    """Whether somebody said of which moment a file is. When a folder's file was written says it
    only if its name has that day, too: a copy of an old one is written at any time."""
    if how.as_of is None or how.kind is not FeedKind.INBOX:
        return how.as_of is not None
    zone = ZoneInfo(stack.organisation(session, SYSTEM).time_zone)
    return day_in(how.file) in {how.as_of.astimezone(each).date() for each in (zone, UTC)}


def seen_before(
    session: Session, feed: Feed, delivery: Delivery, how: How, *, complete: bool
) -> tuple[str, ...]:
    """Why a file is held whose bytes were delivered before, or all its accounts just so: it may be
    as old as it was then. A list that has not changed since the newest is no old one."""
    if feed.kind in ASKED or how.kind in ASKED or is_dated(session, how):
        return ()
    last = newest(session, feed.id or 0)
    if how.kind is FeedKind.FILE and last is not None and last.sha256 == delivery.sha256:
        return ()  # the newest again, and whole this time
    same = col(Feed.app_id) == feed.app_id if feed.app_id else col(Feed.id) == feed.id
    query = (
        select(Snapshot, Feed)
        .join(Feed, col(Feed.id) == col(Snapshot.feed_id))
        .where(Snapshot.sha256 == delivery.sha256, same)
        .order_by(col(Snapshot.id).desc())
        .limit(1)
    )
    found = session.exec(query).first()
    if found is not None:
        return (_old("The same file was delivered before", feed, *found),)
    if not complete or delivery.subject is not Subject.ACCOUNTS:
        return ()
    found = same_rows(session, feed, delivery.frame)
    if found is None:
        return ()
    return (_old("A file with the same rows was delivered before", feed, *found),)


def _old(what: str, feed: Feed, before: Snapshot, of: Feed) -> str:
    where = "" if of.id == feed.id else f" as {of.name}"
    return f"{what}{where}, {before.received_at:%Y-%m-%d %H:%M} UTC: it may be an old one."


def again(
    session: Session, feed: Feed, twin: Snapshot, delivery: Delivery, how: How, moment: datetime
) -> ImportResult:
    """What a second delivery of ``twin`` did: nothing. Of a watched folder the feed says so, for
    nobody looks on as it grows stale."""
    note = (
        f"This file was delivered already ({twin.received_at:%Y-%m-%d %H:%M} UTC): no change. "
        "If it was exported again since, say when."
    )
    if how.kind is FeedKind.INBOX and moment > twin.taken_at:
        note = _came_again(how.file or "", twin, moment)
        if not how.trial and twin.state is SnapshotState.CONCLUDED:
            note_again(session, feed.id or 0, note, moment)
    plain = ImportResult(
        feed.name, twin.id, twin.format, len(delivery.frame), 0, 0, 0, tuple(twin.held),
        app=feed.app_id, same_as=twin.id,
    )  # fmt: skip
    return replace(plain, notes=(note, *delivery.notes))


def _came_again(file: str, twin: Snapshot, moment: datetime) -> str:
    dated = named_for(file, moment)
    return (
        f"{file} came again unchanged ({moment:%Y-%m-%d %H:%M} UTC). A copy of an old file looks "
        f"the same, so the list stays of {twin.taken_at:%Y-%m-%d %H:%M} UTC. If the app exports it "
        f"again, have it write the day into the name ({dated}), or import it with --as-of."
    )
