"""Feeds that are read rather than delivered: an app asked by SCIM, a bridge, a watched folder.

A failure is noted with the feed (since when, and why) and stores nothing else.
"""

from datetime import datetime, timedelta
from pathlib import Path

from sqlmodel import Session, select

from core import clock
from core.accounts.feeds.registry import find_feed
from core.accounts.feeds.rows import newest
from core.accounts.feeds.taking.how import How
from core.accounts.formats.reader import read
from core.accounts.intake.inbox import WRITTEN, folders_of, take_folder
from core.accounts.intake.taking import Hears, Synced, failed, silent, taken
from core.accounts.kinds import FeedKind, Subject
from core.accounts.models import Feed
from core.actor import SYSTEM, Actor
from core.errors import Invalid, OfframpError
from core.rights import Action, require
from core.scim import service as scim
from core.storage.database import Database


def sync(
    database: Database,
    actor: Actor,
    name: str | None = None,
    *,
    inbox: Path | None = None,
    hears: Hears = silent,
) -> list[Synced]:
    """Read one feed now, or all that can be read. Takes the database: no transaction is held open
    while an app is asked. ``hears`` is told of each delivery in its own transaction."""
    require(actor, Action.INVENTORY_DELIVER)
    with database.read() as session:
        found = session.exec(select(Feed)).all()
        wanted = find_feed(session, name) if name else None
    folders = folders_of(inbox, name)
    if name and wanted is None and not folders:
        raise Invalid(f"There is no feed {name!r}.", field="feed")
    readable = (FeedKind.SCIM, FeedKind.BRIDGE)
    if wanted and wanted.kind is FeedKind.FILE and not folders:
        raise Invalid(f"{wanted.name} is delivered as a file.", hint="accounts import FILE")
    feeds = ([wanted] if wanted else []) if name else found
    done = [_read(database, actor, feed, hears) for feed in feeds if feed.kind in readable]
    for folder in folders:
        done += take_folder(database, actor, folder, hears=hears)
    return done


def sync_due(database: Database, now: datetime, inbox: Path | None) -> list[Synced]:
    """Read what is due by its schedule, and every watched folder."""
    with database.read() as session:
        due = [feed for feed in session.exec(select(Feed)) if _is_due(session, feed, now)]
    done = [_read(database, SYSTEM, feed) for feed in due]
    for folder in folders_of(inbox):
        done += take_folder(database, SYSTEM, folder, waits=WRITTEN)
    return done


def _is_due(session: Session, feed: Feed, now: datetime) -> bool:
    if feed.kind not in (FeedKind.SCIM, FeedKind.BRIDGE) or not feed.every_hours:
        return False
    last = newest(session, feed.id or 0)
    return last is None or last.taken_at + timedelta(hours=feed.every_hours) <= now


def _read(database: Database, actor: Actor, feed: Feed, hears: Hears = silent) -> Synced:
    """Ask the feed's source, and take its answer."""
    started = clock.now()
    try:
        if feed.kind is FeedKind.SCIM:
            data = scim.users_of_app(database, actor, int(feed.source or 0))
        else:
            with database.read() as session:
                data = scim.users_of_bridge(session, actor, feed.source or "")
        delivery = read(data, f"{feed.name}.json", feed.subject)
        # What an IdP keeps in a bridge is not what the app has: nothing is absent because of it.
        of_idp = feed.kind is FeedKind.BRIDGE and feed.subject is Subject.ACCOUNTS
        complete = False if of_idp or delivery.complete is False else None
        # Of the moment before it was asked: what changed meanwhile may be in it or not.
        how = How(feed.name, complete, started, None, feed.kind, feed.source)
        return taken(database, actor, feed.app_id, delivery, how, hears)
    except OfframpError as problem:
        return failed(database, feed.name, feed.app_id, feed, str(problem))
