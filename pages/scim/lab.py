"""The lab: what a SCIM endpoint really does, requirement by requirement."""

import streamlit as st

from core.rights import Action, require
from core.scim import service as scim
from pages.scim.parts import lab_view as view
from pages.ui.errors import shown
from pages.ui.notices import show_notice
from pages.ui.page_context import authenticate, database

st.title("SCIM lab", anchor=False)
st.caption(
    "Does an app's SCIM do what Okta and Entra ID need? The lab asks it, as they would. It makes a "
    "user of its own (offramp-lab-…@example.com) and removes it again: use a test tenant if there "
    "is one."
)
show_notice()
with shown():
    who = authenticate()
    require(who, Action.SCIM_LAB)
    with database().read() as session:
        connections = scim.connections(session, who)
    view.ask(connections)
    report = view.latest()
    if report is not None:
        view.result(report)
