"""The part of the account page with one's second factors. They are changed on a page of its own:
passkeys need a script, which these pages do not run."""

import streamlit as st

from core.actor import Actor
from core.identity.values import Factors
from core.web.factors.parts import NO_CODES
from pages.ui.banners import second_factor
from pages.ui.dates import moment
from pages.ui.markdown import md
from pages.ui.table import Content, table


def draw(viewer: Actor) -> None:
    """What one has, and the way to change it."""
    st.subheader("Second factor", anchor=False)
    has = second_factor.my_factors(viewer)
    second_factor.say(viewer, has)
    if has.any:
        table(["Factor", "Added", "Last used"], _rows(has), label="My second factors")
        if has.recovery_left:
            st.caption(f"Recovery codes: {md(has.recovery_left)} of 10 left.")
        else:
            st.warning(NO_CODES)
    elif not has.due_at:
        st.caption("None. With a passkey or an authenticator app, a stolen password is not enough.")
    if not has.due_at:
        st.html(second_factor.LINK.format("Change second factors" if has.any else "Set one up"))


def _rows(has: Factors) -> list[list[Content]]:
    rows: list[list[Content]] = [
        [
            f"{key.name} (disabled)" if key.disabled_at else key.name,
            moment(key.created_at),
            moment(key.last_used_at) if key.last_used_at else "not yet",
        ]
        for key in has.passkeys
    ]
    if has.app_since:
        used = moment(has.app_last_used_at) if has.app_last_used_at else "not yet"
        rows.append(["Authenticator app", moment(has.app_since), used])
    return rows
