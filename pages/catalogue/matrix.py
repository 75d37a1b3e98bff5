"""The support matrix: apps down, identity providers across."""

import streamlit as st

from core.advice import service as advice
from core.catalog import service as catalog
from core.rights import Action, may
from core.stack import service as stack
from pages.catalogue.parts import matrix_filters as filters
from pages.catalogue.parts import matrix_view as view
from pages.navigation import lead_on
from pages.navigation.header import header
from pages.navigation.lead_on import Onward
from pages.ui import addresses
from pages.ui.errors import shown
from pages.ui.page_context import authenticate, database, reading

viewer = authenticate()
with shown(), database().read() as session:
    organisation = stack.organisation(session, viewer)
    ours = advice.routes_of_stack(session, viewer, reading())
    in_stack = stack.app_ids(one.entry for one in ours)
    whole = catalog.catalog(session, viewer, reading())

    room = header(addresses.MATRIX, answers="")
    with st.container(horizontal=True, vertical_alignment="center"):
        text = filters.search()
        pills = st.container(width="content")
        query = filters.others(whole, organisation, in_stack, text)
    found = catalog.matrix(session, viewer, reading(), query)
    with pills:
        filters.narrowing(found, in_stack)
    view.summary(found, len(whole.apps))
    if found.apps:
        with room:
            view.exports(whole, found)
            if not in_stack and may(viewer, Action.STACK_EDIT):
                lead_on.primary(Onward("Add our apps", addresses.STACK, {"do": "import"}))
    if found.apps:
        view.rows(whole, query, found, {one.entry.app: one.route for one in ours})
    else:
        view.nothing(query)
