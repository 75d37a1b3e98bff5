"""What can be done about one person: open a case, change what was entered, say that they stay."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.accounts import service as inventory
from core.offboarding.values import CaseStatus
from core.rights import Action, may
from pages.accounts.parts.importing.drawer import DO
from pages.accounts.parts.people import fields
from pages.accounts.parts.person import privacy
from pages.accounts.parts.person.reading import Whole
from pages.navigation import drawer
from pages.ui import addresses
from pages.ui.notices import attempt
from pages.ui.page_context import authenticate

EDIT, KEEP, DATA = "edit", "keep", "data"
_EDIT, _KEEP, _DATA = "Edit", "Still works here", "Their data: download, erase"


def head(room: DeltaGenerator, one: Whole) -> None:
    """At the right of the name."""
    who = authenticate()
    has_open = any(case.status is CaseStatus.OPEN for case in one.cases)
    more = []
    if may(who, Action.INVENTORY_DECIDE):
        more += [_EDIT] if one.view.row.feed_name is None else []
        more += [_KEEP] if _may_be_kept(one) else []
    more += [_DATA] if may(who, Action.INVENTORY_ERASE) else []
    with room:
        offered = may(who, Action.CASE_OPEN) and not has_open
        if offered and st.button("Open a case", type="primary", key="person-open-a-case"):
            st.switch_page(addresses.LEAVING, query_params=_opening(one))
        if more:
            st.menu_button("More", more, key="person-more", on_click=_chosen)


def _may_be_kept(one: Whole) -> bool:
    gone, kept = one.view.unlisted_at, one.view.kept_at
    return gone is not None and (kept is None or kept < gone)


def _opening(one: Whole) -> dict[str, str]:
    """What the form of a case begins with, as its link says it."""
    row = one.view.row
    known = {
        "name": row.name,
        "email": row.email,
        "manager": row.manager,
        "zone": row.zone,
        "ends": row.end_at.isoformat() if row.end_at else None,
    }
    return {key: said for key, said in known.items() if said}


def _chosen() -> None:
    st.query_params[DO] = {_EDIT: EDIT, _KEEP: KEEP, _DATA: DATA}[st.session_state["person-more"]]


def open_asked(one: Whole) -> None:
    """The drawer that the link opens."""
    if drawer.asked(DO) == DATA and may(authenticate(), Action.INVENTORY_ERASE):
        drawer.drawer("Their data", lambda: privacy.draw(one), DO)
    if not may(authenticate(), Action.INVENTORY_DECIDE):
        return
    if drawer.asked(DO) == EDIT and one.view.row.feed_name is None:
        drawer.drawer("Edit", lambda: _edit(one), DO)
    elif drawer.asked(DO) == KEEP and _may_be_kept(one):
        drawer.drawer("Still works here", lambda: _keep(one), DO)


def _edit(one: Whole) -> None:
    default = fields.defaults()
    with st.form("edit-person", border=False):
        wanted = fields.draw(f"edit-{one.view.row.id}-{one.view.version}", one.view, default)
        pressed = st.form_submit_button("Save", type="primary")
    if pressed:
        attempt(
            lambda session: inventory.edit_person(
                session, authenticate(), one.view.row.id, one.view.version, wanted
            ),
            "Saved.",
            then=lambda _: drawer.close(DO),
        )


def _keep(one: Whole) -> None:
    st.caption(
        "No list has them now, so they count as someone who left. Say why they still work here; "
        "it holds until a list has them again and then no longer."
    )
    with st.form("keep-person", border=False):
        reason = st.text_input("Reason", key="keep-reason")
        pressed = st.form_submit_button("They still work here", type="primary")
    if pressed:
        attempt(
            lambda session: inventory.keep_person(session, authenticate(), one.view.row.id, reason),
            "They count as working here.",
            then=lambda _: drawer.close(DO),
        )
