"""What waits for a decision: held lists, with what is missing; and feeds that fail."""

from collections.abc import Sequence
from datetime import datetime

import streamlit as st
from sqlmodel import Session

from core.accounts import service as inventory
from core.accounts.values import FeedView, SnapshotView
from core.errors import OfframpError
from core.offboarding import service as offboarding
from core.offboarding.values import ListOutcome
from core.rights import Action, may
from pages.accounts.parts import inventory_words
from pages.accounts.parts.feeds.reading import Found
from pages.accounts.parts.importing import outcomes, preview, rehearsal
from pages.ui import words
from pages.ui.dates import weekday
from pages.ui.errors import show
from pages.ui.notices import write
from pages.ui.page_context import authenticate, database
from pages.ui.table import escape


def draw(found: Found, now: datetime) -> None:
    """Above the table, each where one decides."""
    for feed in found.feeds:
        if feed.held:
            _held(feed, feed.held, now)
        if feed.failing_since:
            _said(
                f"{_about(feed)} fails since {weekday(feed.failing_since, now)}",
                feed.trouble or "",
            )
        if feed.again and feed.needs_somebody:
            _said(f"{_about(feed)} came again unchanged", feed.again)
        for sentence in feed.suspicious:
            _said(f"{_about(feed)} looks different", sentence)


def _about(of: FeedView) -> str:
    return f"{of.app_name}: {of.name}" if of.app_name and of.app_name != of.name else of.name


def _said(lead: str, sentence: str) -> None:
    st.html(
        f"<div class='of-held'><p><strong>▲ {escape(lead)}.</strong> {escape(sentence)}</p></div>"
    )


def _held(feed: FeedView, of: SnapshotView, now: datetime) -> None:
    rows = words.count(of.rows, "row")
    newer = feed.held_after
    follows = (
        f"A newer list, of {weekday(newer.taken_at, now)}, is known: discard this one."
        if newer
        else "Nothing follows from it until someone says that it is right."
    )
    _said(
        f"{_about(feed)}: a list of {weekday(of.taken_at, now)} is held",
        f"{' '.join(of.held)} {rows}, delivered by {of.by}. {follows}",
    )
    if newer is None and st.checkbox("Show what it would change", key=f"held-show-{of.id}"):
        _changes(feed, of)
    if not may(authenticate(), Action.INVENTORY_DECIDE):
        return
    key = f"held-reason-{of.id}"

    def settle(*, accept: bool) -> None:
        reason = str(st.session_state.get(key, ""))
        did = "accepted" if accept else "discarded"
        said = f"{_about(feed)}: the list of {inventory_words.day(of.taken_at, now)} is {did}."

        def work(session: Session) -> Sequence[ListOutcome]:
            who = authenticate()
            inventory.settle_snapshot(session, who, of.id, accept=accept, reason=reason)
            return offboarding.outcomes_of_lists(session, who)

        write(work, lambda found: outcomes.told(said, found))

    with st.container(
        key=f"held-{of.id}", horizontal=True, vertical_alignment="bottom", gap="small"
    ):
        st.text_input(
            "Why it is right, or wrong",
            key=key,
            placeholder="A team was moved to another workspace",
            width=320,
        )
        if newer is None:
            st.button(
                "Accept", key=f"held-accept-{of.id}", on_click=settle, kwargs={"accept": True}
            )
        st.button("Discard", key=f"held-discard-{of.id}", on_click=settle, kwargs={"accept": False})


def _changes(feed: FeedView, of: SnapshotView) -> None:
    with database().read() as session:
        try:
            found = inventory.snapshot_changes(session, authenticate(), of.id)
        except OfframpError as error:  # what was delivered is no longer kept
            show(error)
            return
    preview.follows(_follows(of))
    preview.changes(found, feed.subject)


def _follows(of: SnapshotView) -> Sequence[ListOutcome] | None:
    """What would follow for cases: if it is accepted."""
    who = authenticate()
    if not may(who, Action.INVENTORY_DECIDE):
        return ()
    reason = "To see what follows."
    return rehearsal.follows(
        of.rows,
        lambda session: inventory.settle_snapshot(session, who, of.id, accept=True, reason=reason),
    )
