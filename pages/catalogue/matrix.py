"""The support matrix: apps down, identity providers across."""

import streamlit as st

from core.catalog import service as catalog
from core.stack import service as stack
from pages.catalogue.parts import matrix_view as view
from pages.ui.errors import shown
from pages.ui.page_context import authenticate, database, reading

viewer = authenticate()
with shown(), database().read() as session:
    organisation = stack.organisation(session, viewer)
    in_stack = stack.app_ids(stack.entries(session, viewer))
    whole = catalog.catalog(session, viewer, reading())

    st.title("Support matrix")
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
        view.rows(whole, query, found, in_stack)
        view.exports(found)
    else:
        view.nothing(query)
