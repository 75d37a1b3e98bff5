"""A held snapshot: a person says that it is right, and it is concluded; or wrong, and it is not."""

from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session, select

from core import clock
from core.accounts.feeds.rows import feed_row, outdating, snapshot_row, snapshot_view
from core.accounts.kinds import SnapshotState
from core.accounts.list_views import SnapshotView
from core.accounts.models import Feed, Snapshot
from core.actor import Actor
from core.audit import service as audit
from core.errors import Conflict, Invalid
from core.rights import Action, require

Conclude = Callable[[Session, Snapshot, Feed, datetime], None]


def settle(
    session: Session,
    actor: Actor,
    snapshot_id: int,
    *,
    accept: bool,
    reason: str,
    conclude: Conclude,
) -> SnapshotView:
    """Say of a held snapshot that it is right (``accept``) or wrong, and why.

    Raises :class:`Conflict` where it was settled meanwhile, or a newer list was concluded;
    :class:`Invalid` where one is accepted without a reason: what follows from it rests on that.
    """
    require(actor, Action.INVENTORY_DECIDE)
    feed = feed_row(session, snapshot_row(session, snapshot_id).feed_id)
    session.exec(select(Feed.id).where(Feed.id == feed.id).with_for_update()).one()
    row = snapshot_row(session, snapshot_id)
    session.refresh(row)
    if row.state is not SnapshotState.HELD:
        raise Conflict(f"Snapshot {snapshot_id} is {row.state}: nothing waits to be decided.")
    last = outdating(session, feed, row.taken_at)
    if accept and last is not None:
        raise Conflict(
            f"{feed.name} has a newer list, of {last.taken_at:%Y-%m-%d %H:%M} UTC.",
            hint="Discard this one.",
        )
    if accept and not reason.strip():
        raise Invalid(
            "Why is it right?", field="reason", hint="What this list proves names your reason."
        )
    now = clock.now()
    row.settled_at, row.settled_by = now, actor.name
    row.settled_reason = reason.strip() or None
    row.state = SnapshotState.CONCLUDED if accept else SnapshotState.DISCARDED
    session.add(row)
    session.flush()
    if accept:
        conclude(session, row, feed, now)
    after: dict[str, object] = {
        "accepted": accept,
        "reason": row.settled_reason,
        "held": list(row.held),
        "feed": feed.name,
        "app": feed.app_id,
        "sha256": row.sha256,
        "rows": row.rows,
        "complete": row.complete,
        "taken": row.taken_at.isoformat(),
    }
    if row.root:
        after |= {"root": row.root, "leaves": row.leaves}
    action = "snapshot.conclude" if accept else "snapshot.discard"
    audit.record(session, actor, action, f"snapshot:{row.id}", after=after, at=now)
    return snapshot_view(row, feed)
