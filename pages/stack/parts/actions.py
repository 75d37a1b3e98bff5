"""What can be done on the stack's page: add, import, settings, the table as a grid."""

from collections.abc import Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.catalog.values import Snapshot
from core.rights import Action, may
from core.stack.values import OrganisationView, StackEntry
from pages.navigation import lead_on
from pages.navigation.lead_on import Onward
from pages.stack.parts import adding, drawers, importing, organisation
from pages.ui import addresses
from pages.ui.markdown import md
from pages.ui.page_context import authenticate

GRID = "grid"


def head(room: DeltaGenerator, ours: OrganisationView) -> None:
    """The page's actions at the right of its title; the one that is needed first is primary."""
    if not may(authenticate(), Action.STACK_EDIT):
        return
    with room:
        if not ours.idps:
            _opener("Choose identity providers", drawers.SETTINGS, is_primary=True)
        _opener("Add apps", drawers.ADD, is_primary=bool(ours.idps))
        _opener("Import", drawers.IMPORT)
        st.menu_button(
            "More",
            [_TO_LIST if is_grid() else _TO_GRID, _SETTINGS],
            key="stack-more",
            on_click=_more,
        )


_TO_GRID, _TO_LIST = "Edit as table", "Back to the list"
_SETTINGS = "Identity providers and currency"


def _opener(label: str, which: str, *, is_primary: bool = False) -> None:
    st.button(
        md(label),
        type="primary" if is_primary else "secondary",
        on_click=drawers.open_one,
        args=(which,),
    )


def _more() -> None:
    chosen = st.session_state["stack-more"]
    if chosen == _SETTINGS:
        drawers.open_one(drawers.SETTINGS)
    else:
        kept = {name: value for name, value in st.query_params.items() if name != "view"}
        st.query_params.from_dict(kept | ({"view": GRID} if chosen == _TO_GRID else {}))


def is_grid() -> bool:
    """Whether the apps are shown as a table to type into."""
    return st.query_params.get("view") == GRID and may(authenticate(), Action.STACK_EDIT)


def open_wanted(whole: Snapshot, ours: OrganisationView, entries: Sequence[StackEntry]) -> None:
    """Open at the side what the link asks for."""
    if not may(authenticate(), Action.STACK_EDIT):
        return
    match drawers.wanted():
        case drawers.ADD:
            adding.drawer(whole, entries)
        case drawers.IMPORT:
            importing.drawer(whole, ours, entries)
        case drawers.SETTINGS:
            organisation.drawer(ours, whole.idps)


def nothing_yet() -> None:
    """What an empty stack leads on with."""
    if not may(authenticate(), Action.STACK_EDIT):
        lead_on.empty(
            "No apps yet. An operator or an administrator adds them.",
            Onward("See what is known of apps", addresses.MATRIX),
        )
        return
    with st.container(width=480):
        st.markdown(
            "No apps yet. Paste the list that you have, names alone are enough: then this page "
            "says which of them remove a leaver automatically."
        )
        with st.container(horizontal=True, vertical_alignment="center"):
            _opener("Import a list", drawers.IMPORT, is_primary=True)
            _opener("Choose apps", drawers.ADD)
            lead_on.link(Onward("Guided start", addresses.START))


def named(ours: OrganisationView, whole: Snapshot) -> str:
    """What our identity providers are called together: by name where there is one."""
    return whole.idps[ours.idps[0]] if len(ours.idps) == 1 else "IdP"
