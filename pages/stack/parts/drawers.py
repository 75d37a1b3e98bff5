"""What the stack's page opens at its side; the link says which, so that others can lead there."""

from urllib.parse import urlencode

import streamlit as st

ADD, IMPORT, SETTINGS = "add", "import", "settings"
_DO, _APP = "do", "app"


def wanted() -> str:
    """Which of them the link opens; empty: none."""
    return st.query_params.get(_DO, "")


def app_wanted() -> str:
    """The app whose row the link opens; empty: none."""
    return st.query_params.get(_APP, "")


def link_to_app(app: str) -> str:
    """The row of an app, over the list as it is shown now."""
    kept = {name: value for name, value in st.query_params.items() if name not in (_DO, _APP)}
    return f"stack?{urlencode(kept | {_APP: app})}"


def open_one(which: str) -> None:
    """In a callback: open it."""
    kept = {name: value for name, value in st.query_params.items() if name != _APP}
    st.query_params.from_dict(kept | {_DO: which})


def close() -> None:
    """Close what is open; on the next run it is gone."""
    kept = {name: v for name, v in st.query_params.items() if name not in (_DO, _APP)}
    st.query_params.from_dict(kept)
