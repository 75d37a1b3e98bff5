"""What is entered of an outbound connection: when it is made, when it is changed, and its end."""

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from core.offboarding import service as offboarding
from core.scim import service as scim
from core.scim.values import AuthKind, ConnectionInput, OutboundView
from pages.navigation import drawer
from pages.ui import words
from pages.ui.notices import attempt
from pages.ui.page_context import authenticate, database

SIGN_IN = {
    AuthKind.BEARER: "Bearer token",
    AuthKind.BASIC: "User name and password",
    AuthKind.OAUTH: "OAuth 2 client credentials",
}


SECRET = {
    AuthKind.BEARER: "Token",
    AuthKind.BASIC: "Password",
    AuthKind.OAUTH: "Client secret",
}
"""What is secret of a sign-in."""


def entered(known: OutboundView | None, key: str = "new") -> ConnectionInput:
    """The fields, with what is ``known``; the app is asked for by whoever makes a connection.

    Not in a form: which fields there are depends on the sign-in.
    """

    def of(name: str) -> str:
        return f"connection-{key}-{name}"

    url = st.text_input(
        "URL of its SCIM endpoint",
        known.base_url if known else "",
        placeholder="https://…/scim/v2",
        key=of("url"),
    )
    kinds = list(SIGN_IN)
    auth = st.selectbox(
        "Sign-in",
        kinds,
        kinds.index(known.auth) if known else 0,
        format_func=SIGN_IN.__getitem__,
        key=of("auth"),
    )
    user = known.user_name if known else None
    token_url = known.token_url if known else None
    if auth is not AuthKind.BEARER:
        name = "User name" if auth is AuthKind.BASIC else "Client id"
        user = st.text_input(name, user or "", key=of("user"))
    secret = st.text_input(
        SECRET[auth],
        type="password",
        autocomplete="off",
        placeholder="Leave empty to keep the stored one" if known else "",
        key=of("secret"),
    )
    if auth is AuthKind.OAUTH:
        token_url = st.text_input("Token endpoint", token_url or "", key=of("token-url"))
    return replace(
        _advanced(known, of),
        base_url=url.strip(),
        auth=auth,
        secret=secret,
        user_name=user or None,
        token_url=token_url or None,
    )


def _advanced(known: OutboundView | None, of: Callable[[str], str]) -> ConnectionInput:
    """What few connections need."""
    with st.expander("Advanced"):
        deletes = st.checkbox(
            "Delete users instead of deactivating them",
            known.deletes if known else False,
            key=of("deletes"),
        )
        delay = st.number_input(
            "Seconds that the app needs to show a change",
            0,
            604_800,
            known.verify_after_seconds if known else 0,
            width=220,
            key=of("delay"),
        )
        most = st.number_input(
            "Most removals at the same time",
            1,
            32,
            known.most_at_once if known else 4,
            width=220,
            key=of("most"),
        )
        st.markdown("**Only for an app in a private network**")
        networks = st.text_input(
            "Networks that it may be in",
            ", ".join(known.allowed_networks) if known else "",
            placeholder="10.1.2.0/24, …",
            key=of("networks"),
        )
        http = st.checkbox(
            "Over http, without encryption", known.allow_http if known else False, key=of("http")
        )
    return ConnectionInput(
        app=known.app_id if known else "",
        base_url="",
        auth=AuthKind.BEARER,
        secret="",
        name=known.name if known else None,
        scope=known.scope if known else None,
        allow_http=http,
        deletes=deletes,
        allowed_networks=tuple(n.strip() for n in networks.split(",") if n.strip()),
        verify_after_seconds=int(delay),
        most_at_once=int(most),
    )


def edit(chosen: OutboundView) -> None:
    """What is stored, to be changed."""
    wanted = entered(chosen, f"{chosen.id}-{chosen.version}")
    st.caption(
        "At another host the secret is entered again. Removals under way restart at a new address. "
        "The app stays: delete the connection if it is another one."
    )
    if st.button("Save", type="primary"):
        attempt(
            lambda s: scim.edit_connection(s, authenticate(), chosen.id, chosen.version, wanted),
            "The connection is changed. Test it next.",
            place="connection",
        )


def delete(chosen: OutboundView) -> None:
    """A question before a connection is deleted, with what waits for it."""
    with database().read() as session:
        waiting = offboarding.waiting_for_connection(session, authenticate(), chosen.id)
        unfinished = scim.unfinished_removals(session, authenticate(), chosen.id)
    st.markdown(
        "Nothing is sent through it from then on, and its secret is deleted. Removals that it made "
        "stay on record. This cannot be undone."
    )
    if told := unfinished.sentences():
        st.warning(words.md(" ".join(told)))
    if waiting.steps:
        cases = f" ({', '.join(waiting.cases)})" if waiting.cases else ""
        wait = "waits" if waiting.steps == 1 else "wait"
        st.warning(
            words.md(
                f"{words.count(waiting.steps, 'step')} of open cases{cases} {wait} for it. They "
                "become blocked, with the reason, and someone removes the person by hand."
            )
        )
    if st.button("Delete the connection"):
        attempt(
            lambda s: scim.delete_connection(s, authenticate(), chosen.id, chosen.version),
            f"The connection to {words.md(chosen.app_name)} is deleted.",
            then=lambda _: drawer.close("connection"),
        )
