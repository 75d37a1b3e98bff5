"""Taking a delivery: what every one goes through before anything follows from it.

Refused (raises, or errors by line), the same as one before, older than what is known, held by a
fence, or concluded. All of it in the caller's transaction.
"""

from collections.abc import Callable
from datetime import datetime
from secrets import token_bytes
from zoneinfo import ZoneInfo

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from core import clock
from core.accounts.absence.listing import SECRET
from core.accounts.feeds.contents import standing, store_content
from core.accounts.feeds.fences import check_columns
from core.accounts.feeds.moment import doubts, taken_at
from core.accounts.feeds.registry import (
    FeedInput,
    end_trouble,
    find_feed,
    make_feed,
    new_feed,
    record_new,
)
from core.accounts.feeds.rows import outdating
from core.accounts.feeds.taking.how import ASKED, How, Taken
from core.accounts.feeds.taking.twins import again, is_dated, seen_before, twin_of
from core.accounts.formats.delivery import Delivery
from core.accounts.kinds import SnapshotState, Subject
from core.accounts.list_views import ImportResult
from core.accounts.models import Feed, Snapshot
from core.actor import SYSTEM, Actor
from core.audit import service as audit
from core.errors import Invalid
from core.stack import service as stack
from core.storage.quota import Quota

SNAPSHOTS = Quota(20_000, "snapshots of one feed", "Deliver less often.")


def take(
    session: Session,
    actor: Actor,
    delivery: Delivery,
    how: How,
    *,
    app: str | None,
    name: str,
    conclude: Callable[[Taken], None],
    hold: Callable[[Taken], tuple[str, ...]],
    count: Callable[[Taken], None],
) -> ImportResult:
    """Take a delivery. ``name``: of its feed; ``hold`` says by what it is held; ``count`` fills in
    what it would change; ``conclude`` draws what follows from it, and counts it, too."""
    now = clock.now()
    feed, is_new = _feed(session, actor, delivery, how, app, name)
    if not how.new_columns:
        check_columns(feed.name, feed.columns, delivery.columns)
    complete = _is_complete(delivery, how)
    moment = taken_at(how.as_of, now)
    if twin := twin_of(session, feed, delivery, how, moment, complete=complete):
        return again(session, feed, twin, delivery, how, moment)
    row = Snapshot(
        feed_id=feed.id or 0, state=SnapshotState.CONCLUDED, complete=complete, taken_at=moment,
        received_at=now, by=actor.name, by_id=actor.id, file=how.file, format=delivery.format,
        rows=len(delivery.frame), sha256=delivery.sha256,
        columns=list(delivery.columns), mapping=dict(delivery.mapping),
    )  # fmt: skip
    told = _doubts(session, feed, delivery, how, now)
    taken = Taken(feed, row, delivery, how.trial, now, is_new, told)
    if outdating(session, feed, moment) is not None:
        row.state = SnapshotState.OLDER
    elif why := (
        *_in_doubt(taken, how),
        *seen_before(session, feed, delivery, how, complete=complete),
        *hold(taken),
    ):
        row.state, row.held = SnapshotState.HELD, list(why)
        count(taken)
    if not how.trial:
        SNAPSHOTS.leave_room(session, Snapshot, col(Snapshot.feed_id) == feed.id)
        session.add(row)
        session.flush()
        store_content(session, row.id or 0, delivery, token_bytes(SECRET))
    if row.state is SnapshotState.CONCLUDED:
        conclude(taken)
    if not how.trial:
        record(session, actor, taken)
        end_trouble(session, row.feed_id)
    return result(taken)


def remember(session: Session, feed: Feed, row: Snapshot) -> None:
    """The feed keeps the columns and mapping that were good."""
    if row.columns is None:
        return
    feed.columns, feed.mapping, feed.format = row.columns, row.mapping, row.format
    session.add(feed)


def record(session: Session, actor: Actor, taken: Taken) -> None:
    """Write into the audit log what came, with its digest."""
    row = taken.row
    action = {
        SnapshotState.CONCLUDED: "snapshot.conclude",
        SnapshotState.HELD: "snapshot.hold",
        SnapshotState.OLDER: "snapshot.keep",
    }[row.state]
    session.add(row)
    session.flush()
    after: dict[str, object] = {
        "feed": taken.feed.name,
        "app": taken.feed.app_id,
        "complete": row.complete,
        "taken": row.taken_at.isoformat(),
        "rows": row.rows,
        "sha256": row.sha256,
        "file": row.file,
        "format": row.format,
    }
    if row.root:
        after |= {"root": row.root, "leaves": row.leaves}
    if row.held:
        after["held"] = list(row.held)
    if taken.is_new:
        record_new(session, actor, taken.feed)
    audit.record(session, actor, action, f"snapshot:{row.id}", after=after, at=taken.now)


def result(taken: Taken) -> ImportResult:
    """What the delivery did, as far as its feed knows."""
    row = taken.row
    notes = [*taken.delivery.notes, *row.suspicious]
    if row.state is SnapshotState.OLDER:
        notes.append("It is older than the newest list: it was kept, and nothing follows from it.")
    return ImportResult(
        feed=taken.feed.name,
        snapshot=row.id,
        format=row.format,
        rows=row.rows,
        new=row.new,
        changed=row.changed,
        gone=row.gone,
        held=tuple(row.held),
        app=taken.feed.app_id,
        notes=tuple(notes),
        doubts=taken.doubts,
        is_older=row.state is SnapshotState.OLDER,
    )


def _feed(
    session: Session, actor: Actor, delivery: Delivery, how: How, app: str | None, name: str
) -> tuple[Feed, bool]:
    """The delivery's feed, and whether it is a new one."""
    found, is_new = find_feed(session, how.feed or name), False
    if found is None:
        wanted = FeedInput(how.feed or name, delivery.subject, how.kind, app, how.source)
        if how.trial:
            found, is_new = new_feed(session, actor, wanted), True
        else:
            found, is_new = _made(session, actor, wanted)
    if found.subject is not delivery.subject or found.app_id != app:
        what = found.app_id if found.subject is Subject.ACCOUNTS else "people"
        raise Invalid(
            f"The feed {found.name} is of {what}.", field="feed", hint="Give this one another name."
        )
    if how.trial:
        return found, is_new
    # Two deliveries of one feed come one after the other.
    query = select(Feed).where(Feed.id == found.id).with_for_update()
    return session.exec(query.execution_options(populate_existing=True)).one(), is_new


def _doubts(
    session: Session, feed: Feed, delivery: Delivery, how: How, now: datetime
) -> tuple[str, ...]:
    """Why a file may not be of now, or of when it was written. What a system answers is."""
    if how.kind in ASKED or is_dated(session, how):
        return ()
    zone = ZoneInfo(stack.organisation(session, SYSTEM).time_zone)
    before = standing(session, feed.id) if feed.id and feed.app_id else None
    day = (how.as_of or now).astimezone(zone).date()
    return doubts(how.file, day, before, delivery.frame)


def _in_doubt(taken: Taken, how: How) -> tuple[str, ...]:
    """By which doubts it is held: nobody who delivers it has answered them."""
    if not taken.doubts or how.is_now:
        return ()
    return (f"{' '.join(taken.doubts)} No one said when it was exported.",)


def _made(session: Session, actor: Actor, wanted: FeedInput) -> tuple[Feed, bool]:
    """The new feed, or the one of its name that another first delivery made meanwhile."""
    try:
        with session.begin_nested():
            return make_feed(session, actor, wanted), True
    except IntegrityError:
        if found := find_feed(session, wanted.name):
            return found, False
        raise


def _is_complete(delivery: Delivery, how: How) -> bool:
    if delivery.complete is False:
        if how.complete:
            raise Invalid(
                "The file says itself that it is a part of the list.",
                field="complete",
                hint="Import it as partial, or export all of it.",
            )
        return False
    return how.complete is not False
