"""Feeds: found, made on the first delivery, set up, deleted."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from core import clock
from core.accounts.feeds.rows import AGAIN, came_again, feed_row, feed_views
from core.accounts.kinds import FeedKind, SnapshotState, Subject
from core.accounts.list_views import FeedView
from core.accounts.models import Feed, FeedTrouble, Snapshot, Standing
from core.actor import Actor
from core.audit import service as audit
from core.catalog.values import App
from core.errors import Conflict, Invalid, NotFound
from core.names import checked
from core.rights import Action, require
from core.stack import service as stack
from core.storage.quota import Quota

FEEDS = Quota(2_000, "feeds", "Delete one that delivers nothing now.")
MAX_HOURS = 24 * 366
TABLE = "table"
"""The format of a list whose columns were guessed, or said."""


@dataclass(frozen=True)
class FeedInput:
    """What is set up of a feed. ``source``: the connection or bridge that it is read from."""

    name: str
    subject: Subject
    kind: FeedKind
    app: str | None = None
    source: str | None = None
    every_hours: int | None = None
    stale_after_hours: int = 24 * 35


def feeds(session: Session, actor: Actor, now: datetime | None = None) -> list[FeedView]:
    """Every feed with its health, by app and name."""
    require(actor, Action.INVENTORY_READ)
    return feed_views(session, session.exec(select(Feed)).all(), now or clock.now())


def feed(session: Session, actor: Actor, feed_id: int) -> FeedView:
    """One feed; raises :class:`NotFound`."""
    require(actor, Action.INVENTORY_READ)
    return feed_views(session, [feed_row(session, feed_id)], clock.now())[0]


def listed_outside_stack(session: Session, actor: Actor) -> dict[str, str]:
    """Apps whose accounts are known and that are not in our stack: id → name, by name."""
    require(actor, Action.INVENTORY_READ)
    ours = stack.app_ids(stack.entries(session, actor))
    query = (
        select(App.id, App.name)
        .join(Feed, col(Feed.app_id) == col(App.id))
        .join(Snapshot, col(Snapshot.feed_id) == col(Feed.id))
        .where(Snapshot.state == SnapshotState.CONCLUDED)
        .distinct()
    )
    found = {app: name for app, name in session.exec(query) if app not in ours}
    return dict(sorted(found.items(), key=lambda one: one[1].casefold()))


def find_feed(session: Session, name: str) -> Feed | None:
    """The feed of that name, in whatever case."""
    return session.exec(select(Feed).where(Feed.key == _key(name))).first()


def remembered_mapping(
    session: Session, actor: Actor, subject: Subject, app: str | None, name: str | None
) -> dict[str, str] | None:
    """Which column is what in the deliveries of a feed, where somebody once said it."""
    require(actor, Action.INVENTORY_READ)
    query = select(Feed).where(Feed.subject == subject, col(Feed.app_id) == app)
    if name:
        query = query.where(Feed.key == _key(name))
    found = session.exec(query.limit(2)).all()
    if len(found) != 1 or found[0].format != TABLE or not found[0].mapping:
        return None
    return dict(found[0].mapping)


def make_feed(session: Session, actor: Actor, wanted: FeedInput) -> Feed:
    """A new feed, stored. Raises :class:`Conflict` when the name is taken. The caller writes it
    into the log by :func:`record_new`, after all that it holds."""
    row = new_feed(session, actor, wanted)
    FEEDS.leave_room(session, Feed)
    session.add(row)
    session.flush()
    return row


def record_new(session: Session, actor: Actor, row: Feed) -> None:
    audit.record(session, actor, "feed.create", f"feed:{row.id}", after=_told(row))


def new_feed(session: Session, actor: Actor, wanted: FeedInput) -> Feed:
    """The feed as it would be made, checked and not stored."""
    name = checked(wanted.name, field="feed", what="The feed's name")
    if not name or len(name) > 100:
        raise Invalid("A feed has a name of up to 100 characters.", field="feed")
    if wanted.subject is Subject.ACCOUNTS and session.get(App, wanted.app or "") is None:
        raise NotFound(f"There is no app {wanted.app!r} in the catalogue.", field="app")
    if find_feed(session, name):
        raise Conflict(f"There is a feed {name} already.", field="feed")
    _check_hours(wanted.every_hours, wanted.stale_after_hours)
    return Feed(
        name=name, key=_key(name), subject=wanted.subject, kind=wanted.kind,
        app_id=wanted.app if wanted.subject is Subject.ACCOUNTS else None, source=wanted.source,
        every_hours=wanted.every_hours, stale_after_hours=wanted.stale_after_hours,
        created_at=clock.now(), created_by=actor.name,
    )  # fmt: skip


def create_feed(session: Session, actor: Actor, wanted: FeedInput) -> FeedView:
    """Set up a feed that delivers by itself, or on a schedule."""
    require(actor, Action.INVENTORY_CONFIGURE)
    row = make_feed(session, actor, wanted)
    record_new(session, actor, row)
    return feed_views(session, [row], clock.now())[0]


def edit_feed(
    session: Session,
    actor: Actor,
    feed_id: int,
    version: int,
    *,
    name: str,
    every_hours: int | None,
    stale_after_hours: int,
) -> FeedView:
    """Another name or schedule. Raises :class:`Conflict` when somebody changed it meanwhile."""
    require(actor, Action.INVENTORY_CONFIGURE)
    row = _held(session, feed_id, version)
    before = _told(row)
    name = checked(name, field="feed", what="The feed's name")
    other = find_feed(session, name)
    if not name or (other and other.id != row.id):
        raise Conflict(f"There is a feed {name} already.", field="feed")
    _check_hours(every_hours, stale_after_hours)
    row.name, row.key = name, _key(name)
    row.every_hours, row.stale_after_hours = every_hours, stale_after_hours
    row.version += 1
    session.add(row)
    audit.record(session, actor, "feed.edit", f"feed:{row.id}", before=before, after=_told(row))
    session.flush()
    return feed_views(session, [row], clock.now())[0]


def forget_columns(session: Session, actor: Actor, feed_id: int) -> None:
    """The next delivery may have other columns, and its columns are mapped anew."""
    require(actor, Action.INVENTORY_DELIVER)
    row = feed_row(session, feed_id)
    before = {"columns": row.columns, "mapping": row.mapping}
    row.columns = row.mapping = None
    row.version += 1
    session.add(row)
    audit.record(
        session, actor, "feed.columns", f"feed:{row.id}", before=before, after={"columns": None}
    )


def delete_feed(session: Session, actor: Actor, feed_id: int, version: int) -> None:
    """Delete a feed that never concluded anything; one that did stays, for its proofs."""
    require(actor, Action.INVENTORY_CONFIGURE)
    row = _held(session, feed_id, version)
    if session.exec(select(Snapshot.id).where(Snapshot.feed_id == feed_id)).first() is not None:
        raise Invalid(
            f"{row.name} has delivered: its snapshots are evidence and stay.",
            hint="Without deliveries it becomes stale, and nothing is concluded from it.",
        )
    before = _told(row)
    for table in (FeedTrouble, Standing):
        for one in session.exec(select(table).where(col(table.feed_id) == feed_id)).all():
            session.delete(one)
    session.delete(row)
    audit.record(session, actor, "feed.delete", f"feed:{feed_id}", before=before)


def note_trouble(session: Session, feed_id: int, what: str, now: datetime) -> None:
    """A delivery failed: since when, and why."""
    row = session.get(FeedTrouble, feed_id)
    if row is None or came_again(row):
        row = row or FeedTrouble(feed_id=feed_id, since=now, last=now, what=what)
        row.since = now
    row.last, row.what = now, what
    session.add(row)


def note_again(session: Session, feed_id: int, what: str, now: datetime) -> None:
    """A delivery was the same as the one before, and counts as no newer: it failed in nothing."""
    end_trouble(session, feed_id)
    session.flush()
    row = FeedTrouble(feed_id=feed_id, since=now, last=now, what=AGAIN + what)
    session.add(row)


def end_trouble(session: Session, feed_id: int) -> None:
    """A delivery came through."""
    if (row := session.get(FeedTrouble, feed_id)) is not None:
        session.delete(row)


def _held(session: Session, feed_id: int, version: int) -> Feed:
    row = feed_row(session, feed_id)
    if row.version != version:
        raise Conflict("The feed was changed meanwhile.", hint="Nothing was saved. Look again.")
    return row


def _check_hours(every: int | None, stale: int) -> None:
    if every is not None and not 1 <= every <= MAX_HOURS:
        raise Invalid("Delivers every 1 to 8,784 hours.", field="every_hours")
    if not 1 <= stale <= MAX_HOURS * 3:
        raise Invalid("Stale after 1 to 26,352 hours.", field="stale_after_hours")


def _key(name: str) -> str:
    return " ".join(name.split()).casefold()


def _told(row: Feed) -> dict[str, object]:
    return {
        "name": row.name,
        "subject": str(row.subject),
        "kind": str(row.kind),
        "app": row.app_id,
        "source": row.source,
        "every_hours": row.every_hours,
        "stale_after_hours": row.stale_after_hours,
    }
