"""One thing in one transaction: done and said on the next run, or the reason shown here."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from core.errors import OfframpError
from pages.ui.errors import show
from pages.ui.notices import say
from pages.ui.page_context import database


def attempt(
    work: Callable[[Any], object], done: str, *, then: Callable[[], None] = lambda: None
) -> None:
    """Do ``work`` with a session that commits; ``then`` comes before the page is drawn anew."""
    try:
        with database().write() as session:
            work(session)
    except OfframpError as error:
        show(error)
    else:
        say(done)
        then()
        st.rerun()
