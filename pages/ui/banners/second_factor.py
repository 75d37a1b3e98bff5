"""A second factor that a role needs and an account lacks, or that may have been copied."""

import streamlit as st

from core.actor import Actor
from core.app.runtime import runtime
from core.identity import service as identity
from core.identity.values import FactorPolicy, Factors
from pages.ui.dates import moment
from pages.ui.page_context import database
from pages.ui.table import escape

LINK = '<a class="offramp-sign-in" href="/account/factors" target="_self">{}</a>'
_LATER = "<button type='button' class='offramp-sign-in' data-later='second-factor'>Later</button>"


def my_factors(viewer: Actor) -> Factors:
    """What the viewer has, and what their role needs."""
    policy = FactorPolicy.of(runtime().settings)
    with database().read() as session:
        return identity.my_factors(session, viewer, policy)


def for_owner(viewer: Actor) -> None:
    """On every page: until when it has to be set up, and what was disabled.

    Until then *Later* puts it out of sight in this tab, until somebody signs in there again; the
    script of ``core/web/scripts/navigation.js`` does that.
    """
    with st.container():
        policy = FactorPolicy.of(runtime().settings)
        with database().read() as session:
            if not identity.have_i_to_hear(session, viewer, policy):
                return
            has = identity.my_factors(session, viewer, policy)
        _due(viewer, has, _LATER)
        _copied(has)


def say(viewer: Actor, has: Factors) -> None:
    """The two sentences, where they hold; nothing puts them off."""
    _due(viewer, has)
    _copied(has)


def _due(viewer: Actor, has: Factors, more: str = "") -> None:
    if has.due_at:
        st.html(
            "<div class='of-notice of-second-factor' role='note'><span><strong>Your role, "
            f"{escape(viewer.role)}, needs a second factor.</strong> "
            f"Sign-in asks for it from {escape(moment(has.due_at))}.</span>"
            f"{LINK.format('Set up a second factor')}{more}</div>"
        )


def _copied(has: Factors) -> None:
    if any(key.disabled_at for key in has.passkeys):
        st.error(
            "**A passkey of yours may have been copied** and is disabled. Remove it, and tell an "
            "administrator if you did not copy it yourself."
        )
        st.html(LINK.format("Second factors"))
