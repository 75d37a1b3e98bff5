"""Adding, testing, changing and removing channels: for administrators."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.errors import Unavailable
from core.notify import service as notify
from core.notify.service import Audience, ChannelInput, ChannelView
from pages.navigation import drawer
from pages.ui.errors import shown
from pages.ui.markdown import md
from pages.ui.notices import attempt, say, show_notice
from pages.ui.page_context import authenticate, database
from pages.ui.table import muted

PROBLEM = "channel-problem"
AUDIENCES = {
    Audience.SHARED: "Shared: one place that several people read",
    Audience.PERSONAL: "Personal: the person it is for, {to} in the URL",
}
ASKED = "channel"
"""In the link: whose drawer is open."""


@dataclass(frozen=True)
class Kind:
    """What a channel leads to: what is asked for, and how it looks."""

    name: str
    label: str
    placeholder: str
    help: str
    audience: Audience = Audience.SHARED


KINDS = (
    Kind(
        "Slack",
        "Webhook URL",
        "https://hooks.slack.com/services/…",
        "In Slack: Apps, Incoming Webhooks, Add to Slack.",
    ),
    Kind(
        "Teams",
        "Workflow URL",
        "https://….logic.azure.com/workflows/…",
        "In the Teams channel: Workflows, “Post to a channel when a webhook request is received”.",
    ),
    Kind(
        "Mail",
        "Mail server",
        "mailtos://user:password@smtp.example.com?to={to}",
        "With {to}, each message goes to whom it is for.",
        Audience.PERSONAL,
    ),
    Kind("Other", "URL", "https://…", "As appriseit.com/services writes it."),
)


def add(room: DeltaGenerator, *, first: bool, turn: int) -> None:
    """Add a channel: on the page where it is the ``first``, else behind a button."""
    if first:
        with st.container(width=480):
            _add(turn)
    else:
        with room.popover("Add a channel", type="primary", width="content"):
            _add(turn)


def _add(turn: int) -> None:
    names = {kind.name: kind for kind in KINDS}
    chosen = st.segmented_control(
        "Where to",
        list(names),
        default=KINDS[0].name,
        required=True,
        format_func=md,
        key=f"channel-kind-{turn}",
    )
    # Another key after each channel: a form that is kept would keep the URL on the page.
    wanted = _fields(f"new-{turn}-{chosen}", None, names.get(chosen or "", KINDS[0]))
    if wanted is not None:
        attempt(
            lambda s: notify.add_channel(s, authenticate(), wanted),
            lambda added: f"{added.name} is added. Send a test message next.",
            then=lambda added: st.query_params.from_dict({ASKED: str(added.id)}),
            place=PROBLEM,
        )


def open_asked(channels: Sequence[ChannelView]) -> None:
    """The channel that the link names, at the side."""
    asked = drawer.asked(ASKED)
    chosen = next((each for each in channels if str(each.id) == asked), None)
    if chosen is not None:
        drawer.drawer(chosen.name, lambda: _one(chosen), ASKED)
    elif asked:
        st.warning("There is no such channel: it may have been removed.")


def _one(chosen: ChannelView) -> None:
    who = authenticate()
    muted(chosen.shown_url)
    with st.form(f"channel-test-{chosen.id}", border=False):
        to = ""
        if chosen.audience is Audience.PERSONAL:
            to = st.text_input("Test to", value=who.email or "", placeholder="you@example.com")
        tried = st.form_submit_button("Send test", type="primary")
    if problem := st.session_state.pop(PROBLEM, None):
        st.error(md(f"The test message did not arrive. {problem}"))
    show_notice(PROBLEM)
    if tried:
        with shown():
            try:
                with st.spinner("Sending…"):
                    notify.try_channel(database(), who, chosen.id, to)
                say(f"The test message went out through {chosen.name}.", PROBLEM)
            except Unavailable as problem:
                st.session_state[PROBLEM] = problem.message  # the list behind it changes too
            st.rerun()
    with st.expander("Change"):
        wanted = _fields(f"{chosen.id}-{chosen.version}", chosen, KINDS[-1])
        if wanted is not None:
            attempt(
                lambda s: notify.change_channel(s, who, chosen.id, chosen.version, wanted),
                f"{wanted.name} is changed.",
                place=PROBLEM,
            )
    with st.expander("Remove"):
        st.markdown(
            "Messages that wait are dropped; what was sent stays listed. This cannot be undone."
        )
        if st.button("Remove the channel", key=f"channel-remove-{chosen.id}"):
            attempt(
                lambda s: notify.remove_channel(s, who, chosen.id, chosen.version),
                f"{chosen.name} is removed.",
                then=lambda _: drawer.close(ASKED),
            )


def _fields(key: str, now: ChannelView | None, kind: Kind) -> ChannelInput | None:
    """The form's fields; ``None`` until it is sent."""
    audiences = list(AUDIENCES)
    with st.form(f"channel-{key}", border=False):
        name = st.text_input(
            "Name",
            value=now.name if now else "",
            max_chars=80,
            placeholder=f"IT in {kind.name}" if kind.name in ("Slack", "Teams") else "IT",
        )
        url = st.text_input(
            md(kind.label if now is None else "New URL"),
            type="password",
            autocomplete="off",
            placeholder=kind.placeholder if now is None else "Leave empty to keep the stored one",
        )
        if now is None:
            st.caption(md(f"{kind.help} It is stored encrypted and never shown again."))
        audience = st.radio(
            "Audience",
            audiences,
            index=audiences.index(now.audience if now else kind.audience),
            format_func=AUDIENCES.__getitem__,
        )
        urgent = st.checkbox("Only what is urgent", value=now.urgent_only if now else False)
        enabled = st.checkbox("Switched on", value=now.enabled if now else True)
        if not st.form_submit_button(
            "Add" if now is None else "Save", type="primary" if now is None else "secondary"
        ):
            return None
    return ChannelInput(name, url.strip() or None, audience, urgent, enabled)
