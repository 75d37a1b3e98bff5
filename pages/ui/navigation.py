"""The list of pages, by section."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st


def sidebar(pages: Mapping[str, Sequence[Any]]) -> None:
    """Every section's pages as links."""
    with st.sidebar:
        for section, members in pages.items():
            st.caption(section)
            with st.container(gap="xxsmall"):
                for page in members:
                    st.page_link(page, width="stretch")
