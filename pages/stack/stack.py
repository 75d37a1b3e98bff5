"""Our stack: the apps that we use, how a leaver gets out of each, and who answers for it."""

import streamlit as st

from core.advice import service as advice
from core.catalog import service as catalog
from core.stack import service as stack
from pages.navigation.header import header
from pages.stack.parts import (
    actions,
    adding,
    confirming,
    drawers,
    editor,
    entry,
    listing,
    owners,
    part,
    plans,
)
from pages.ui import addresses, undo
from pages.ui.errors import shown
from pages.ui.notices import show_notice
from pages.ui.page_context import authenticate, database, reading

with database().read() as session:
    who = authenticate()
    organisation = stack.organisation(session, who)
    whole = catalog.catalog(session, who, reading())
    covered = advice.routes_of_stack(session, who, reading())
    decided = advice.latest_decisions(session, who, reading())
entries = [one.entry for one in covered]

room = header(addresses.STACK, answers="" if covered else None)
if covered:
    actions.head(room, organisation)
with shown():
    actions.open_wanted(whole, organisation, entries)
    if not covered:
        show_notice()
        undo.show_offer()
        adding.offer_listed()
        actions.nothing_yet()
        st.stop()
    listing.summary(covered, reading().today, is_judged=bool(organisation.idps))
    if actions.is_grid():
        show_notice()
        editor.editor(sorted(entries, key=lambda one: one.name.casefold()), whole)
        st.stop()
    found = part.chosen(covered, actions.named(organisation, whole), reading().today)
    show_notice()
    undo.show_offer()
    adding.offer_listed()
    confirming.above(covered)
    listing.listing(
        found, whole, decided, organisation.currency, keeps_order=part.asked() is not None
    )
    confirming.below(covered)
    plans.own_plans(covered, whole)
    owners.unseen(entries)
    if wanted := next((one for one in covered if one.entry.app == drawers.app_wanted()), None):
        entry.drawer(wanted, whole.apps[wanted.entry.app], decided.get(wanted.entry.app))
