"""Users: who has an account, with which role; administrators change it."""

from datetime import UTC, datetime

import streamlit as st

from core.identity import service as identity
from core.rights import Action, may
from pages.access.parts import users_view as view
from pages.ui.page_context import authenticate, database

who = authenticate()
with database().read() as session:
    accounts = identity.account_list(session, who, now=datetime.now(UTC))

st.title("Users")
st.caption("Changing a role, disabling an account and a new password end its sessions at once.")
view.one_time_link()
view.rows(accounts)
if may(who, Action.ACCOUNT_MANAGE):
    view.change(accounts)
    view.add()
