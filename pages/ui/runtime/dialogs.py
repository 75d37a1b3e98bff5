"""Light or dark for what Streamlit draws beside the page, such as a dialog."""

import streamlit as st


def dialogs_scheme() -> None:
    """So that ``light-dark()`` of our style means the same there as on the page."""
    scheme = "dark" if st.context.theme.type == "dark" else "light"
    st.html(f"<style>[role='dialog'] {{ color-scheme: {scheme}; }}</style>")
