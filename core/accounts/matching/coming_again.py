"""Which apps' lists come again without being asked for: nobody has to look what they will show."""

from sqlmodel import Session, col, or_, select

from core.accounts.kinds import FeedKind, Subject
from core.accounts.models import Feed
from core.actor import Actor
from core.rights import Action, require


def apps_read_again(session: Session, actor: Actor) -> frozenset[str]:
    """Apps with a feed of accounts that has a schedule, or that is read over SCIM."""
    require(actor, Action.INVENTORY_READ)
    query = select(Feed.app_id).where(
        col(Feed.subject) == Subject.ACCOUNTS,
        or_(col(Feed.every_hours).is_not(None), col(Feed.kind) == FeedKind.SCIM),
    )
    return frozenset(app for app in session.exec(query) if app)
