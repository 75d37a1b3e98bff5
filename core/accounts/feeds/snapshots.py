"""Snapshots of a feed, and the file behind one."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlmodel import Session, col, select

from core.accounts.feeds.contents import delivered
from core.accounts.feeds.rows import feed_row, snapshot_row, snapshot_view
from core.accounts.list_views import SnapshotView
from core.accounts.models import Feed, Snapshot
from core.actor import Actor
from core.audit import service as audit
from core.rights import Action, require


def snapshots(
    session: Session, actor: Actor, feed_id: int | None = None, *, limit: int = 50
) -> list[SnapshotView]:
    """Snapshots of a feed, or of all, the newest first."""
    require(actor, Action.INVENTORY_READ)
    query = select(Snapshot, Feed).join(Feed, col(Feed.id) == col(Snapshot.feed_id))
    if feed_id is not None:
        query = query.where(Snapshot.feed_id == feed_row(session, feed_id).id)
    newest = query.order_by(col(Snapshot.taken_at).desc(), col(Snapshot.id).desc()).limit(limit)
    return [snapshot_view(row, feed) for row, feed in session.exec(newest)]


def snapshot(session: Session, actor: Actor, snapshot_id: int) -> SnapshotView:
    """One snapshot; raises :class:`NotFound`."""
    require(actor, Action.INVENTORY_READ)
    row = snapshot_row(session, snapshot_id)
    return snapshot_view(row, feed_row(session, row.feed_id))


@dataclass(frozen=True)
class SnapshotFile:
    """What was delivered. ``object``: what the audit log calls it."""

    name: str
    content: bytes
    object: str


def snapshot_file(session: Session, actor: Actor, snapshot_id: int) -> SnapshotFile:
    """The bytes of a snapshot as they came, checked against their digest."""
    require(actor, Action.INVENTORY_DELIVER)
    row = snapshot_row(session, snapshot_id)
    content = delivered(session, row)
    audit.record(
        session, actor, "snapshot.download", f"snapshot:{row.id}", after={"sha256": row.sha256}
    )
    return SnapshotFile(row.file or f"snapshot-{row.id}", content, f"snapshot:{row.id}")


def delivered_by(session: Session, snapshots: Collection[int]) -> frozenset[str]:
    """The ids of who delivered these snapshots, or said of a held one that it is right."""
    query = select(Snapshot.by_id, Snapshot.id).where(col(Snapshot.id).in_(list(snapshots)))
    delivered = {by for by, _id in session.exec(query) if by}
    objects = [f"snapshot:{number}" for number in snapshots]
    settled = {
        entry.actor_id
        for each in objects
        for entry in audit.history(session, each)
        if entry.action == "snapshot.conclude"
    }
    return frozenset(delivered | settled)
