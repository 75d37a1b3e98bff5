"""Checklists: what is to be done when a person leaves, and editing a copy of it."""

import streamlit as st

from core.offboarding import service as offboarding
from core.rights import Action, may
from pages.offboarding.parts.checklists import edit, listing
from pages.offboarding.parts.checklists import reading as view
from pages.ui import addresses
from pages.ui.errors import shown
from pages.ui.notices import show_notice
from pages.ui.page_context import authenticate, database

viewer = authenticate()
editor = may(viewer, Action.CHECKLIST_EDIT)
wanted = st.query_params.get("checklist")
show_notice()

with database().read() as session:
    found = offboarding.checklist_overview(session, viewer)

if not wanted:
    listing.draw(found, editor=editor)
    st.stop()

st.page_link(addresses.CHECKLISTS, label="All checklists", icon=":material/arrow_back:")
with shown():
    if editor and st.query_params.get("edit"):
        edit.draw(wanted)
    elif wanted not in found.checklists.lists:
        view.missing(wanted, editor=editor)
    else:
        checklist = found.checklists.lists[wanted]
        with database().read() as session:
            versions = offboarding.checklist_versions(session, viewer, wanted)
            text, original = offboarding.checklist_texts(session, viewer, wanted)
        view.head(checklist, versions, editor=editor)
        view.steps(checklist, found.checklists)
        edit.history(wanted, versions, text, original, editor=editor)
