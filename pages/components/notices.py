"""Say on the next run of the page what was done: Streamlit's toast has no accessible name."""

import streamlit as st

_KEY = "notice"


def say(message: str) -> None:
    """Keep a sentence for the next run: a callback or a rerun stands between."""
    st.session_state[_KEY] = message


def show_notice() -> None:
    """Show the sentence, if there is one, and forget it."""
    if message := st.session_state.pop(_KEY, None):
        st.success(message)
