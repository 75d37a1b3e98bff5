"""What stands where an address is no page: the search, and the way home."""

import streamlit as st

from pages.navigation.header import header
from pages.ui import addresses
from pages.ui.markdown import md

asked = st.query_params.get("address", "")[:200]
header(
    addresses.MISSING,
    answers=f"Offramp has no page at {asked}. The link may be mistyped, or older than this version."
    if asked
    else "",
)
with st.container(horizontal=True):
    st.html(
        '<button type="button" class="offramp-button" data-press="search-open">'
        "Search for it</button>",
        width="content",
    )
    st.page_link(addresses.HOME, label=md("Go to Home"))
