"""The whole stack at once: what to do for each app, what to do first."""

import streamlit as st

from core.advice import service as advice
from core.rights import Action, may
from core.stack import service as stack
from pages.advice.parts import stack_advice_view as view
from pages.advice.parts import standing
from pages.navigation import lead_on
from pages.navigation.header import header
from pages.navigation.lead_on import Onward
from pages.ui import addresses
from pages.ui.errors import shown
from pages.ui.notices import show_notice
from pages.ui.page_context import authenticate, database, reading
from pages.ui.table import muted

room = header(addresses.STACK_ADVICE, answers="")
who = authenticate()
with database().read() as session:
    used = stack.entries(session, who)
    organisation = stack.organisation(session, who)
    said = advice.standing_answers(session, who)
show_notice()
if not used:
    lead_on.empty(
        "No apps in our stack yet. Add some, then every app gets its recommendation.",
        Onward("Import a list", addresses.STACK, {"do": "import"}),
        Onward("Guided start", addresses.START),
    )
    st.stop()
with shown():
    tell, done = view.progress_bar()
    with database().read() as session:
        found = advice.advise_stack(session, who, reading(), progress=tell)
        stale = advice.stale_apps(session, who, reading())
    done()
    with room:
        view.downloads(found, today=reading().today)
        if not organisation.idps:
            lead_on.primary(
                Onward("Choose identity providers", addresses.STACK, {"do": "settings"})
            )
    view.totals(found)
    if not organisation.idps:
        muted("No identity provider is chosen yet: whether SCIM works for us is not known.")
    rows = view.chosen(found)
    view.listing(rows, stale)
    standing.form(said, editable=may(who, Action.ADVICE_DECIDE))
