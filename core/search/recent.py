"""What an account looked at lately: kept for itself alone, and filtered by what it may see now."""

from collections import defaultdict
from contextlib import suppress
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from core.actor import Actor
from core.catalog.values import Reading
from core.rights import Action, may, require
from core.search.models import RecentlyOpened
from core.search.sources import SOURCES, Asking
from core.search.values import Kind, Result

SHOWN = 6
KEPT = 24
"""More than are shown: some may be gone, or not for the account any more."""

_LONGEST_KEY = 100


def open_now(session: Session, actor: Actor, kind: Kind, key: str, now: datetime) -> None:
    """Remember that the account looks at this now. Pages are not remembered: they are in the menu.

    Nothing is looked up: what does not exist, or is not for the account, is left out when read.
    """
    require(actor, Action.ACCOUNT_SELF)
    if kind not in SOURCES or len(key) > _LONGEST_KEY:
        return
    table = RecentlyOpened
    again = update(table).where(
        col(table.account_id) == actor.id, col(table.kind) == kind, col(table.key) == key
    )
    if not session.connection().execute(again.values(at=now)).rowcount:
        with suppress(IntegrityError), session.begin_nested():  # another tab was quicker
            session.add(table(account_id=actor.id, kind=kind, key=key, at=now))
    for beyond in session.exec(_of(actor).offset(KEPT)).all():
        session.delete(beyond)
    session.flush()


def recent(session: Session, actor: Actor, reading: Reading, most: int = SHOWN) -> list[Result]:
    """What the account looked at last, the latest first, of what it may see."""
    require(actor, Action.ACCOUNT_SELF)
    rows = session.exec(_of(actor)).all()
    asking = Asking(session, actor, reading)
    keys: dict[Kind, list[str]] = defaultdict(list)
    for row in rows:
        keys[row.kind].append(row.key)
    found = {
        (kind, key): result
        for kind, wanted in keys.items()
        if may(actor, SOURCES[kind].needs)
        for key, result in SOURCES[kind].results(asking, wanted).items()
    }
    each = (found.get((row.kind, row.key)) for row in rows)
    return [result for result in each if result is not None][:most]


def order_of(session: Session, actor: Actor) -> dict[tuple[Kind, str], int]:
    """What the account looked at → its place: 0 for the last, 1 for the one before."""
    rows = session.exec(_of(actor)).all()
    return {(row.kind, row.key): place for place, row in enumerate(rows)}


def _of(actor: Actor) -> SelectOfScalar[RecentlyOpened]:
    mine = select(RecentlyOpened).where(col(RecentlyOpened.account_id) == actor.id)
    return mine.order_by(
        col(RecentlyOpened.at).desc(), col(RecentlyOpened.kind), col(RecentlyOpened.key)
    )
