"""Choose apps of the catalogue for our stack."""

from collections.abc import Sequence

import streamlit as st
from sqlmodel import Session

from core.catalog.values import Snapshot
from core.stack import service as stack
from core.stack.values import Imported, StackEntry
from pages.stack.parts import drawers
from pages.ui.app_list import review
from pages.ui.notices import attempt
from pages.ui.page_context import authenticate


@st.dialog("Add apps", position="right", on_dismiss=drawers.close)
def drawer(whole: Snapshot, entries: Sequence[StackEntry]) -> None:
    """Choose some; what is added stands in the list with its route at once."""
    present = {entry.app for entry in entries}
    names = {app.id: app.name for app in whole if app.id not in present}
    with st.form("add-apps", border=False):
        chosen = st.multiselect(
            "Apps of the catalogue",
            list(names),
            format_func=names.__getitem__,
            placeholder="Type a part of a name",
            key="apps-to-add",
            select_all=False,
        )
        pressed = st.form_submit_button("Add", type="primary")
    st.caption("An app that the catalogue lacks comes in by **Import**: paste its name.")
    if pressed and chosen:

        def add(session: Session) -> Imported:
            return stack.add_several(session, authenticate(), chosen)

        def added(found: Imported) -> None:
            review.offer_undo(found)
            drawers.close()

        attempt(add, then=added)
