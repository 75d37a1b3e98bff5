"""Say on the next run of the page what was done, or why it was not.

Streamlit's toast has no accessible name, and what a callback draws stands above the page's title.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import streamlit as st
from sqlmodel import Session

from core.errors import OfframpError
from pages.ui.errors import show
from pages.ui.markdown import md
from pages.ui.page_context import database
from pages.ui.table import Link, line

T = TypeVar("T")


@dataclass(frozen=True)
class Waiting:
    """A sentence about what was stored and waits for somebody, with the link that leads there."""

    message: str
    link: Link


@dataclass(frozen=True)
class Done:
    """A sentence about what was done, and below it where to go on: links that stay in this tab."""

    message: str
    onward: Sequence[Link]


@dataclass(frozen=True)
class AtRisk:
    """What follows from what was done and needs somebody at once: it stands first, in a box of its
    own, and what was done after it."""

    risk: str
    message: str


Said = str | Waiting | Done | AtRisk
"""What can be said of what was done."""
_KEY = "notice"
OFFERED = "undo"
"""Where :mod:`pages.ui.undo` keeps what it offers to take back, until something else is said."""


def say(message: Said | OfframpError, place: str = "") -> None:
    """Keep a sentence, or what went wrong, for the next run."""
    st.session_state[_KEY + place] = message
    st.session_state.pop(OFFERED + place, None)


def show_notice(place: str = "") -> None:
    """Show what was kept, if anything, and forget it. ``place``: beside what it is about, on a page
    so long that nobody sees its top from there.

    In a place that is there without a notice too: Streamlit knows panels and tabs by how many
    elements come before them, and one more would close those that are open, with what is in them.
    """
    message = st.session_state.pop(_KEY + place, None)
    with st.container():
        if isinstance(message, OfframpError):
            show(message)
        elif isinstance(message, Waiting):
            st.warning(md(message.message))
            line([message.link])
        elif isinstance(message, Done):
            st.success(md(message.message))
            line(message.onward)
        elif isinstance(message, AtRisk):
            st.error(md(message.risk))
            st.success(md(message.message))
        elif message:
            st.success(md(message))


def write(
    work: Callable[[Session], T],
    done: str | Callable[[T], Said] = "",
    *,
    then: Callable[[T], object] = lambda _: None,
    place: str = "",
) -> bool:
    """In a callback: do ``work`` in one transaction, and say on the next run that it is done, or
    why not. ``done`` and ``then`` are given what it returned; whether it is done.
    """
    error = _done(work, done, then, place)
    if error is not None:
        say(error, place)
    return error is None


def attempt(
    work: Callable[[Session], T],
    done: str | Callable[[T], Said] = "",
    *,
    then: Callable[[T], object] = lambda _: None,
    refused: Callable[[OfframpError], object] = show,
    place: str = "",
) -> None:
    """While the page is drawn: as :func:`write`, and draw it anew, or show here why not and go on:
    an error that left the rest of the page out would lose what was typed there.

    ``refused`` is given the error in place of showing it here.
    """
    error = _done(work, done, then, place)
    if error is not None:
        refused(error)
    else:
        st.rerun()


def _done(
    work: Callable[[Session], T],
    done: str | Callable[[T], Said],
    then: Callable[[T], object],
    place: str,
) -> OfframpError | None:
    try:
        with database().write() as session:
            result = work(session)
    except OfframpError as error:
        return error
    say(done if isinstance(done, str) else done(result), place)
    then(result)
    return None
