"""Beside a field for files: why one of them was not taken."""

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from core.web.uploads.refused import REFUSED
from pages.ui.markdown import md


def show() -> None:
    """The server's own sentences; the field itself shows no more than an error's number.

    In a place that is there without them too, so that nothing below it is taken for another.
    """
    page = get_script_run_ctx()
    with st.container():
        for sentence in REFUSED.of(page.session_id) if page else ():
            st.warning(md(f"A file was not uploaded. {sentence}"))
