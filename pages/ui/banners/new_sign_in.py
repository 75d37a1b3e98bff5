"""A sign-in from where the account had not been, to its owner: where no message told them."""

from datetime import UTC, datetime

import streamlit as st

from core.actor import Actor
from core.identity import service as identity
from core.identity.values import Arrival, browser_name
from pages.ui import words
from pages.ui.dates import moment
from pages.ui.markdown import md
from pages.ui.notices import write
from pages.ui.page_context import authenticate, database, own_session


def for_owner(viewer: Actor) -> None:
    """On every page, until they confirm."""
    with st.container():
        with database().read() as session:
            news = identity.my_news(session, viewer, own_session())
        if not news:
            return
        said = "; ".join(_said(each) for each in news[:3]) + "."
        more = f" And {words.count(len(news) - 3, 'more')}." if len(news) > 3 else ""
        st.warning(
            "**New sign-in since you were last here.** Neither the browser nor the address had "
            f"been used with your account before: {md(said + more)} If this was not you, end the "
            "device under [My account](account), change your password, and tell an administrator."
        )
        st.button("It was me", key="new-sign-in-confirm", on_click=_confirm)


def _confirm() -> None:
    write(lambda s: identity.confirm_my_news(s, authenticate(), own_session(), datetime.now(UTC)))


def _said(arrival: Arrival) -> str:
    browser = browser_name(arrival.agent) or "browser not known"
    return f"{moment(arrival.at)}, {arrival.address or 'address not known'}, {browser}"
