"""Who is signed in, and the way out."""

import streamlit as st

from core.actor import Actor
from core.app.version import version
from core.errors import Forbidden
from core.rights import Action, require
from pages.ui import addresses
from pages.ui.markdown import md

SIGN_OUT = (
    '<form method="post" action="/sign-out" target="_self">'
    '<button type="submit" class="offramp-sign-out">Sign out</button></form>'
)
# The script in core/web/scripts answers these: Streamlit gives no theme to Python, and keeps the
# one that is chosen in its own menu for the page that it was chosen on.
THEME = (
    '<div class="of-choice" role="group" aria-label="Theme">'
    + "".join(
        f'<button type="button" data-theme-choice="{theme}">{theme}</button>'
        for theme in ("System", "Light", "Dark")
    )
    + "</div>"
)
KEYS = (
    '<button type="button" class="of-menu-item" data-press="keys-open">'
    "Keyboard shortcuts <kbd>?</kbd></button>"
)


def product() -> None:
    """At the top of the sidebar."""
    st.markdown("**Offramp**", width="content")


def draw(viewer: Actor) -> None:
    """At the foot of the sidebar: who is signed in; their account, the theme and the way out."""
    with (
        st.container(key="menu-account"),
        st.popover(md(viewer.name), width="stretch", icon=":material/person:"),
    ):
        st.caption(f"Signed in as {md(viewer.role)}")
        st.page_link(addresses.ACCOUNT, label="My account", width="stretch")
        st.html(THEME)
        st.html(KEYS)
        st.html(SIGN_OUT)
        st.caption(f"Offramp {md(version())}")


def signed_out() -> None:
    """What an open tab shows when its session has ended."""
    st.title("You are signed out")
    st.write(
        "Your session expired, you signed out elsewhere, or your account was changed. Nothing "
        "that you saved is lost."
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
    st.page_link(addresses.HOME, label="Go to Home")
