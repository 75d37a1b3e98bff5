"""Say on the next run of the page what was done, or why it was not.

Streamlit's toast has no accessible name, and what a callback draws stands above the page's title.
"""

import streamlit as st

from core.errors import OfframpError
from pages.components.errors import show

_KEY = "notice"


def say(message: str | OfframpError) -> None:
    """Keep a sentence, or what went wrong, for the next run."""
    st.session_state[_KEY] = message


def show_notice() -> None:
    """Show what was kept, if anything, and forget it."""
    message = st.session_state.pop(_KEY, None)
    if isinstance(message, OfframpError):
        show(message)
    elif message:
        st.success(message)
