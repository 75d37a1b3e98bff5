"""Decisions: what was chosen for which app, why, and whether it still stands."""

import streamlit as st

from core.advice import service as advice
from pages.advice.parts import decision_view as view
from pages.navigation.header import header
from pages.ui import addresses
from pages.ui.errors import shown
from pages.ui.page_context import authenticate, database, reading

wanted = st.query_params.get("decision")
who = authenticate()
if wanted and wanted.isdecimal() and len(wanted) < 10:
    with shown():
        with database().read() as session:
            decision = advice.decision(session, who, reading(), int(wanted))
        view.one(decision)
    st.page_link(addresses.DECISIONS, label="All decisions", icon=":material/arrow_back:")
    st.stop()

header(addresses.DECISIONS)
with database().read() as session:
    decisions = advice.decisions(session, who, reading())
if not decisions:
    st.info("Nothing has been decided yet. Answer the wizard's questions for an app first.")
    st.page_link(addresses.WIZARD, label="Open the wizard")
    st.stop()
view.listing(decisions)
