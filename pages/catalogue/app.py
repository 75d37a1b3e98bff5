"""One app: what is known, from whom, where the sources disagree, and what to do about it."""

import streamlit as st

from core.advice import service as advice
from core.catalog import service as catalog
from core.stack import service as stack
from pages.catalogue.parts import app_actions as actions
from pages.catalogue.parts import app_details as details
from pages.catalogue.parts import app_idps as providers
from pages.catalogue.parts import app_support as support
from pages.navigation import lead_on
from pages.navigation.header import header
from pages.navigation.lead_on import Onward
from pages.ui import addresses
from pages.ui.apps.app_picker import linked_app, pick_app
from pages.ui.errors import shown
from pages.ui.page_context import authenticate, database, reading

who = authenticate()
with database().read() as session:
    whole = catalog.catalog(session, who, reading())
    organisation = stack.organisation(session, who)

chosen = linked_app(whole)
if chosen is None:
    header(addresses.APP)
    pick_app(whole)
    st.markdown("Choose an app above, or find it in the matrix.")
    lead_on.primary(Onward("Go to the matrix", addresses.MATRIX))
    st.stop()

st.set_page_config(page_title=f"{whole.apps[chosen].name} · Offramp")
with shown(), database().read() as session:
    page = catalog.app_page(session, who, reading(), chosen)
    entry = stack.entry(session, who, chosen)

    route = advice.route_here(session, who, reading(), chosen)
    actions.header(page, entry)
    providers.here(route, entry)
    providers.in_short(page.app, organisation.idps, whole.idps)
    providers.idp_table(page.app, organisation.idps, whole.idps)
    providers.sends_scim(organisation.idps, page.idps)
    support.contested(page.app, whole.idps)
    support.quick_facts(page.app, whole.idps)
    prices, leavers, limits, setup, claims = st.tabs(
        ["Plans and prices", "When a person leaves", "Limitations", "Set-up", "All claims"],
        key="part",
        bind="query-params",
    )
    with prices:
        details.prices(page)
    with leavers:
        details.leavers(page, whole.idps)
    with limits:
        details.limitations(page)
    with setup:
        details.setup(page, whole.idps)
    with claims:
        details.claims(page, whole.idps)
