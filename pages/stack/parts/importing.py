"""Import the list that people already have: names or a table, checked, then added."""

from collections.abc import Callable, Sequence

import streamlit as st

from core.catalog.values import Snapshot
from core.stack.values import OrganisationView, StackEntry
from pages.stack.parts import drawers
from pages.ui.app_list import field, review
from pages.ui.app_list.field import PASTED, How
from pages.ui.markdown import md

_ADDED = "stack-list-added"


@st.dialog("Import a list", width="large", position="right", on_dismiss=drawers.close)
def drawer(whole: Snapshot, organisation: OrganisationView, entries: Sequence[StackEntry]) -> None:
    """The whole journey of an import, in one place."""
    if st.session_state.pop(_ADDED, False):
        drawers.close()
        st.rerun()
    how = st.segmented_control(
        "How",
        list(How),
        default=How.PASTE,
        required=True,
        key="stack-list-how",
        label_visibility="collapsed",
    )
    field.say_if_empty()
    found = field.given(how, whole)
    if found is None:
        if how is How.PASTE:
            st.button("Check the list", type="primary", on_click=field.check, args=(how,))
        return
    shown = st.session_state.get(PASTED)
    review.draw(
        found,
        whole,
        organisation,
        entries,
        _button,
        is_unchanged=lambda: how is How.UPLOAD or st.session_state.get(PASTED) == shown,
        then=_added,
    )


def _button(label: str, on_click: Callable[[], None], why_not: str) -> None:
    st.button(
        md(label),
        type="primary",
        key="stack-list-add",
        on_click=on_click,
        disabled=bool(why_not),
        help=md(why_not) if why_not else None,
    )


def _added() -> None:
    field.forget()
    # The drawer runs alone after its own button: the page around it follows in its next run.
    st.session_state[_ADDED] = True
