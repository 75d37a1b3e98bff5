"""Of which app, above a list: by its id in the link, whatever it is called."""

from collections.abc import Mapping

import streamlit as st

APP = "app"


def choose(apps: Mapping[str, str], chosen: str | None, key: str) -> None:
    """``apps``: id → name; ``chosen``: what the link says."""
    if st.session_state.get(key) != chosen:
        st.session_state[key] = chosen

    def changed() -> None:
        if st.session_state[key]:
            st.query_params[APP] = st.session_state[key]
        else:
            st.query_params.pop(APP, None)

    st.selectbox(
        "App",
        sorted(apps, key=lambda app: apps[app].casefold()),
        index=None,
        format_func=lambda app: apps[app],
        placeholder="All apps",
        key=key,
        on_change=changed,
        label_visibility="collapsed",
        width=190,
    )
