"""What the search found, as lists of links that the arrow keys go through."""

from collections.abc import Iterable
from itertools import groupby

import streamlit as st

from core.search.values import Kind, Result
from pages.ui.table import escape

HEADINGS = {
    Kind.APP: "Apps",
    Kind.CASE: "Cases",
    Kind.PERSON: "People",
    Kind.DECISION: "Decisions",
    Kind.SCENARIO: "Cost scenarios",
    Kind.PAGE: "Pages",
}


def results(found: Iterable[Result], answer_to: str) -> None:
    """Draw them, each kind under its heading.

    The script of the keys opens the first at *Enter*, once this answers to what is typed.
    """
    lists = "".join(
        f"<h3>{HEADINGS[kind]}</h3>{_list(some)}"
        for kind, some in groupby(found, lambda one: one.kind)
    )
    _draw(lists, answer_to)


def lately(found: Iterable[Result]) -> None:
    """What was looked at lately, the latest first."""
    _draw(f"<h3>Looked at lately</h3>{_list(found)}", "")


def _draw(lists: str, answer_to: str) -> None:
    st.html(f"<div class='of-found' data-answer-to='{escape(answer_to)}'>{lists}</div>")


def _list(some: Iterable[Result]) -> str:
    rows = (
        f"<li><a href='{escape(one.path)}' target='_self'><strong>{escape(one.title)}</strong>"
        f"<span>{escape(one.context)}</span></a></li>"
        for one in some
    )
    return f"<ul>{''.join(rows)}</ul>"
