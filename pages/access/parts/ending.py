"""What is ended one by one, such as sessions: a row each, with its button.

Things may look alike: each has a short ID, the same in its row, on its button and in what is said
afterwards.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import streamlit as st
from sqlmodel import Session

from pages.ui.markdown import md
from pages.ui.notices import show_notice, write
from pages.ui.table import escape

T = TypeVar("T")
LENGTH = 6


@dataclass(frozen=True)
class Row:
    """One of them. ``key``: what the service knows it by."""

    key: str
    name: str
    facts: Sequence[str]


def short_ids(keys: Iterable[str]) -> dict[str, str]:
    """Key → its beginning; the whole key where two begin alike.

    Not a number of the row: that would change while others come and go.
    """
    known = list(keys)
    begin = [key[:LENGTH] for key in known]
    return {key: key if begin.count(key[:LENGTH]) > 1 else key[:LENGTH] for key in known}


def rows(
    place: str,
    found: Sequence[Row],
    work: Callable[[Session, str], T],
    more: Callable[[T], str] = lambda _: "",
) -> None:
    """Draw them; what became of one is said above them. ``more``: what ended with it."""
    show_notice(place)
    ids = short_ids(row.key for row in found)
    for row in found:
        with st.container(
            key=f"ending-{place}-{row.key}", horizontal=True, vertical_alignment="center"
        ):
            facts = " · ".join([*row.facts, f"ID {ids[row.key]}"])
            st.html(
                f"<div><strong class='of-strong'>{escape(row.name)}</strong>"
                f"<div class='of-muted'>{escape(facts)}</div></div>"
            )
            st.button(
                md(f"End {ids[row.key]}"),
                key=f"end-{place}-{row.key}",
                on_click=partial(_end, place, row, ids[row.key], work, more),
            )


def _end(
    place: str,
    row: Row,
    id: str,
    work: Callable[[Session, str], T],
    more: Callable[[T], str],
) -> None:
    write(
        lambda session: work(session, row.key),
        lambda result: f"Ended{more(result)}: {id} · {row.name}, {row.facts[0]}.",
        place=place,
    )
