"""What the viewer looks at is remembered, for the empty search."""

from datetime import UTC, datetime

import streamlit as st

from core.actor import Actor
from core.app.runtime import runtime
from core.search import service as search
from core.search.values import Kind
from pages.navigation.places import Place
from pages.ui import addresses
from pages.ui.page_context import later

_SHOWS = {
    addresses.APP: (Kind.APP, "app"),
    addresses.CASE: (Kind.CASE, "case"),
    addresses.PERSON: (Kind.PERSON, "id"),
    addresses.DECISIONS: (Kind.DECISION, "decision"),
    addresses.CALCULATOR: (Kind.SCENARIO, "scenario"),
}
"""The pages that show one thing: its kind, and the part of the link that says which."""
_LAST = "last-looked-at"


def remember(viewer: Actor, here: Place) -> None:
    """Remember what this page shows, once until another is looked at.

    Beside the page's own transactions, which may hold SQLite's only write lock.
    """
    kind, name = _SHOWS.get(here.file, (None, ""))
    key = st.query_params.get(name, "") if kind else ""
    if kind is None or not key or st.session_state.get(_LAST) == (kind, key):
        return
    st.session_state[_LAST] = (kind, key)
    later(_write, viewer, kind, key, datetime.now(UTC))


def _write(viewer: Actor, kind: Kind, key: str, now: datetime) -> None:
    with runtime().database.write() as session:  # in a thread of its own: no page waits for it
        search.open_now(session, viewer, kind, key, now)
