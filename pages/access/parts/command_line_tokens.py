"""The part of the account page with one's tokens for the command line."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import streamlit as st

from core.identity import service as identity
from pages.access.parts import ending
from pages.ui.dates import moment
from pages.ui.inputs.kept_form import kept_form
from pages.ui.notices import attempt
from pages.ui.page_context import authenticate, database

SHOWN_ONCE = "command-line-token"
TO_END = "token-to-end"
"""Where it is said what became of a token."""
LIVES = {"30 days": 30, "90 days": 90, "1 year": 365}


def draw() -> None:
    """Make a token, show it once, end it."""
    st.subheader("Command line", anchor=False)
    st.caption(
        "A script acts as you with a token in OFFRAMP_TOKEN; at a terminal, offramp --as asks for "
        "your password, and for a code if you have a second factor. The audit log names you and "
        "the token. Changing your password ends all tokens."
    )
    with database().read() as session:
        mine = identity.my_tokens(session, authenticate(), now=datetime.now(UTC))
    if token := st.session_state.pop(SHOWN_ONCE, None):
        st.success("Copy the token now. It is shown only this once.")
        st.code(token, language=None, wrap_lines=True)
    _make()
    ending.rows(
        TO_END,
        [
            ending.Row(
                one.digest,
                one.name,
                (f"ends {moment(one.expires_at)}", f"made {moment(one.created_at)}"),
            )
            for one in mine
        ],
        lambda session, one: identity.end_my_token(session, authenticate(), one),
    )


def _make() -> None:
    with kept_form("token-make", border=False) as empty:
        left, right = st.columns([2, 1])
        name = left.text_input("What will use it", placeholder="nightly import")
        life = right.selectbox("Lasts", list(LIVES))
        if st.form_submit_button("Make a token"):
            attempt(
                lambda s: identity.make_token(s, authenticate(), name, timedelta(days=LIVES[life])),
                "The token is made.",
                then=lambda token: _show(token, empty),
            )


def _show(token: str, empty: Callable[[], None]) -> None:
    st.session_state[SHOWN_ONCE] = token
    empty()
