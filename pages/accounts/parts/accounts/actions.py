"""What can be done on the page of accounts."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.rights import Action, may
from pages.accounts.parts.accounts.filters import Found
from pages.accounts.parts.importing import drawer as importing
from pages.ui.page_context import authenticate


def may_import() -> bool:
    """Whether the viewer may deliver lists."""
    return may(authenticate(), Action.INVENTORY_DELIVER)


def head(room: DeltaGenerator, found: Found) -> None:
    """At the right of the title."""
    if may_import():
        with room:
            st.button("Import a list", on_click=importing.ask, args=(found.query.app or "",))


def nothing_yet() -> None:
    """What the page leads on with while there is no list."""
    with st.container(key="empty-accounts", width=480):
        if not may_import():
            st.markdown("No accounts yet. An operator or an administrator imports apps' lists.")
            return
        st.markdown(
            "**Which app's list do you have at hand?** Export its members as a file and import "
            "it: no password, no token. In ten minutes you know which accounts belong to people "
            "who left."
        )
        st.button("Import an app's list", type="primary", on_click=importing.ask)
