"""Where a page leads on: from an empty page to what fills it, from a finished one to the next."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import streamlit as st

from pages.ui import addresses
from pages.ui.markdown import md


@dataclass(frozen=True)
class Onward:
    """A page to go on with, and what its button says."""

    label: str
    file: str
    query: Mapping[str, str] = field(default_factory=dict)


def empty(sentence: str, first: Onward, *others: Onward) -> None:
    """A page, or a part of one, that has nothing yet: why, and what fills it."""
    with st.container(key=f"empty-{addresses.path(first.file)}", width=480):
        st.markdown(md(sentence))
        with st.container(horizontal=True, vertical_alignment="center"):
            primary(first)
            for other in others:
                link(other)


def primary(to: Onward) -> None:
    """The page's one primary action, where that is another page."""
    with st.container(key=f"primary-link-{addresses.path(to.file)}", width="content"):
        link(to)


def link(to: Onward) -> None:
    """A way on beside others."""
    st.page_link(to.file, label=md(to.label), query_params=dict(to.query))
