"""What a row of a list opens at the side; the link names it, so that others can lead there.

A row's name is a link such as ``users?account=ada``; what is read and done for it is in the drawer.
"""

from collections.abc import Callable
from functools import partial

import streamlit as st

from pages.ui.markdown import md


def asked(name: str) -> str:
    """What the link opens; empty: nothing."""
    return st.query_params.get(name, "")


def close(*names: str) -> None:
    """Close what is open; on the next run it is gone."""
    for name in names:
        st.query_params.pop(name, None)


def drawer(title: str, draw: Callable[[], None], *names: str) -> None:
    """Open a drawer over the page. Closing it takes ``names`` out of the link."""
    opened = st.dialog(md(title), position="right", on_dismiss=partial(close, *names))
    opened(draw)()
