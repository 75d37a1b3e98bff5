"""A box with things that look alike, of which one is to be ended: which one is plain before and
after. Each has a short ID, the same in the table, in the box and in what is said then."""

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

import streamlit as st
from sqlmodel import Session

from pages.ui.markdown import md
from pages.ui.notices import write

T = TypeVar("T")
LENGTH = 6


def short_ids(keys: Iterable[str]) -> dict[str, str]:
    """Key → its beginning; the whole key where two begin alike.

    Not a number of the row: that would change while others come and go, and Streamlit knows what is
    chosen by its label.
    """
    known = list(keys)
    begin = [key[:LENGTH] for key in known]
    return {key: key if begin.count(key[:LENGTH]) > 1 else key[:LENGTH] for key in known}


def choice(label: str, names: Mapping[str, str], key: str) -> str | None:
    """The one to end. It begins with none: the first of the list is not what was meant."""
    return st.selectbox(
        md(label),
        list(names),
        index=None,
        format_func=lambda each: names.get(each, each),
        placeholder="Choose the one to end",
        key=key,
    )


def end(
    names: Mapping[str, str],
    key: str,
    work: Callable[[Session, str], T],
    more: Callable[[T], str] = lambda _: "",
) -> None:
    """In a callback: end what is chosen in the box ``key``, say there which one, and choose none,
    so that a second press ends nothing else. Refused, it stays chosen.
    """
    chosen = str(st.session_state[key])
    if chosen not in names:
        return
    if write(
        lambda session: work(session, chosen),
        lambda result: f"Ended{more(result)}: {names[chosen]}.",
        place=key,
    ):
        st.session_state[key] = None
