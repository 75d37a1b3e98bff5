"""The whole stack at once: what to do for each app, what to do first."""

import streamlit as st

from core.advice import service as advice
from core.rights import Action, may
from core.stack import service as stack
from pages.advice.parts import stack_advice_view as view
from pages.advice.parts import standing
from pages.navigation.header import header
from pages.ui import addresses
from pages.ui.errors import shown
from pages.ui.notices import show_notice
from pages.ui.page_context import authenticate, database, reading

header(addresses.STACK_ADVICE)
who = authenticate()
with database().read() as session:
    used = stack.entries(session, who)
    organisation = stack.organisation(session, who)
    said = advice.standing_answers(session, who)
show_notice()
if not used:
    st.info("There are no apps in our stack yet. Add some, then every app gets its recommendation.")
    st.page_link(addresses.STACK, label="Open our stack")
    st.stop()
if not organisation.idps:
    st.warning(
        "Nobody has said which identity providers we use, so whether SCIM serves them is unknown. "
        "Say so under [our stack](stack) first."
    )
standing.form(said, editable=may(who, Action.ADVICE_DECIDE))
with shown():
    tell, done = view.progress_bar()
    with database().read() as session:
        found = advice.advise_stack(session, who, reading(), progress=tell)
        stale = advice.stale_apps(session, who, reading())
    done()
    view.totals(found)
    view.listing(found, stale)
    view.downloads(found, today=reading().today)
