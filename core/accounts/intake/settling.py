"""A held list of accounts or people shown and settled: whichever it is, what follows is drawn."""

from datetime import datetime

from sqlmodel import Session

from core.accounts.feeds.accounts import held_accounts, settle_accounts
from core.accounts.feeds.rows import feed_row, snapshot_row
from core.accounts.feeds.settling import settle
from core.accounts.kinds import Subject
from core.accounts.list_changes import ListChanges
from core.accounts.list_views import SnapshotView
from core.accounts.models import Feed, Snapshot
from core.accounts.people.deliveries import held_people, settle_people
from core.actor import Actor
from core.rights import Action, require


def settle_snapshot(
    session: Session, actor: Actor, snapshot_id: int, *, accept: bool, reason: str = ""
) -> SnapshotView:
    """Say of a held snapshot that it is right (``accept``) or wrong, and why.

    Raises :class:`Conflict` where it was settled meanwhile, or a newer list was concluded;
    :class:`Invalid` where one is accepted without a reason.
    """

    def conclude(within: Session, snapshot: Snapshot, of: Feed, now: datetime) -> None:
        conclusion = settle_people if of.subject is Subject.PEOPLE else settle_accounts
        conclusion(within, snapshot, of, now)

    return settle(session, actor, snapshot_id, accept=accept, reason=reason, conclude=conclude)


def snapshot_changes(session: Session, actor: Actor, snapshot_id: int) -> ListChanges:
    """What a held snapshot would change from how it stands now; raises :class:`NotFound`."""
    require(actor, Action.INVENTORY_READ)
    row = snapshot_row(session, snapshot_id)
    feed = feed_row(session, row.feed_id)
    if feed.subject is Subject.PEOPLE:
        return held_people(session, row, feed)
    return held_accounts(session, row)
