"""The support matrix: apps down, identity providers across."""

import streamlit as st

from core.advice import service as advice
from core.catalog import service as catalog
from core.stack import service as stack
from pages.catalogue.parts import matrix_view as view
from pages.navigation.header import header
from pages.ui import addresses
from pages.ui.apps import route_words
from pages.ui.errors import shown
from pages.ui.page_context import authenticate, database, reading

viewer = authenticate()
with shown(), database().read() as session:
    organisation = stack.organisation(session, viewer)
    ours = advice.routes_of_stack(session, viewer, reading())
    in_stack = stack.app_ids(one.entry for one in ours)
    whole = catalog.catalog(session, viewer, reading())

    header(addresses.MATRIX)
    st.caption(
        f"{len(whole.apps):,} apps and {len(whole.idps)} identity providers, from "
        f"{whole.claims:,} claims in {whole.sources:,} sources. Each cell says what the provider "
        "does with the app's accounts; *unknown* means that no source says, not that it does not "
        "work."
    )
    query = view.filters(whole, organisation, in_stack)
    found = catalog.matrix(session, viewer, reading(), query)
    view.summary(found, len(whole.apps))
    if found.apps:
        marks = {one.entry.app: route_words.in_short(one.route, whole.idps) for one in ours}
        view.rows(whole, query, found, marks)
        view.exports(found)
    else:
        view.nothing(query)
