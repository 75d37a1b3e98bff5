"""The frame of every page: sign-in gate, navigation, theme."""

import streamlit as st

from pages.access.parts import account_menu
from pages.navigation import menu, recent, search
from pages.navigation.places import PLACES, place, place_at
from pages.ui import addresses
from pages.ui.banners import background as background_notice
from pages.ui.banners import demo as demo_notice
from pages.ui.banners import integrity as integrity_notice
from pages.ui.banners import new_sign_in as new_sign_in_notice
from pages.ui.banners import proxy as proxy_notice
from pages.ui.banners import second_factor as second_factor_notice
from pages.ui.exports import page_is_shown
from pages.ui.markdown import md
from pages.ui.page_context import SignedOut, authenticate
from pages.ui.runtime.dialogs import dialogs_scheme
from pages.ui.runtime.icon import icon_text

# Streamlit fetches the icons that it knows by name from somebody else's server, and a file of ours
# would be read and kept anew at every run.
ICON = "data:image/png;base64," + icon_text()
st.set_page_config(
    page_title="Offramp",
    page_icon=ICON,
    layout="wide",
    # Without items of ours Streamlit's own menu is not there; the choice of light or dark is ours.
    initial_sidebar_state=232,
)

# Streamlit says which scheme it is to the page, not to dialogs: those would be light in the dark.
dialogs_scheme()

OPEN_A_CASE = place(addresses.LEAVING)

try:
    viewer = authenticate()
except SignedOut:
    account_menu.signed_out()
    st.stop()

pages = [
    st.Page(place.file, title=md(place.title), default=place.file == addresses.HOME)
    for place in PLACES
]
# Drawn by ourselves: Streamlit's own list of sections is not a valid list for a screen reader.
page = st.navigation(pages, position="hidden")
here = place_at(page.url_path)
st.set_page_config(page_title=f"{here.title} · Offramp")
with st.sidebar:
    account_menu.product()
    if OPEN_A_CASE.is_for(viewer):
        with st.container(key="menu-open-a-case"):
            st.page_link(OPEN_A_CASE.file, label=md(OPEN_A_CASE.title), width="stretch")
    menu.groups(viewer, here)
    account_menu.draw(viewer)
with st.container(key="page-top", horizontal=True):
    search.box()
    menu.tabs(viewer, here)
demo_notice.for_everybody(viewer)
if here.needs and not here.is_for(viewer):
    account_menu.not_for(viewer, here.title, here.needs)
else:
    try:
        if here.file != addresses.NOTIFICATIONS:  # which says more of it
            background_notice.for_administrators(viewer)
        integrity_notice.for_overseers(viewer)
        proxy_notice.for_administrators(viewer)
        new_sign_in_notice.for_owner(viewer)
        if here.file != addresses.ACCOUNT:  # which says it itself
            second_factor_notice.for_owner(viewer)
        page_is_shown()
        page.run()
        recent.remember(viewer, here)
    except SignedOut:  # the session ended while the page was drawn
        account_menu.signed_out()
