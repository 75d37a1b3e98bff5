"""The frame of every page: sign-in gate, navigation, theme."""

from pathlib import Path

import streamlit as st

from core.identity.rights import Action, may
from pages.components import account_menu
from pages.components.navigation import sidebar
from pages.components.runtime import SignedOut, actor

COMPONENTS = Path(__file__).parent / "components"
# A file of ours: Streamlit fetches the icons that it knows by name from somebody else's server.
st.set_page_config(page_title="Offramp", page_icon=COMPONENTS / "icon.png", layout="wide")
st.html(COMPONENTS / "style.css")

try:
    viewer = actor()
except SignedOut:
    account_menu.signed_out()
    st.stop()

PAGES = {
    "Catalogue": [
        st.Page("matrix.py", title="Matrix", icon=":material/grid_on:", default=True),
        st.Page("app.py", title="App", icon=":material/apps:"),
        st.Page("compare.py", title="Compare", icon=":material/compare_arrows:"),
        st.Page("sources.py", title="Sources", icon=":material/link:"),
    ],
    "Ours": [
        st.Page("stack.py", title="Our stack", icon=":material/layers:"),
        st.Page("wizard.py", title="Recommendation", icon=":material/fork_right:"),
        st.Page("stack_advice.py", title="For our stack", icon=":material/checklist:"),
        st.Page("decisions.py", title="Decisions", icon=":material/gavel:"),
    ],
    "Cost": [
        st.Page("calculator.py", title="Calculator", icon=":material/calculate:"),
        st.Page("scenarios.py", title="Scenarios", icon=":material/bookmarks:"),
        st.Page("stack_cost.py", title="Cost of the stack", icon=":material/stacked_bar_chart:"),
    ],
    "Leaving": [
        st.Page("work.py", title="My work", icon=":material/task_alt:"),
        st.Page("leaving.py", title="Open a case", icon=":material/person_remove:"),
        st.Page("case.py", title="Cases", icon=":material/folder_shared:"),
        st.Page("proof.py", title="Proof", icon=":material/verified:"),
        st.Page("checklists.py", title="Checklists", icon=":material/checklist_rtl:"),
        st.Page("notifications.py", title="Notifications", icon=":material/notifications:"),
    ],
    "SCIM": [
        st.Page("connections.py", title="SCIM connections", icon=":material/sync_alt:"),
        st.Page("bridge.py", title="SCIM bridge", icon=":material/conversion_path:"),
        st.Page("lab.py", title="SCIM lab", icon=":material/science:"),
    ],
    "Access": [
        st.Page("account.py", title="My account", icon=":material/person:"),
        st.Page("users.py", title="Users", icon=":material/group:"),
        st.Page("audit.py", title="Audit log", icon=":material/receipt_long:"),
    ],
}
NEEDED = {
    "My work": Action.CASE_READ,
    "Open a case": Action.CASE_OPEN,
    "Cases": Action.CASE_READ,
    "Proof": Action.CASE_EXPORT,
    "Users": Action.ACCOUNT_READ,
    "Audit log": Action.AUDIT_READ,
    "Notifications": Action.CHANNEL_READ,
    "SCIM connections": Action.SCIM_READ,
    "SCIM bridge": Action.SCIM_READ,
    "SCIM lab": Action.SCIM_LAB,
}
"""What a role must include for a page to be offered; pages by title, others are for all."""

offered = {
    section: [p for p in pages if p.title not in NEEDED or may(viewer, NEEDED[p.title])]
    for section, pages in PAGES.items()
}
# Drawn by ourselves: Streamlit's own list of sections is not a valid list for a screen reader.
page = st.navigation(PAGES, position="hidden")
st.set_page_config(page_title=f"{page.title} · Offramp")
account_menu.draw(viewer)
sidebar(offered)
if page.title in NEEDED and not may(viewer, NEEDED[page.title]):
    account_menu.not_for(viewer, page.title, NEEDED[page.title])
else:
    try:
        page.run()
    except SignedOut:  # the session ended while the page was drawn
        account_menu.signed_out()
