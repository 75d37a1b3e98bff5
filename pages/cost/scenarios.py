"""Saved scenarios: open, duplicate, delete, and compare up to four side by side."""

import streamlit as st

from core.catalog import service as catalog
from core.cost import service as cost
from pages.cost.parts import scenarios as view
from pages.navigation.header import header
from pages.ui import addresses
from pages.ui.errors import shown
from pages.ui.notices import show_notice
from pages.ui.page_context import authenticate, database, reading

header(addresses.SCENARIOS)
show_notice()
with shown(), database().read() as session:
    who = authenticate()
    whole = catalog.catalog(session, who, reading())
    found = cost.scenarios(session, who)
    if not found:
        st.info(
            "No scenarios yet. Reckon one in the calculator and save it: then it can be compared, "
            "copied and shared by its link."
        )
        st.page_link(addresses.CALCULATOR, label="Go to the calculator")
        view.bring_in()
        st.stop()
    view.list_of(found, whole)
    view.compare(session, found)
    view.change(session, found)
view.bring_in()
