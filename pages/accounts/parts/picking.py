"""Rows that can be selected, to be worked in one go: a tick each, and a bar at the foot.

Until the page is left. What is selected is kept beside the boxes: Streamlit forgets a box that is
not drawn. ``scope`` names the list.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

import streamlit as st

from pages.ui.markdown import spoken
from pages.ui.table import Link, as_piece, escape


@dataclass(frozen=True)
class Row:
    """One row: what selects it is called, and its line as markup."""

    id: str
    label: str
    line: str


def second(to: Link) -> str:
    """A link of a row beside its first one. On a phone the whole row is the first: this is text."""
    desk, phone = as_piece(to), escape(to.text)
    return f"<span class='of-at-desk'>{desk}</span><span class='of-on-phone'>{phone}</span>"


def picked(scope: str) -> Collection[str]:
    """The ids that are selected; some may be gone."""
    return _ids(scope)


def clear(scope: str) -> None:
    """Select nothing."""
    _ids(scope).clear()


def pick_only(scope: str, ids: Iterable[str]) -> None:
    """Select these and no others."""
    clear(scope)
    _ids(scope).update(ids)


def draw(scope: str, rows: Sequence[Row], *, head: str = "", can_pick: bool) -> None:
    """The rows under their ``head`` (as markup), each with its box where one may select."""
    with st.container(key=f"{scope}-list", gap=None):
        if head:
            st.html(head)
        for place, row in enumerate(rows):
            with st.container(
                key=f"work-row-{scope}-{place}",
                horizontal=True,
                vertical_alignment="center",
                gap=None,
            ):
                if can_pick:
                    _box(scope, row, f"{scope}-pick-{row.id}")
                st.html(row.line)


def bar(scope: str, chosen: Sequence[str], actions: Callable[[Sequence[str]], None]) -> None:
    """While something is selected: how much, what ``actions`` draws, and how to clear it."""
    with st.container(key="pick-room"):
        if not chosen:
            return
        with st.container(key="pick-bar", horizontal=True, vertical_alignment="center"):
            st.html(f"<strong role='status'>{len(chosen)} selected</strong>", width="content")
            actions(chosen)
            st.button("Clear", key=f"{scope}-clear", type="tertiary", on_click=clear, args=(scope,))


def _box(scope: str, row: Row, key: str) -> None:
    st.session_state[key] = row.id in _ids(scope)

    def changed() -> None:
        (_ids(scope).add if st.session_state[key] else _ids(scope).discard)(row.id)

    label = spoken(f"Select {row.label}")
    st.checkbox(label, key=key, label_visibility="collapsed", on_change=changed)


def _ids(scope: str) -> set[str]:
    found: set[str] = st.session_state.setdefault(f"picked-{scope}", set())
    return found
