"""Pages of a long list: which one is asked for, and the way to the others."""

import streamlit as st

SIZE = 100
_KEY = "page"


def asked() -> int:
    """The page that the link or the buttons ask for; the first is 1."""
    said = st.session_state.get(_KEY) or st.query_params.get(_KEY, "1")
    return max(1, int(said)) if str(said).isdecimal() and len(str(said)) < 7 else 1


def start(total: int, size: int = SIZE) -> int:
    """Where the page begins in a list of so many; the last page where there are fewer."""
    return (min(asked(), pages(total, size)) - 1) * size


def pages(total: int, size: int = SIZE) -> int:
    """How many pages there are; at least one."""
    return max(1, -(-total // size))


def draw(total: int, size: int = SIZE) -> None:
    """The buttons, where there is more than one page."""
    if pages(total, size) > 1:
        st.pagination(pages(total, size), key=_KEY, bind="query-params")
