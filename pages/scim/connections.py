"""Connections: apps that speak SCIM, where Offramp removes a leaver and looks whether it worked."""

import streamlit as st

from core.rights import Action, may
from core.scim import service as scim
from pages.navigation.header import header
from pages.scim.parts import outbound_view as view
from pages.scim.parts import removal_view
from pages.ui import addresses
from pages.ui.errors import shown
from pages.ui.notices import show_notice
from pages.ui.page_context import authenticate, database

actions = header(addresses.CONNECTIONS)
show_notice()
with shown():
    who = authenticate()
    with database().read() as session:
        connections = scim.connections(session, who)
    if connections:
        view.listing(connections)
    else:
        st.markdown(
            "No app is connected yet. With the URL and token of an app's SCIM endpoint, Offramp "
            "removes a leaver there and checks that the account is gone."
        )
    if may(who, Action.SCIM_CONFIGURE):
        view.add(actions, first=not connections)
    if connections:
        if may(who, Action.SCIM_REMOVE):
            view.ask(connections)
        removal_view.removals(connections)
        if not removal_view.open_asked(connections):
            view.open_asked(connections)
