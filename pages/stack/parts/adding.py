"""Choose apps of the catalogue for our stack."""

from collections.abc import Mapping, Sequence

import streamlit as st
from sqlmodel import Session

from core.accounts import service as inventory
from core.catalog.values import Snapshot
from core.rights import Action, may
from core.stack import service as stack
from core.stack.values import Imported, StackEntry
from pages.stack.parts import drawers
from pages.ui import words
from pages.ui.app_list import review
from pages.ui.notices import attempt, write
from pages.ui.page_context import authenticate, database

NAMED = 6
"""So many apps are named."""


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


def offer_listed() -> None:
    """Apps whose accounts are known and that are not in our stack; one press adds them."""
    who = authenticate()
    if not may(who, Action.STACK_EDIT) or not may(who, Action.INVENTORY_READ):
        return
    with database().read() as session:
        found = inventory.listed_outside_stack(session, who)
    if not found:
        return
    with st.container(key="stack-listed", horizontal=True, vertical_alignment="center"):
        st.markdown(words.md(_said(found)), width="content")
        st.button(
            words.md(f"Add {words.count(len(found), 'app')}"),
            key="stack-add-listed",
            on_click=_add,
            args=(tuple(found),),
        )


def _said(found: Mapping[str, str]) -> str:
    names = list(found.values())
    more = f" and {len(names) - NAMED:,} more" if len(names) > NAMED else ""
    have = (
        "has a list of its accounts and is" if len(names) == 1 else "have lists of accounts and are"
    )
    return f"{', '.join(names[:NAMED])}{more} {have} not in our stack."


def _add(apps: tuple[str, ...]) -> None:
    write(lambda session: stack.add_several(session, authenticate(), apps), then=review.offer_undo)
