"""A form that is emptied once what it holds was taken, and not before.

Streamlit's own ``clear_on_submit`` empties it at every press: also when what was typed was refused,
or when a confirmation is asked for first.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import streamlit as st


@contextmanager
def kept_form(key: str, *, border: bool = True) -> Iterator[Callable[[], None]]:
    """A form, and a function to call after success: on the next run its fields are new ones."""
    turns = f"{key}-turns"
    turn = int(st.session_state.get(turns, 0))

    def empty() -> None:
        st.session_state[turns] = turn + 1

    with st.form(f"{key}-{turn}", border=border):
        yield empty
