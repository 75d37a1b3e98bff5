"""The part of the account page with the secret link of one's calendar."""

import streamlit as st

from core.config import settings
from core.offboarding import service as offboarding
from pages.ui.dates import moment
from pages.ui.notices import attempt
from pages.ui.page_context import authenticate, database

SHOWN_ONCE = "calendar-link"


def draw() -> None:
    """Make the link, show it once, end it."""
    st.subheader("Calendar", anchor=False)
    st.caption(
        "Your steps and the moments when people leave, in the calendar that you use anyway: "
        "subscribe to a secret link. Anyone who has the link sees what you see."
    )
    who = authenticate()
    with database().read() as session:
        since = offboarding.link_made_at(session, who)
    if token := st.session_state.pop(SHOWN_ONCE, None):
        st.success("Add this address to your calendar as a subscription. It is shown only now.")
        st.code(f"{settings().base_url}/calendar/{token}.ics", language=None, wrap_lines=True)
    elif since:
        st.write(f"You have a link, made {moment(since)}.")
    else:
        st.write("You have no link.")
    with st.container(horizontal=True):
        label = "Make a new link; the old one ends" if since else "Make a link"
        if st.button(label, key="calendar-new"):
            attempt(lambda session: offboarding.new_link(session, who), "", then=_show)
        if since and st.button("End the link", key="calendar-end"):
            attempt(lambda session: offboarding.end_link(session, who), "The link has ended.")


def _show(token: str) -> None:
    st.session_state[SHOWN_ONCE] = token
