"""Groups: who does the steps that belong to IT, security, HR, finance, or a group of our own."""

from datetime import UTC, datetime

import streamlit as st

from core.identity import service as identity
from core.rights import Action, may
from pages.access.parts import groups_view as view
from pages.ui.errors import shown
from pages.ui.notices import show_notice
from pages.ui.page_context import authenticate, database

who = authenticate()
with database().read() as session:
    groups = identity.groups(session, who)

st.title("Groups", anchor=False)
st.caption(
    "A step that a group owns is in the list of each member, reminders go to all of them, and "
    "whoever starts it has it from then on."
)
show_notice()
with shown():
    view.listing(groups)
    if may(who, Action.ACCOUNT_MANAGE):
        with database().read() as session:
            accounts = identity.account_list(session, who, now=datetime.now(UTC))
        view.members(groups, accounts)
        view.add()
        view.delete(groups)
