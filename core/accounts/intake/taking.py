"""One delivery of a feed, taken in a transaction of its own; what became of it."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from sqlmodel import Session

from core import clock
from core.accounts.feeds.registry import note_trouble
from core.accounts.feeds.taking.how import How
from core.accounts.formats.delivery import Delivery
from core.accounts.intake.importing import import_accounts
from core.accounts.kinds import Subject
from core.accounts.list_views import ImportResult
from core.accounts.models import Feed
from core.accounts.people.deliveries import import_people
from core.actor import Actor
from core.storage.database import Database

log = logging.getLogger("offramp.accounts")


@dataclass(frozen=True)
class Synced:
    """What came of reading one feed. ``problem``: why it failed."""

    feed: str
    app: str | None
    result: ImportResult | None = None
    problem: str | None = None


Hears = Callable[[Session, ImportResult], None]
"""Told of a delivery in the transaction that took it."""


def silent(_session: Session, _result: ImportResult) -> None:
    """Nobody asks."""


def taken(
    database: Database,
    actor: Actor,
    app: str | None,
    delivery: Delivery,
    how: How,
    hears: Hears = silent,
) -> Synced:
    """Take a list of an app's accounts, or of people. Raises what importing raises."""
    with database.write() as session:
        if delivery.subject is Subject.PEOPLE or app is None:
            result = import_people(session, actor, delivery, how)
        else:
            result = import_accounts(session, actor, app, delivery, how)
        hears(session, result)
    return Synced(result.feed, app, result)


def failed(
    database: Database, name: str, app: str | None, feed: Feed | None, problem: str
) -> Synced:
    """Note that a feed fails, if there is one yet."""
    log.error("the feed %s failed: %s", name, problem)
    if feed is not None:
        with database.write() as session:
            note_trouble(session, feed.id or 0, problem, clock.now())
    return Synced(name, app, problem=problem)
