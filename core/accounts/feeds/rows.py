"""Rows of feeds and snapshots as values, and what follows from their dates: a feed's health."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlmodel import Session, col, func, select

from core.accounts.kinds import SnapshotState, Subject
from core.accounts.list_views import FeedHealth, FeedView, SnapshotView
from core.accounts.models import Feed, FeedTrouble, Snapshot
from core.catalog.values import App
from core.errors import NotFound

AGAIN = "again: "
"""Before what is kept of a feed's trouble that is none: its list came again as it was."""


def came_again(trouble: FeedTrouble) -> bool:
    """Whether it is no failure, but the same list again."""
    return trouble.what.startswith(AGAIN)


def feed_row(session: Session, feed: int) -> Feed:
    """A feed; raises :class:`NotFound`."""
    found = session.get(Feed, feed)
    if found is None:
        raise NotFound(f"There is no feed {feed}.", field="feed")
    return found


def snapshot_row(session: Session, snapshot: int) -> Snapshot:
    """A snapshot; raises :class:`NotFound`."""
    found = session.get(Snapshot, snapshot)
    if found is None:
        raise NotFound(f"There is no snapshot {snapshot}.", field="snapshot")
    return found


def snapshot_view(row: Snapshot, feed: Feed) -> SnapshotView:
    """A snapshot as it is told."""
    return SnapshotView(
        row.id or 0, row.feed_id, feed.name, feed.app_id, row.state, row.complete, row.taken_at,
        row.received_at, row.by, row.file, row.format, row.rows, row.new, row.changed, row.gone,
        row.sha256, tuple(row.held), row.settled_at, row.settled_by, row.settled_reason,
    )  # fmt: skip


def newest(session: Session, feed: int, *, complete: bool = False) -> Snapshot | None:
    """The newest concluded snapshot of a feed; ``complete``: of those that are whole."""
    query = select(Snapshot).where(
        Snapshot.feed_id == feed, Snapshot.state == SnapshotState.CONCLUDED
    )
    if complete:
        query = query.where(col(Snapshot.complete).is_(True))
    order = col(Snapshot.taken_at).desc(), col(Snapshot.id).desc()
    return session.exec(query.order_by(*order).limit(1)).first()


def outdating(session: Session, feed: Feed, moment: datetime) -> Snapshot | None:
    """The concluded snapshot after which nothing follows from one of an earlier ``moment``.

    Of accounts only a complete one: a partial list says nothing of those it lacks, and what it says
    of the others stays. Of people any: what each list said of them is not kept apart.
    """
    last = newest(session, feed.id or 0, complete=feed.subject is Subject.ACCOUNTS)
    return last if last is not None and last.taken_at > moment else None


def feed_views(session: Session, feeds: Sequence[Feed], now: datetime) -> list[FeedView]:
    """Feeds with their newest snapshots and health, by app and name."""
    last = newest_of_all(session, complete=False)
    whole = newest_of_all(session, complete=True)
    held = _held(session)
    troubles = {each.feed_id: each for each in session.exec(select(FeedTrouble))}
    apps = {feed.app_id for feed in feeds if feed.app_id}
    names = dict(session.exec(select(App.id, App.name).where(col(App.id).in_(apps))).all())
    found = []
    for feed in feeds:
        key = feed.id or 0
        view = _view(feed, last.get(key), whole.get(key), held.get(key), troubles.get(key), now)
        found.append(_named(view, names))
    return sorted(found, key=lambda one: ((one.app_name or "").casefold(), one.name.casefold()))


def stale_at(feed: Feed, snapshot: Snapshot | SnapshotView | None) -> datetime | None:
    """From when on nothing is concluded from a snapshot of this feed."""
    return good_until(feed, snapshot.taken_at) if snapshot else None


def good_until(feed: Feed, taken_at: datetime) -> datetime:
    """From when on a list of this feed that was taken at that moment is stale."""
    return taken_at + timedelta(hours=feed.stale_after_hours)


def is_stale(feed: Feed, snapshot: Snapshot | None, now: datetime) -> bool:
    """Whether a feed's newest snapshot is too old, or there is none."""
    at = stale_at(feed, snapshot)
    return at is None or at <= now


def _view(
    feed: Feed,
    last: Snapshot | None,
    whole: Snapshot | None,
    held: Snapshot | None,
    trouble: FeedTrouble | None,
    now: datetime,
) -> FeedView:
    due = None
    if feed.every_hours:
        begin = last.taken_at if last else feed.created_at
        due = begin + timedelta(hours=feed.every_hours)
    stale = stale_at(feed, last)
    newer = whole if feed.subject is Subject.ACCOUNTS else last
    again = trouble if trouble and came_again(trouble) else None
    trouble = None if again else trouble
    if trouble:
        health = FeedHealth.FAILING
    elif held:
        health = FeedHealth.HELD
    elif last is None:
        health = FeedHealth.EMPTY
    elif stale and stale <= now:
        health = FeedHealth.STALE
    else:
        health = FeedHealth.OVERDUE if due and due < now else FeedHealth.FRESH
    return FeedView(
        id=feed.id or 0,
        name=feed.name,
        subject=feed.subject,
        kind=feed.kind,
        app=feed.app_id,
        app_name=None,
        source=feed.source,
        every_hours=feed.every_hours,
        stale_after_hours=feed.stale_after_hours,
        health=health,
        last=snapshot_view(last, feed) if last else None,
        last_complete=snapshot_view(whole, feed) if whole else None,
        held=snapshot_view(held, feed) if held else None,
        held_after=snapshot_view(newer, feed)
        if held and newer and newer.taken_at > held.taken_at
        else None,
        next_due=due,
        stale_at=stale,
        failing_since=trouble.since if trouble else None,
        trouble=trouble.what if trouble else None,
        again=again.what.removeprefix(AGAIN) if again else None,
        suspicious=tuple(last.suspicious) if last else (),
        standing=last.listed if last else 0,
        version=feed.version,
    )


def _named(view: FeedView, names: Mapping[str, str]) -> FeedView:
    if view.subject is Subject.PEOPLE or not view.app:
        return view
    return replace(view, app_name=names.get(view.app, view.app))


def newest_of_all(session: Session, *, complete: bool) -> dict[int, Snapshot]:
    """Feed → its newest concluded snapshot; ``complete``: of those that are whole."""
    order = func.row_number().over(
        partition_by=col(Snapshot.feed_id),
        order_by=[col(Snapshot.taken_at).desc(), col(Snapshot.id).desc()],
    )
    ranked = select(Snapshot.id, order.label("place")).where(
        Snapshot.state == SnapshotState.CONCLUDED
    )
    if complete:
        ranked = ranked.where(col(Snapshot.complete).is_(True))
    inner = ranked.subquery()
    query = select(Snapshot).join(inner, inner.c.id == col(Snapshot.id)).where(inner.c.place == 1)
    return _by_feed(session.exec(query))


def _held(session: Session) -> dict[int, Snapshot]:
    query = select(Snapshot).where(Snapshot.state == SnapshotState.HELD)
    return _by_feed(session.exec(query.order_by(col(Snapshot.id))))


def _by_feed(rows: Iterable[Snapshot]) -> dict[int, Snapshot]:
    return {row.feed_id: row for row in rows}
