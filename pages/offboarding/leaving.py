"""Open a case: one leaver from a form, or many from a table."""

import streamlit as st

from core.catalog import service as catalog
from core.stack import service as stack
from pages.navigation.header import header
from pages.offboarding.parts import leaving_file, leaving_form
from pages.ui import addresses
from pages.ui.dates import home_zone
from pages.ui.notices import show_notice
from pages.ui.page_context import authenticate, database, reading

with database().read() as session:
    who = authenticate()
    organisation = stack.organisation(session, who)
    entries = stack.entries(session, who)
    whole = catalog.catalog(session, who, reading())

header(addresses.LEAVING)
show_notice()
if not entries:
    st.caption("Our stack is empty: a case will only have the steps that every leaver needs.")
    st.page_link(addresses.STACK, label="Add the apps we use", icon=":material/layers:")
form, file = st.tabs(["One person", "Many from a table"])
with form:
    leaving_form.draw(whole, entries, organisation)
with file:
    leaving_file.draw(whole, home_zone(organisation))
