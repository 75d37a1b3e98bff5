"""A reverse proxy that is not trusted, to administrators: everybody has its address."""

import streamlit as st

from core.actor import Actor
from core.config import settings
from core.rights import Action, may
from core.web.front.proxies import PROXIES, headline, what_to_do
from pages.ui.markdown import md


def for_administrators(viewer: Actor) -> None:
    """On every page, until it is trusted."""
    with st.container():
        if may(viewer, Action.ACCOUNT_MANAGE):
            for peer in PROXIES.untrusted():
                st.warning(f"**{md(headline(peer))}** {md(what_to_do(peer, settings()))}")
