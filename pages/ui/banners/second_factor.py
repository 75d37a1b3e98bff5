"""A second factor that a role needs and an account lacks, or that may have been copied."""

import streamlit as st

from core.actor import Actor
from core.app.runtime import runtime
from core.identity import service as identity
from core.identity.values import FactorPolicy, Factors
from pages.ui.dates import moment
from pages.ui.markdown import md
from pages.ui.page_context import database

LINK = '<a class="offramp-sign-in" href="/account/factors" target="_self">{}</a>'


def my_factors(viewer: Actor) -> Factors:
    """What the viewer has, and what their role needs."""
    policy = FactorPolicy.of(runtime().settings)
    with database().read() as session:
        return identity.my_factors(session, viewer, policy)


def for_owner(viewer: Actor) -> None:
    """On every page: until when it has to be set up, and what was disabled."""
    with st.container():
        policy = FactorPolicy.of(runtime().settings)
        with database().read() as session:
            if not identity.have_i_to_hear(session, viewer, policy):
                return
            has = identity.my_factors(session, viewer, policy)
        say(viewer, has)


def say(viewer: Actor, has: Factors) -> None:
    """The two sentences, where they hold."""
    if has.due_at:
        st.warning(
            f"**Your role, {md(viewer.role)}, needs a second factor.** Set it up by "
            f"{md(moment(has.due_at))}; after that you cannot sign in without it."
        )
        st.html(LINK.format("Set up a second factor"))
    if any(key.disabled_at for key in has.passkeys):
        st.error(
            "**A passkey of yours may have been copied** and is disabled. Remove it, and tell an "
            "administrator if you did not copy it yourself."
        )
        st.html(LINK.format("Second factors"))
