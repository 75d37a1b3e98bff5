"""The bridge: apps that an IdP provisions through Offramp, their events, set-up and rules."""

from datetime import UTC, datetime

import streamlit as st

from core.rights import Action, may
from core.scim import service as scim
from pages.navigation.header import header
from pages.scim.parts import bridge_events, bridge_settings
from pages.scim.parts import bridge_view as view
from pages.ui import addresses, undo
from pages.ui.dates import moment
from pages.ui.errors import shown
from pages.ui.notices import show_notice
from pages.ui.page_context import authenticate, database

actions = header(addresses.BRIDGE)
show_notice()
undo.show_offer()
view.fresh_token()
with shown():
    who = authenticate()
    if st.query_params.get("show") == "requests":
        bridge_events.requests(datetime.now(UTC))
        st.stop()
    with database().read() as session:
        bridges = view.with_linked(session, who, scim.list_bridges(session, who))
    if bridges:
        view.listing(bridges)
    else:
        st.markdown(
            "No app is bridged yet. Bridge one, then enter its URL and token in the IdP: each "
            "change there becomes a step here."
        )
    if may(who, Action.SCIM_CONFIGURE):
        view.add(actions, first=not bridges)
    if bridges:
        chosen = view.choose(bridges)
        events, setup, rules = st.tabs(["Events", "Set-up", "Rules"])
        with events:
            bridge_events.events(chosen, datetime.now(UTC))
        with setup:
            if chosen.deleted_at:
                st.info(f"This bridge was deleted on {moment(chosen.deleted_at)}.")
            else:
                bridge_settings.enter(chosen)
                bridge_settings.credentials(chosen)
                bridge_settings.settings(chosen)
        with rules:
            bridge_settings.rules(chosen)
        bridge_events.open_asked(chosen)
