"""Home while nothing is set up: one way to begin, and one to look around."""

import streamlit as st

from pages.ui import addresses


def welcome(*, may_start: bool) -> None:
    """What to do first; ``may_start``: whether the viewer may add apps."""
    with st.container(width=480):
        if not may_start:
            st.markdown(
                "Nothing is set up yet. An operator or an administrator adds the apps you use; "
                "then this page says who removes a leaver from each."
            )
            st.page_link(addresses.MATRIX, label="Look around the catalogue")
            return
        st.markdown(
            "Four short steps, from the apps you use to who removes a leaver from each of them."
        )
        if st.button("Start", type="primary"):
            st.switch_page(addresses.START)
        st.page_link(addresses.MATRIX, label="Look around the catalogue first")
