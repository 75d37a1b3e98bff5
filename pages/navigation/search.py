"""Search anywhere: a button on every page, a dialog with what was typed or looked at lately."""

import streamlit as st

from core.search import service as search
from core.search.values import Place
from pages.navigation.keys import keys_dialog
from pages.navigation.places import PLACES
from pages.navigation.results import lately, results
from pages.ui import addresses
from pages.ui.errors import shown
from pages.ui.page_context import authenticate, database, reading
from pages.ui.table import muted

_TYPED = "search-typed"
_WHAT = "App, person, case, decision or page"


# A fragment: the page behind it is not drawn anew for a dialog over it.
@st.fragment
def box() -> None:
    """The button that opens the search, and one for the list of keyboard shortcuts, which shows
    when the tab key comes to it and is what the ``?`` key presses."""
    with st.container(key="search-box", width="content"):
        if st.button("Search", icon=":material/search:", key="search-open"):
            st.session_state[_TYPED] = ""  # not what was sought before
            _dialog()
    with st.container(key="keys-box", width="content"):
        if st.button("Keyboard shortcuts", key="keys-open"):
            keys_dialog()


@st.dialog("Search", width="medium")
def _dialog() -> None:
    typed = st.text_input(
        _WHAT,
        key=_TYPED,
        type="search",
        live="150ms",
        label_visibility="collapsed",
        placeholder=_WHAT,
        autocomplete="off",
    )
    with shown():
        _answer((typed or "").strip())


def _answer(typed: str) -> None:
    who = authenticate()
    with database().read() as session:
        if typed:
            places = [
                Place(addresses.path(place.file), place.title, place.answers)
                for place in PLACES
                if place.is_for(who) and place.file != addresses.MISSING
            ]
            found = search.search(session, who, reading(), typed, places)
        else:
            found = search.recent(session, who, reading())
    if not found:
        muted(
            f"Nothing is called “{typed[:100]}”. Try fewer letters."
            if typed
            else "Type a few letters; typing errors are forgiven."
        )
    elif typed:
        results(found, answer_to=typed)
    else:
        lately(found)
