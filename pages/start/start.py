"""Guided start: from the apps we use to the first answer, in four steps."""

import streamlit as st

from core.advice import service as advice
from core.catalog import service as catalog
from core.stack import service as stack
from pages.navigation.header import header
from pages.start.parts import answer, apps, first_leaver, progress, provider
from pages.start.parts.progress import Step
from pages.ui import addresses
from pages.ui.errors import shown
from pages.ui.notices import show_notice
from pages.ui.page_context import authenticate, database, reading

with database().read() as session:
    who = authenticate()
    organisation = stack.organisation(session, who)
    entries = stack.entries(session, who)
    whole = catalog.catalog(session, who, reading())
    covered = advice.routes_of_stack(session, who, reading())
    done = progress.done(session, who, organisation, entries)

here = progress.position(done)
with st.container(key="start-column", width=640):
    header(addresses.START)
    progress.draw(here, done)
    show_notice()
    with shown():
        match here:
            case Step.PROVIDER:
                provider.draw(organisation, whole.idps)
            case Step.APPS:
                apps.draw(whole, organisation, entries)
            case Step.ANSWER:
                answer.draw(covered, organisation)
            case Step.LEAVER:
                first_leaver.draw(covered, organisation)
