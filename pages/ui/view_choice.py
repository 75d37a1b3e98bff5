"""Which view of a page: a row of buttons whose choice is a part of the link, and a search."""

from collections.abc import Mapping

import streamlit as st

from pages.ui.markdown import md


def view_choice(views: Mapping[str, str], default: str, *, key: str = "view") -> str:
    """The chosen view's name; ``views``: name in the link → what stands on the button.

    Not ``bind``: that puts the button's text into the link, and counts change.
    """
    asked = st.query_params.get(key, default)
    linked = asked if asked in views else default
    if st.session_state.get(key) != linked:
        st.session_state[key] = linked

    def changed() -> None:
        if st.session_state[key] == default:
            st.query_params.pop(key, None)
        else:
            st.query_params[key] = st.session_state[key]

    return str(
        st.segmented_control(
            "View",
            list(views),
            required=True,
            format_func=lambda each: md(views[each]),
            key=key,
            on_change=changed,
            label_visibility="collapsed",
            wrap=True,
        )
    )


def user_search(key: str) -> str:
    """A part of a user name, beside the buttons; it is in the link, too."""
    return str(
        st.text_input(
            "User name contains",
            key=key,
            bind="query-params",
            placeholder="User name contains",
            label_visibility="collapsed",
            width=260,
        )
        or ""
    )
