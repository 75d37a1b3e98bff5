"""My account: who I am here, where I am signed in, my password."""

from datetime import UTC, datetime

import streamlit as st

from core.identity import service as identity
from pages.components import account_view as view
from pages.components.errors import shown
from pages.components.runtime import actor, database

with database().read() as session:
    now = datetime.now(UTC)
    account = identity.my_account(session, actor(), now=now)
    sessions = identity.my_sessions(session, actor(), now=now)

st.title("My account")
view.facts(account)
with shown():
    view.sessions(sessions)
    view.password(account)
