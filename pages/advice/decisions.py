"""Decisions: what was chosen for which app, why, and whether it still stands."""

import streamlit as st

from core.advice import service as advice
from pages.advice.parts import decision_view as view
from pages.navigation import lead_on
from pages.navigation.header import header
from pages.navigation.lead_on import Onward
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
    st.stop()

header(addresses.DECISIONS)
with database().read() as session:
    decisions = advice.decisions(session, who, reading())
if not decisions:
    lead_on.empty(
        "Nothing has been decided yet. See what is recommended for our apps, and decide.",
        Onward("See recommendations", addresses.STACK_ADVICE),
        Onward("Recommendation for another app", addresses.WIZARD),
    )
    st.stop()
view.listing(decisions)
