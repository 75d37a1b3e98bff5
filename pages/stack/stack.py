"""Our stack: who we are, the apps that we use, and how a leaver gets out of them."""

import streamlit as st

from core.advice import service as advice
from core.catalog import service as catalog
from core.stack import service as stack
from pages.navigation.header import header
from pages.stack.parts import charts, editor, importing, owners, part, plans
from pages.stack.parts import organisation as edit
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

header(addresses.STACK)
show_notice()

with shown():
    if wanted := part.asked():
        found = stack.part_of(covered, wanted, reading().today)
        part.heading(wanted, found, len(covered))
        if found:
            editor.editor([one.entry for one in found], whole)
            charts.table_of_removal(found, whole.idps)
        st.stop()
    edit.organisation_form(organisation, whole.idps)
    edit.add_apps(whole, entries)
    importing.import_table(whole, organisation, entries)
    if not entries:
        st.info(
            "No apps yet. Choose some above, or paste the list that you have: a spreadsheet with "
            "a column App is enough."
        )
        st.stop()
    if not organisation.idps:
        st.warning("Say above which identity providers you use: only then can removal be judged.")
    plans.own_plans(covered, whole)
    charts.summary(covered, whole.idps, is_judged=bool(organisation.idps))
    editor.editor(entries, whole)
    owners.unseen(entries)
    charts.table_of_removal(covered, whole.idps)
