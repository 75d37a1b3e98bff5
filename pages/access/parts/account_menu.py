"""Who is signed in, and the way out."""

import streamlit as st

from core.actor import Actor
from core.errors import Forbidden
from core.rights import Action, require
from pages.ui import addresses
from pages.ui.markdown import md

SIGN_OUT = (
    '<form method="post" action="/sign-out" target="_self">'
    '<button type="submit" class="offramp-sign-out">Sign out</button></form>'
)


def draw(viewer: Actor) -> None:
    """At the top of the sidebar: the product, who is signed in, and the way out."""
    with st.sidebar:
        with st.container(
            horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
        ):
            st.markdown("**Offramp**", width="content")
            st.html(SIGN_OUT, width="content")
        st.caption(f":material/person: {md(viewer.name)} · {md(viewer.role)}")


def signed_out() -> None:
    """What an open tab shows when its session has ended."""
    st.title("You are signed out")
    st.write(
        "Your session has ended: by time, by signing out elsewhere, or because your account "
        "was changed. Nothing that you saved is lost."
    )
    st.html(
        '<a class="offramp-sign-in" href="/sign-in?said=ended" target="_self">Sign in again</a>'
    )


def not_for(viewer: Actor, title: str, needed: Action) -> None:
    """What whoever followed a link to another role's page sees; the attempt is recorded."""
    st.title(md(f"{title}: not for your role"))
    try:
        require(viewer, needed)
    except Forbidden as refused:
        st.write(md(refused.message))
        st.write(md(refused.hint))
    st.page_link(addresses.MATRIX, label="Go to the matrix")
