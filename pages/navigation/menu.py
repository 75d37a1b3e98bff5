"""The menu at the side, and the tabs of the group that the page is in."""

import streamlit as st

from core.actor import Actor
from pages.navigation.places import GROUPS, SETTINGS, Group, Place, group_of, offered
from pages.ui import addresses
from pages.ui.markdown import md


def groups(viewer: Actor, here: Place) -> None:
    """What people come for, and the settings apart; those without a page for the viewer are left
    out."""
    current = group_of(here)
    with st.container(key="menu-groups", gap="xxsmall"):
        for group in GROUPS:
            _entry(group, viewer, is_current=group is current)
    with st.container(key="menu-settings", gap="xxsmall"):
        _entry(SETTINGS, viewer, is_current=SETTINGS is current)


def _entry(group: Group, viewer: Actor, *, is_current: bool) -> None:
    pages = offered(group.places, viewer)
    if pages:
        with st.container(key=f"menu-{'here' if is_current else addresses.path(pages[0].file)}"):
            st.page_link(pages[0].file, label=md(group.title), width="stretch")


def tabs(viewer: Actor, here: Place) -> None:
    """The pages of this page's group, side by side."""
    pages = offered(group_of(here).places, viewer)
    if len(pages) > 1:
        with st.container(key="page-tabs", horizontal=True, gap="medium"):
            for each in pages:
                with st.container(
                    key=f"tab-{'here' if each is here else addresses.path(each.file)}",
                    width="content",
                ):
                    st.page_link(each.file, label=md(each.tab or each.title))
