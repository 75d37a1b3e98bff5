"""The frame of every page: sign-in gate, navigation, theme."""

import streamlit as st

from core.app.version import version
from core.rights import Action, may
from pages.access.parts import account_menu
from pages.ui import addresses
from pages.ui.banners import background as background_notice
from pages.ui.banners import integrity as integrity_notice
from pages.ui.banners import new_sign_in as new_sign_in_notice
from pages.ui.banners import proxy as proxy_notice
from pages.ui.banners import second_factor as second_factor_notice
from pages.ui.exports import page_is_shown
from pages.ui.markdown import md
from pages.ui.page_context import SignedOut, authenticate
from pages.ui.runtime.icon import icon_text

# Streamlit fetches the icons that it knows by name from somebody else's server, and a file of ours
# would be read and kept anew at every run.
ICON = "data:image/png;base64," + icon_text()
st.set_page_config(
    page_title="Offramp",
    page_icon=ICON,
    layout="wide",
    # The menu is only there, with the choice of light or dark, where it has something of ours.
    menu_items={"About": f"Offramp {version()}"},
)

try:
    viewer = authenticate()
except SignedOut:
    account_menu.signed_out()
    st.stop()

PAGES = {
    "Catalogue": [
        st.Page(addresses.MATRIX, title="Matrix", icon=":material/grid_on:", default=True),
        st.Page(addresses.APP, title="App", icon=":material/apps:"),
        st.Page(addresses.COMPARE, title="Compare", icon=":material/compare_arrows:"),
        st.Page(addresses.SOURCES, title="Sources", icon=":material/link:"),
    ],
    "Ours": [
        st.Page(addresses.STACK, title="Our stack", icon=":material/layers:"),
        st.Page(addresses.WIZARD, title="Recommendation", icon=":material/fork_right:"),
        st.Page(addresses.STACK_ADVICE, title="For our stack", icon=":material/checklist:"),
        st.Page(addresses.DECISIONS, title="Decisions", icon=":material/gavel:"),
    ],
    "Cost": [
        st.Page(addresses.CALCULATOR, title="Calculator", icon=":material/calculate:"),
        st.Page(addresses.SCENARIOS, title="Scenarios", icon=":material/bookmarks:"),
        st.Page(
            addresses.STACK_COST, title="Cost of the stack", icon=":material/stacked_bar_chart:"
        ),
    ],
    "Leaving": [
        st.Page(addresses.WORK, title="My work", icon=":material/task_alt:"),
        st.Page(addresses.LEAVING, title="Open a case", icon=":material/person_remove:"),
        st.Page(addresses.CASE, title="Cases", icon=":material/folder_shared:"),
        st.Page(addresses.PROOF, title="Proof", icon=":material/verified:"),
        st.Page(addresses.CHECKLISTS, title="Checklists", icon=":material/checklist_rtl:"),
        st.Page(addresses.NOTIFICATIONS, title="Notifications", icon=":material/notifications:"),
    ],
    "SCIM": [
        st.Page(addresses.CONNECTIONS, title="SCIM connections", icon=":material/sync_alt:"),
        st.Page(addresses.BRIDGE, title="SCIM bridge", icon=":material/conversion_path:"),
        st.Page(addresses.LAB, title="SCIM lab", icon=":material/science:"),
    ],
    "Access": [
        st.Page(addresses.ACCOUNT, title="My account", icon=":material/person:"),
        st.Page(addresses.USERS, title="Users", icon=":material/group:"),
        st.Page(addresses.GROUPS, title="Groups", icon=":material/groups:"),
        st.Page(addresses.AUDIT, title="Audit log", icon=":material/receipt_long:"),
    ],
}
NEEDED = {
    "work": Action.CASE_READ,
    "leaving": Action.CASE_OPEN,
    "case": Action.CASE_READ,
    "proof": Action.CASE_EXPORT,
    "users": Action.ACCOUNT_READ,
    "groups": Action.CASE_READ,
    "audit": Action.AUDIT_READ,
    "notifications": Action.CHANNEL_READ,
    "connections": Action.SCIM_READ,
    "bridge": Action.SCIM_READ,
    "lab": Action.SCIM_LAB,
}
"""What a role must include for a page to be offered, by the page's path; others are for all."""

offered = {
    section: [p for p in pages if p.url_path not in NEEDED or may(viewer, NEEDED[p.url_path])]
    for section, pages in PAGES.items()
}
# Drawn by ourselves: Streamlit's own list of sections is not a valid list for a screen reader.
page = st.navigation(PAGES, position="hidden")
st.set_page_config(page_title=f"{page.title} · Offramp")
account_menu.draw(viewer)
with st.sidebar:
    for section, members in ((section, pages) for section, pages in offered.items() if pages):
        st.caption(md(section))
        with st.container(gap="xxsmall"):
            for member in members:
                st.page_link(member, width="stretch")
if page.url_path in NEEDED and not may(viewer, NEEDED[page.url_path]):
    account_menu.not_for(viewer, page.title, NEEDED[page.url_path])
else:
    try:
        if page.url_path != "notifications":  # which says more of it
            background_notice.for_administrators(viewer)
        integrity_notice.for_overseers(viewer)
        proxy_notice.for_administrators(viewer)
        new_sign_in_notice.for_owner(viewer)
        if page.url_path != "account":  # which says it itself
            second_factor_notice.for_owner(viewer)
        page_is_shown()
        page.run()
    except SignedOut:  # the session ended while the page was drawn
        account_menu.signed_out()
