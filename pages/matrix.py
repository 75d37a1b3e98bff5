"""The support matrix: apps down, identity providers across."""

import streamlit as st

from core.catalog import service as catalog
from core.catalog.matrix import Matrix
from core.stack import service as stack
from pages.components import matrix_view as view
from pages.components.errors import shown
from pages.components.runtime import actor, database, reading

with database().read() as session:
    organisation = stack.organisation(session, actor())
    entries = stack.entries(session, actor())
    whole = catalog.catalog(session, actor(), reading())

st.title("Support matrix")
st.caption(
    f"{len(whole.apps):,} apps and {len(whole.idps)} identity providers, from "
    f"{whole.claims:,} claims in {whole.sources:,} sources. Each cell says what the provider does "
    "with the app's accounts; *unknown* means that no source says, not that it does not work."
)

query = view.filters(whole, organisation, stack.app_ids(entries))
with shown(), database().read() as session:
    found: Matrix = catalog.matrix(session, actor(), reading(), query)
    view.summary(found, len(whole.apps))
    if found.apps:
        view.rows(found, stack.app_ids(entries))
        view.exports(found)
    else:
        view.nothing(query)
