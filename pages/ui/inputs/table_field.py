"""The field for a table that people have: pasted or uploaded, read once, not at every rerun."""

import streamlit as st

from core.errors import Invalid
from core.files.tables import MAX_BYTES, Table, read_table
from pages.ui.banners import refused_upload
from pages.ui.markdown import md

_READ = "{}-read"


def table_field(key: str, placeholder: str, hint: str | None = None) -> Table | None:
    """The table in the field, ``None`` while there is none; raises what :func:`read_table` does.

    ``key`` is that of the pasted text.
    """
    pasted = st.text_area(
        "Paste a table", placeholder=placeholder, key=key, help=md(hint) if hint else None
    )
    uploaded = st.file_uploader(
        "or upload CSV or XLSX",
        type=["csv", "tsv", "txt", "xlsx"],
        max_upload_size=MAX_BYTES // 1_000_000,
    )
    refused_upload.show()
    kept = _READ.format(key)
    if uploaded is None:
        st.session_state.pop(kept, None)
        if not pasted.strip():
            return None
        st.caption("Reading what was pasted.")
        return read_table(pasted.encode(), "The pasted table")
    besides = ", not what was pasted" if pasted.strip() else ""
    st.caption(f"Reading {md(uploaded.name)}{besides}.")
    # What is dear to read, or refused after seconds, is not read again with every click.
    file, found = st.session_state.get(kept, (None, None))
    if file != uploaded.file_id:
        try:
            found = read_table(uploaded.getvalue(), uploaded.name)
        except Invalid as error:
            found = error
        st.session_state[kept] = (uploaded.file_id, found)
    if isinstance(found, Invalid):
        raise found
    assert isinstance(found, Table)
    return found
