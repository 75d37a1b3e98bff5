"""One feed at the side: how it is, what it delivered and when, its name and schedule."""

from collections.abc import Sequence
from datetime import datetime

import streamlit as st

from core.accounts import service as inventory
from core.accounts.values import FeedKind, FeedView, SnapshotState, SnapshotView, Subject
from core.errors import Invalid, OfframpError
from core.rights import Action, may
from pages.accounts.parts import inventory_words, links
from pages.accounts.parts.feeds.reading import Found
from pages.accounts.parts.importing import drawer as importing
from pages.navigation import drawer
from pages.ui import words
from pages.ui.dates import weekday
from pages.ui.exports import download
from pages.ui.notices import attempt, say
from pages.ui.page_context import authenticate, database
from pages.ui.table import (
    Badge,
    Content,
    Link,
    Piece,
    Text,
    Tone,
    line,
    muted,
    plain,
    table,
)

FEED, SNAPSHOT = "feed", "snapshot"
"""In the link: the feed whose drawer is open, or the one that delivered a snapshot."""
MOST = 20
READ = (FeedKind.SCIM, FeedKind.BRIDGE)
"""Kinds of feeds that are asked, by schedule or now."""


def open_asked(found: Found, now: datetime) -> None:
    """The feed that the link names."""
    asked, snapshot = drawer.asked(FEED), drawer.asked(SNAPSHOT)
    if not asked and not snapshot:
        return
    with database().read() as session:
        who = authenticate()
        number = int(asked) if asked.isdecimal() and len(asked) < 16 else 0
        if not asked and snapshot.isdecimal() and len(snapshot) < 16:
            number = inventory.snapshot(session, who, int(snapshot)).feed
        feed = next((one for one in found.feeds if one.id == number), None)
        taken = inventory.snapshots(session, who, number, limit=MOST) if feed else []
    if feed is None:
        st.warning("There is no such feed.")
        return
    drawer.drawer(_called(feed), lambda: _draw(feed, taken, snapshot, now), FEED, SNAPSHOT)


def _called(of: FeedView) -> str:
    if of.subject is Subject.PEOPLE:
        return f"People: {of.name}"
    return f"{of.app_name}: {of.name}" if of.app_name != of.name else of.name


def _draw(of: FeedView, taken: Sequence[SnapshotView], shown: str, now: datetime) -> None:
    _health(of, now)
    who = authenticate()
    is_file = of.kind is FeedKind.FILE
    if is_file and may(who, Action.INVENTORY_DELIVER):
        st.button("Import a new list", type="primary", on_click=_import, args=(of,))
    if of.kind in READ and may(who, Action.INVENTORY_DELIVER):
        st.button("Read it now", type="primary", on_click=_sync, args=(of,))
    st.markdown("**Lists delivered**")
    if taken:
        table(
            ["As of", "List", "Changes"],
            [_row(each, shown, now) for each in taken],
            label="Lists delivered",
            cards=False,
        )
        _files(taken, now)
    else:
        muted("None yet.")
    if may(who, Action.INVENTORY_CONFIGURE):
        _settings(of)


def _sync(of: FeedView) -> None:
    """Ask the source now; what came of it is said on the page."""
    drawer.close(FEED, SNAPSHOT)
    try:
        [found] = inventory.sync(database(), authenticate(), of.name)
    except OfframpError as error:
        say(error)
        return
    if found.problem:
        say(Invalid(f"{of.name} could not be read: {found.problem}"))
    elif found.result:
        say(f"{of.name}: {words.count(found.result.rows, 'row')} read.")


def _import(of: FeedView) -> None:
    drawer.close(FEED, SNAPSHOT)
    importing.ask(of.app or importing.PEOPLE)


def _health(of: FeedView, now: datetime) -> None:
    pieces: list[Piece] = [inventory_words.health(of.health)]
    pieces.append(inventory_words.FEED_KINDS[of.kind])
    pieces.append(inventory_words.every(of.every_hours))
    line(pieces)
    if of.trouble and of.failing_since:
        plain(f"Failing since {weekday(of.failing_since, now)}: {of.trouble}")
    if of.again:
        plain(of.again)
    if of.stale_at:
        lead = "Stale since" if of.stale_at <= now else "Stale from"
        muted(f"{lead} {weekday(of.stale_at, now)}: from then on, absence from it proves nothing.")
    for sentence in of.suspicious:
        st.warning(words.md(sentence))
    if of.subject is Subject.ACCOUNTS and of.app:
        told = words.count(of.standing, "account")
        line([Link(told, links.to("accounts", app=of.app))])


def _row(of: SnapshotView, shown: str, now: datetime) -> list[Content]:
    state = inventory_words.SNAPSHOT_STATES[of.state]
    tone = Tone.WARN if of.state is SnapshotState.HELD else Tone.NEUTRAL
    about = f"{words.count(of.rows, 'row')}, {inventory_words.extent(of)}"
    settled = [[Text(f"{of.settled_by}: {of.settled_reason or 'no reason given'}", muted=True)]]
    return [
        [
            [Text(weekday(of.taken_at, now), strong=str(of.id) == shown)],
            [Text(f"by {of.by}", muted=True)],
        ],
        [
            [about],
            [Badge(state, tone, " ".join(of.held) or None)],
            *(settled if of.settled_by else []),
            [Text(f"SHA-256 {of.sha256[:12]}…", muted=True, help=of.sha256)],
        ],
        [[f"{of.new:,} new"], [f"{of.changed:,} changed"], [f"{of.gone:,} gone"]],
    ]


def _files(taken: Sequence[SnapshotView], now: datetime) -> None:
    """What was delivered, as it was: it has everyone's names."""
    if not may(authenticate(), Action.INVENTORY_DELIVER):
        return
    with st.expander("Download a list as it was delivered"):
        for each in taken:
            download(
                f"{each.file or f'List {each.id}'}, {weekday(each.taken_at, now)}",
                f"/files/snapshot/{each.id}",
            )


def _settings(of: FeedView) -> None:
    """Name and schedule; one that never delivered can be deleted."""
    with st.expander("Name and schedule"):
        with st.form(f"feed-{of.id}-{of.version}", border=False):
            name = st.text_input("Name", of.name, key=f"feed-name-{of.id}-{of.version}")
            left, right = st.columns(2)
            every = left.number_input(
                "Delivers every … hours",
                min_value=1,
                value=of.every_hours,
                placeholder="No schedule",
                key=f"feed-every-{of.id}-{of.version}",
            )
            stale = right.number_input(
                "Stale after … hours",
                min_value=1,
                value=of.stale_after_hours,
                key=f"feed-stale-{of.id}-{of.version}",
                help="From then on nothing is concluded from whom its newest list lacks.",
            )
            pressed = st.form_submit_button("Save")
        if pressed:
            attempt(
                lambda session: inventory.edit_feed(
                    session,
                    authenticate(),
                    of.id,
                    of.version,
                    name=name,
                    every_hours=every,
                    stale_after_hours=stale or of.stale_after_hours,
                ),
                f"{name.strip()} saved.",
            )
        if of.last is None and of.held is None and st.button("Delete this feed", type="tertiary"):
            attempt(
                lambda session: inventory.delete_feed(session, authenticate(), of.id, of.version),
                f"{of.name} deleted.",
                then=lambda _: drawer.close(FEED, SNAPSHOT),
            )
