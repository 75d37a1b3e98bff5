"""Adding, testing, changing and removing channels: for administrators."""

from collections.abc import Sequence

import streamlit as st

from core.errors import Unavailable
from core.notify import service as notify
from core.notify.service import Audience, ChannelInput, ChannelView
from pages.ui.errors import shown
from pages.ui.markdown import md
from pages.ui.notices import attempt, say
from pages.ui.page_context import authenticate, database

PROBLEM = "channel-problem"
AUDIENCES = {
    Audience.SHARED: "shared: one place that several people read",
    Audience.PERSONAL: "personal: whoever it is for, {to} in the URL",
}
URL_HELP = (
    "Slack: `https://hooks.slack.com/services/…`, Teams: the `https://` address of a workflow, "
    "mail: `mailtos://user:password@smtp.example.com?to={to}`, every other service as "
    "appriseit.com/services writes it. It is stored encrypted and never shown again."
)


def draw(channels: Sequence[ChannelView]) -> None:
    """A form for a new channel, and what can be done with one that is there."""
    if channels:
        _one(channels)
    with st.expander("Add a channel", expanded=not channels):
        # Another key after each channel: a form that is kept would keep the URL on the page.
        wanted = _fields(f"new-{max((each.id for each in channels), default=0)}", None)
        if wanted is not None:
            attempt(
                lambda s: notify.add_channel(s, authenticate(), wanted),
                lambda added: f"{added.name} is added. Send a test message next.",
            )


def _one(channels: Sequence[ChannelView]) -> None:
    st.subheader("Test, change or remove", anchor=False)
    known = {each.id: each for each in channels}
    chosen = known[
        st.selectbox("Channel", list(known), format_func=lambda i: known[i].name, key="channel")
    ]
    who = authenticate()
    with st.form(f"channel-test-{chosen.id}", border=False):
        to = ""
        with st.container(horizontal=True, vertical_alignment="bottom"):
            if chosen.audience is Audience.PERSONAL:
                to = st.text_input(
                    "Test message to", value=who.email or "", placeholder="you@example.com"
                )
            tried = st.form_submit_button("Send a test message")
        if problem := st.session_state.pop(PROBLEM, None):
            st.error(md(f"The test message did not arrive. {problem}"))
        if tried:
            with shown():
                try:
                    with st.spinner("Sending…"):
                        notify.try_channel(database(), who, chosen.id, to)
                    say(f"The test message went out through {chosen.name}.")
                except Unavailable as problem:
                    st.session_state[PROBLEM] = problem.message  # the list above changes with it
                st.rerun()
    with st.expander(md(f"Change {chosen.name}")):
        wanted = _fields(f"{chosen.id}-{chosen.version}", chosen)
        if wanted is not None:
            attempt(
                lambda s: notify.change_channel(s, who, chosen.id, chosen.version, wanted),
                f"{wanted.name} is changed.",
            )
    with st.expander(md(f"Remove {chosen.name}")):
        st.write("Messages that wait are dropped; what was sent stays listed.")
        if st.button("Remove the channel", key=f"channel-remove-{chosen.id}"):
            attempt(
                lambda s: notify.remove_channel(s, who, chosen.id, chosen.version),
                f"{chosen.name} is removed.",
            )


def _fields(key: str, now: ChannelView | None) -> ChannelInput | None:
    """The form's fields; ``None`` until it is sent."""
    audiences = list(AUDIENCES)
    with st.form(f"channel-{key}", border=False, width=640):
        name = st.text_input(
            "Name", value=now.name if now else "", max_chars=80, placeholder="IT in Slack"
        )
        url = st.text_input(
            md("URL" if now is None else f"New URL (now {now.shown_url}; empty: it stays)"),
            type="password",
            autocomplete="off",
        )
        st.caption(URL_HELP)
        audience = st.radio(
            "Audience",
            audiences,
            index=audiences.index(now.audience) if now else 0,
            format_func=AUDIENCES.__getitem__,
        )
        urgent = st.checkbox("Only what is urgent", value=now.urgent_only if now else False)
        enabled = st.checkbox("Switched on", value=now.enabled if now else True)
        if not st.form_submit_button("Add" if now is None else "Save", type="primary"):
            return None
    return ChannelInput(name, url.strip() or None, audience, urgent, enabled)
