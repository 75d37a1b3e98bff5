"""My account: who I am here, where I am signed in, my calendar, my password."""

from datetime import UTC, datetime

import streamlit as st

from core.identity import service as identity
from core.rights import Action, may
from pages.access.parts import account_view as view
from pages.access.parts import calendar_link
from pages.ui.errors import shown
from pages.ui.viewer import actor, database

with database().read() as session:
    now = datetime.now(UTC)
    account = identity.my_account(session, actor(), now=now)
    sessions = identity.my_sessions(session, actor(), now=now)

st.title("My account")
view.facts(account)
with shown():
    view.sessions(sessions)
    if may(actor(), Action.CALENDAR_SELF):
        calendar_link.draw()
    view.password(account)
