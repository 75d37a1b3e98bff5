"""What can be done on the page of feeds: import a list, the room's settings."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.rights import Action, may
from pages.accounts.parts.feeds import settings
from pages.accounts.parts.feeds.reading import Found
from pages.accounts.parts.importing import drawer as importing
from pages.navigation import lead_on
from pages.navigation.lead_on import Onward
from pages.ui import addresses, words
from pages.ui.page_context import authenticate

OFFERED = 6


def may_import() -> bool:
    """Whether the viewer may deliver lists."""
    return may(authenticate(), Action.INVENTORY_DELIVER)


def head(room: DeltaGenerator) -> None:
    """At the right of the title."""
    with room:
        if may_import():
            st.button("Import a list", type="primary", on_click=importing.ask)
        if settings.may_change():
            st.button("Settings", on_click=settings.ask)


def nothing_yet(found: Found) -> None:
    """What the page leads on with: an app's list that is at hand."""
    with st.container(key="empty-feeds", width=480):
        if not may_import():
            st.markdown("No lists yet. An operator or an administrator imports them.")
            return
        st.markdown(
            "**Which app's list do you have at hand?** Export its members as a file and import "
            "it: no password, no token, nothing to install. Then import the people who work here, "
            "and see which accounts belong to no one, or to people who left."
        )
        with st.container(horizontal=True):
            for app, name in list(found.missing.items())[:OFFERED]:
                st.button(
                    words.md(name), key=f"first-list-{app}", on_click=importing.ask, args=(app,)
                )
        with st.container(horizontal=True, vertical_alignment="center"):
            st.button("Import an app's list", type="primary", on_click=importing.ask)
            lead_on.link(Onward("Import people", addresses.PEOPLE, {importing.DO: "import"}))
