"""What was just done, said for some seconds where it happened, with *Undo* where that is possible.

A bar with one sentence. It goes with the next thing that is said there, when it is used, and by
itself after twenty seconds in sight (a rule of ``styles/frame.css``: a page that waited for that
itself would run again for nothing); under the mouse or the keyboard it stays. On a page it stands
at the foot of the window, wherever one has scrolled to.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import streamlit as st
from sqlmodel import Session

from pages.ui import notices
from pages.ui.table import escape

KEPT_FOR = timedelta(minutes=2)
"""So long it is drawn again by a page that runs: longer than it is in sight, so that neither a slow
page nor whoever holds it with the mouse loses it."""
_KEY = notices.OFFERED
_TURN = "undo-turn"


@dataclass(frozen=True)
class _Offer:
    sentence: str
    work: Callable[[Session], object] | None
    undone: str
    at: datetime
    turn: int


def offer(sentence: str, work: Callable[[Session], object], undone: str, place: str = "") -> None:
    """Keep the sentence, and the offer to take back what it says, for the next run.

    ``work`` takes it back in one transaction of its own, and must itself refuse what was changed
    since; ``undone`` is then said in place of ``sentence``.
    """
    _keep(sentence, work, undone, place)


def tell(sentence: str, place: str = "") -> None:
    """The same for what cannot be taken back: a sentence that goes by itself."""
    _keep(sentence, None, "", place)


def show_offer(place: str = "") -> None:
    """Draw the bar, if there is something to say that is not too old."""
    found = st.session_state.get(_KEY + place)
    with st.container():  # there without an offer, too: see notices.show_notice
        if not isinstance(found, _Offer):
            return
        if datetime.now(UTC) - found.at > KEPT_FOR:
            del st.session_state[_KEY + place]
            return
        with st.container(
            key=f"undo-bar-{found.turn}", horizontal=True, vertical_alignment="center"
        ):
            st.html(f"<div role='status'>{escape(found.sentence)}</div>")
            if found.work:
                key = f"undo-{found.turn}"
                st.button("Undo", key=key, on_click=_take_back, args=(found.work, found, place))


def _keep(sentence: str, work: Callable[[Session], object] | None, undone: str, place: str) -> None:
    # Each has a number: a bar that the browser takes for the one before would be gone already.
    turn = int(st.session_state.get(_TURN, 0)) + 1
    st.session_state[_TURN] = turn
    st.session_state[_KEY + place] = _Offer(sentence, work, undone, datetime.now(UTC), turn)


def _take_back(work: Callable[[Session], object], found: _Offer, place: str) -> None:
    st.session_state.pop(_KEY + place, None)
    # Said where the offer stood: the top of the page may be far from there.
    if notices.write(work, place=place):
        tell(found.undone, place)
