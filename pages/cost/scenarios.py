"""Saved scenarios: open, duplicate, delete, and compare up to four side by side."""

import streamlit as st

from core.catalog import service as catalog
from core.cost import service as cost
from pages.cost.parts import scenario_drawer, scenario_file
from pages.cost.parts import scenarios as view
from pages.navigation import lead_on
from pages.navigation.header import header
from pages.ui import addresses
from pages.ui.errors import shown
from pages.ui.notices import show_notice
from pages.ui.page_context import authenticate, database, reading

actions = header(addresses.SCENARIOS)
show_notice()
with shown(), database().read() as session:
    who = authenticate()
    with actions:
        scenario_file.import_one(who)
    found = cost.scenarios(session, who)
    if not found:
        lead_on.empty(
            "No scenarios yet. Create one in the calculator and save it: then it can be compared, "
            "copied and shared by its link.",
            lead_on.Onward("Open the calculator", addresses.CALCULATOR),
        )
        st.stop()
    view.list_of(session, found, catalog.catalog(session, who, reading()))
    view.compare(session, found)
    scenario_drawer.open_asked(found)
