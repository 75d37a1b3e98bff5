"""A choice that the link carries: whoever comes back to the page acts on the same thing."""

from collections.abc import Mapping

import streamlit as st

from pages.ui.markdown import md


def linked_choice(
    label: str, names: Mapping[str, str], *, link: str, key: str, start: str | None = None
) -> str | None:
    """One of ``names`` (in the link → on the screen), kept in the link as ``?link=``.

    ``start`` is chosen where the link says nothing. Where it names none of them nothing is chosen,
    and the page says so: the first of the list is not what was meant.
    """
    asked = st.query_params.get(link, "")
    if st.session_state.get(key) not in names:
        wanted = asked or start
        st.session_state[key] = wanted if wanted in names else None

    def changed() -> None:
        if chosen := st.session_state[key]:
            st.query_params[link] = chosen
        else:
            st.query_params.pop(link, None)

    chosen: str | None = st.selectbox(
        md(label),
        list(names),
        index=None,
        format_func=names.__getitem__,
        placeholder="Choose, or type a part of the name",
        key=key,
        on_change=changed,
    )
    if asked and asked not in names:
        st.warning(f"The link names “{md(asked)}”, which is not in this list. Choose again.")
    return chosen
