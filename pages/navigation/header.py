"""The head of every page: where it is, its name, what it answers, and room for its actions."""

from collections.abc import Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.navigation.places import place
from pages.ui.markdown import md
from pages.ui.table import Link, breadcrumb, muted


def header(
    file: str,
    *,
    title: str | None = None,
    answers: str | None = None,
    above: Sequence[Link] = (),
) -> DeltaGenerator:
    """Draw the head of the page at ``file`` (one of :mod:`pages.ui.addresses`).

    ``title`` and ``answers`` take the place of the page's own where it shows one thing, such as a
    case; ``above`` then leads back up, and nothing is said of pages in general. Returns the room
    at the right of the title: the page puts its actions there, at most one of them primary.
    """
    here = place(file)
    if above:
        breadcrumb(above, title or here.title)
    with st.container(key="page-head", horizontal=True, vertical_alignment="center"):
        st.title(md(title or here.title), anchor=False)
        actions = st.container(
            key="page-actions", horizontal=True, horizontal_alignment="right", width="content"
        )
    said = answers if answers is not None else "" if above else here.answers
    if said:
        muted(said)
    return actions
