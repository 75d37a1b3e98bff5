"""What rooms above tell the accounts room, and what they are told by it; wired in ``core/app``."""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import TYPE_CHECKING

from sqlmodel import Session, select

from core.accounts.kinds import Subject
from core.accounts.list_views import SnapshotView
from core.accounts.models import Feed
from core.actor import Actor

if TYPE_CHECKING:  # a start does not wait for the column engine
    import polars as pl

SeesCases = Callable[[Session, Actor, Collection[int]], frozenset[int]]
Removals = Callable[[Session], "pl.DataFrame"]
Listener = Callable[[Session, SnapshotView, datetime], None]
Matched = Callable[[Session, Collection[str], datetime], None]

_removals: list[Removals] = []
_listeners: list[Listener] = []
_matched: list[Matched] = []
_sees: list[SeesCases] = []


def removals_from(provider: Removals) -> None:
    """Say who knows what cases remove (``frames.REMOVALS``)."""
    if provider not in _removals:
        _removals.append(provider)


def removals(session: Session) -> "pl.DataFrame":
    """What cases remove or removed."""
    import polars as pl

    from core.accounts.frames import REMOVALS, empty

    found = [provider(session) for provider in _removals]
    return pl.concat(found) if found else empty(REMOVALS)


def cases_are_seen_by(answer: SeesCases) -> None:
    """Say who knows which of some cases somebody may see."""
    if answer not in _sees:
        _sees.append(answer)


def cases_seen(session: Session, actor: Actor, cases: Collection[int]) -> frozenset[int]:
    """Those of the cases that the actor may see; where nobody can tell, none."""
    return frozenset(case for answer in _sees for case in answer(session, actor, cases))


def on_concluded(listener: Listener) -> None:
    """Have it called in the transaction in which a snapshot is concluded."""
    if listener not in _listeners:
        _listeners.append(listener)


def concluded(session: Session, snapshot: SnapshotView, now: datetime) -> None:
    """Tell everybody who asked."""
    for listener in _listeners:
        listener(session, snapshot, now)


def on_matched(listener: Matched) -> None:
    """Have it called in the transaction in which someone says whose accounts of these apps are, by
    which name a person is known in them, or which names mean the same."""
    if listener not in _matched:
        _matched.append(listener)


def matched(session: Session, apps: Collection[str], now: datetime) -> None:
    """Tell everybody who asked that accounts may belong to someone they did not belong to."""
    for listener in _matched if apps else ():
        listener(session, apps, now)


def matched_everywhere(session: Session, now: datetime) -> None:
    """The same of every app with a list: of names of people, and of what counts as the same."""
    query = select(Feed.app_id).where(Feed.subject == Subject.ACCOUNTS).distinct()
    matched(session, sorted(app for app in session.exec(query) if app), now)
