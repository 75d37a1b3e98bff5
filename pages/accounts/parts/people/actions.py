"""What can be done on the page of people: import a list, add someone."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.rights import Action, may
from pages.accounts.parts.importing import drawer as importing
from pages.accounts.parts.people import adding
from pages.ui.page_context import authenticate


def may_import() -> bool:
    """Whether the viewer may deliver lists."""
    return may(authenticate(), Action.INVENTORY_DELIVER)


def may_add() -> bool:
    """Whether the viewer may enter people."""
    return may(authenticate(), Action.INVENTORY_DECIDE)


def head(room: DeltaGenerator) -> None:
    """At the right of the title."""
    with room:
        if may_import():
            st.button("Import a list", type="primary", on_click=importing.ask)
        if may_add():
            st.button("Add a person", on_click=adding.ask)


def nothing_yet() -> None:
    """What the page leads on with while nobody is known."""
    with st.container(key="empty-people", width=480):
        if not may_import():
            st.markdown("No people yet. An operator or an administrator imports them.")
            return
        st.markdown(
            "No people yet. Import the list that HR or your identity provider exports: names and "
            "addresses are enough. Then each account says whose it is."
        )
        with st.container(horizontal=True, vertical_alignment="center"):
            st.button("Import a list", type="primary", on_click=importing.ask)
            if may_add():
                st.button("Add a person", on_click=adding.ask)
