"""Deliveries of an app's accounts: what each makes of the accounts as they stand."""

from dataclasses import replace
from datetime import datetime

import polars as pl
from sqlmodel import Session, col, select

from core.accounts.feeds import changes, contents
from core.accounts.feeds.absence_proof import tree_of
from core.accounts.feeds.fences import suspicious, too_much_is_lost
from core.accounts.feeds.fold import MOVED, fold, in_use, lost, new_keys
from core.accounts.feeds.moved_keys import hold_said, take_along
from core.accounts.feeds.rows import newest, snapshot_view
from core.accounts.feeds.taking.how import How, Taken
from core.accounts.feeds.taking.refusing import check
from core.accounts.feeds.taking.take import remember, take
from core.accounts.formats.delivery import Delivery
from core.accounts.frames import empty
from core.accounts.kinds import Subject
from core.accounts.list_changes import ListChanges
from core.accounts.list_views import ImportResult
from core.accounts.models import Feed, Snapshot
from core.accounts.settings import settings_here
from core.accounts.told import concluded, removals
from core.actor import Actor
from core.catalog.values import App
from core.errors import Invalid, NotFound
from core.rights import Action, require


def take_accounts(
    session: Session, actor: Actor, app: str, delivery: Delivery, how: How, leavers: pl.Series
) -> ImportResult:
    """Take a list of an app's accounts. ``leavers``: names of people who left, in normal form:
    nobody misses their accounts.

    Raises :class:`Invalid` for another app's export, other columns than last time, or a moment that
    cannot be, and :class:`Refused` for what is wrong in its lines. Nothing is stored then.
    """
    require(actor, Action.INVENTORY_DELIVER)
    entry = session.get(App, app)
    if entry is None:
        raise NotFound(f"There is no app {app!r} in the catalogue.", field="app")
    _check_app(session, delivery, entry)
    name = how.feed or _default_feed(session, app, entry.name)
    check(delivery, name, app)
    seen: list[ListChanges] = []

    def hold(taken: Taken) -> tuple[str, ...]:
        if how.trial:
            seen.append(_changes(session, taken.row, delivery.frame))
        return _why_held(session, taken, leavers)

    result = take(
        session, actor, delivery, how, app=app, name=name, hold=hold,
        conclude=lambda taken: _conclude(session, taken),
        count=lambda taken: _count(session, taken),
    )  # fmt: skip
    return replace(result, changes=seen[0] if seen else None)


def held_accounts(session: Session, snapshot: Snapshot) -> ListChanges:
    """What a list that is held would change."""
    return _changes(session, snapshot, contents.rows(session, snapshot, Subject.ACCOUNTS))


def _changes(session: Session, row: Snapshot, frame: pl.DataFrame) -> ListChanges:
    before = contents.standing(session, row.feed_id) if row.feed_id else None
    return changes.of_accounts(before, frame, row.taken_at, complete=row.complete)


def settle_accounts(session: Session, snapshot: Snapshot, feed: Feed, now: datetime) -> None:
    """Conclude a snapshot that was held."""
    _apply(session, feed, snapshot, contents.rows(session, snapshot, Subject.ACCOUNTS), now)


def _conclude(session: Session, taken: Taken) -> None:
    row, feed = taken.row, taken.feed
    if taken.is_trial:
        _count(session, taken)
        return
    _apply(session, feed, row, taken.delivery.frame, taken.now)


def _count(session: Session, taken: Taken) -> None:
    """What it would change."""
    row = taken.row
    before = contents.standing(session, row.feed_id) if row.feed_id else None
    _standing, counts = fold(
        before, taken.delivery.frame, snapshot=0, taken_at=row.taken_at, complete=row.complete
    )
    row.new, row.changed, row.gone = counts.new, counts.changed, counts.gone


def _apply(session: Session, feed: Feed, row: Snapshot, frame: pl.DataFrame, now: datetime) -> None:
    remember(session, feed, row)
    before = contents.standing(session, row.feed_id)
    standing, counts = fold(
        before, frame, snapshot=row.id or 0, taken_at=row.taken_at, complete=row.complete
    )
    row.new, row.changed, row.gone = counts.new, counts.changed, counts.gone
    row.listed = int(standing.select((~pl.col("gone")).sum()).item())
    if before is not None and row.complete:
        row.suspicious = list(suspicious(before, frame))
    if row.complete:
        tree = tree_of(session, feed, row, frame, settings_here(session).rules)
        row.root, row.leaves = tree.root, tree.count
    contents.store_standing(session, row.feed_id, row.id or 0, standing)
    session.add(row)
    last = newest(session, row.feed_id)
    if last is not None and last.taken_at > row.taken_at:  # a partial one: it knows no better
        last.listed = row.listed
        session.add(last)
    session.flush()
    moved = empty(MOVED) if before is None else new_keys(before, frame)
    said = hold_said(session, feed.app_id or "", moved)
    concluded(session, snapshot_view(row, feed), now)
    take_along(session, said, now)


def _why_held(session: Session, taken: Taken, leavers: pl.Series) -> tuple[str, ...]:
    row = taken.row
    before = contents.standing(session, row.feed_id) if row.feed_id else None
    if before is None or not row.complete:
        return ()
    settings = settings_here(session)
    of_app = pl.col("app") == taken.feed.app_id
    removed = removals(session).filter(of_app, pl.col("ends"))["form"]
    expected = pl.concat([removed, leavers]).implode()
    named = pl.any_horizontal(pl.col("email_form", "user_form").is_in(expected))
    missing = lost(before, taken.delivery.frame).filter(~named.fill_null(value=False))
    off = int(missing["still_listed"].sum())
    why = too_much_is_lost(
        "accounts", len(in_use(before)), len(missing) - off, settings.lost_percent, off=off
    )
    if why is None:
        return ()
    _count(session, taken)
    spared = row.gone - (len(missing) - off)
    if spared > 0:
        more = "1 more is" if spared == 1 else f"{spared:,} more are"
        why += f" {more} no longer listed: not in use before, or of people who left."
    return (why,)


def _check_app(session: Session, delivery: Delivery, app: App) -> None:
    if not delivery.apps or app.id in delivery.apps:
        return
    names = session.exec(select(App.name).where(col(App.id).in_(delivery.apps))).all()
    of = " or ".join(sorted(names)[:3]) or delivery.format_name
    raise Invalid(
        f"This is an export of {of} ({delivery.format_name}), not of {app.name}. "
        "Nothing was stored.",
        field="file",
        hint=f"Import it for {of}, or say which column is what, if it is meant.",
    )


def _default_feed(session: Session, app: str, name: str) -> str:
    """The app's only feed, whatever it is called now; else one with the app's name."""
    query = select(Feed).where(Feed.app_id == app)
    found = session.exec(query).all()
    return found[0].name if len(found) == 1 else name
