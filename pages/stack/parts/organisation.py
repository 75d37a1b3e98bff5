"""Say who we are, and choose the apps that we use."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import streamlit as st
from sqlmodel import Session

from core.catalog.values import Snapshot
from core.offboarding.service import said_zone
from core.rights import Action, may
from core.stack import service as stack
from core.stack.values import OrganisationView, StackEntry
from core.time_zones import known_zones
from pages.ui import words
from pages.ui.dates import home_zone
from pages.ui.notices import write
from pages.ui.page_context import authenticate

_ADDED = "apps-to-add"
NO_ZONE, OUR_UTC = "UTC", "Etc/UTC"
"""What an organisation begins with, and what one says that lives by UTC."""


def organisation_form(organisation: OrganisationView, idps: Mapping[str, str]) -> None:
    """Which identity providers we have, our currency, our time zone."""
    told = ", ".join(idps[idp] for idp in organisation.idps if idp in idps)
    label = f"Identity providers: {told}" if told else "Identity providers: not said yet"
    if said_zone(organisation.time_zone) is None:
        label += ". Time zone: not said yet"
    editable = may(authenticate(), Action.STACK_EDIT)
    with (
        st.expander(words.md(label), expanded=not organisation.idps),
        st.form("organisation", border=False),
    ):
        st.multiselect(
            "Identity providers in use, the main one first",
            list(idps),
            default=[idp for idp in organisation.idps if idp in idps],
            format_func=idps.__getitem__,
            disabled=not editable,
            key=f"our-idps-{organisation.version}",
            select_all=False,
        )
        st.text_input(
            "Currency of our figures (ISO 4217)",
            organisation.currency,
            max_chars=3,
            width=200,
            disabled=not editable,
            key=f"our-currency-{organisation.version}",
        )
        zones = sorted(known_zones() - {NO_ZONE})
        here = home_zone(organisation)
        st.selectbox(
            "Our time zone",
            zones,
            index=zones.index(OUR_UTC if here == NO_ZONE else here),
            help="The default for whoever leaves; days of the proof and of reminders count in it.",
            width=320,
            disabled=not editable,
            key=f"our-zone-{organisation.version}",
        )
        # A callback, because its argument is what was on the screen when the button was pressed.
        st.form_submit_button(
            "Save", disabled=not editable, on_click=_save_organisation, args=(organisation,)
        )


def _save_organisation(seen: OrganisationView) -> None:
    new = replace(
        seen,
        idps=tuple(st.session_state[f"our-idps-{seen.version}"]),
        currency=st.session_state[f"our-currency-{seen.version}"],
        time_zone=st.session_state[f"our-zone-{seen.version}"],
    )
    write(lambda session: stack.set_organisation(session, authenticate(), new), "Saved.")


def add_apps(whole: Snapshot, entries: Sequence[StackEntry]) -> None:
    """Choose apps of the catalogue."""
    if not may(authenticate(), Action.STACK_EDIT):
        return
    present = {entry.app for entry in entries}
    names = {app.id: app.name for app in whole if app.id not in present}
    with st.expander("Add apps", expanded=not entries), st.form("add-apps", border=False):
        st.multiselect(
            "Apps of the catalogue",
            list(names),
            format_func=names.__getitem__,
            placeholder="Type a part of a name",
            key=_ADDED,
            select_all=False,
        )
        st.form_submit_button("Add", type="primary", on_click=_add_chosen)


def _add_chosen() -> None:
    chosen = st.session_state[_ADDED]

    def add(session: Session) -> None:
        for app in chosen:
            stack.add(session, authenticate(), app)

    if chosen and write(add, f"{words.count(len(chosen), 'app')} added."):
        st.session_state[_ADDED] = []
