"""Say on the next run of the page what was done, or why it was not.

Streamlit's toast has no accessible name, and what a callback draws stands above the page's title.
"""

from collections.abc import Callable
from typing import Any

import streamlit as st

from core.errors import OfframpError
from pages.ui.errors import show
from pages.ui.page_context import database

_KEY = "notice"


def say(message: str | OfframpError) -> None:
    """Keep a sentence, or what went wrong, for the next run."""
    st.session_state[_KEY] = message


def show_notice() -> None:
    """Show what was kept, if anything, and forget it.

    In a place that is there without a notice too: Streamlit knows panels and tabs by how many
    elements come before them, and one more would close those that are open, with what is in them.
    """
    message = st.session_state.pop(_KEY, None)
    with st.container():
        if isinstance(message, OfframpError):
            show(message)
        elif message:
            st.success(message)


def attempt(
    work: Callable[[Any], object], done: str, *, then: Callable[[], None] = lambda: None
) -> None:
    """Do ``work`` with a session that commits, and say so on the next run, or show why not.

    ``then`` comes before the page is drawn anew.
    """
    try:
        with database().write() as session:
            work(session)
    except OfframpError as error:
        show(error)
    else:
        say(done)
        then()
        st.rerun()
