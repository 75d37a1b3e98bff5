"""What is entered of an outbound connection: when it is made, when it is changed, and its end."""

import streamlit as st

from core.offboarding import service as offboarding
from core.scim import service as scim
from core.scim.values import AuthKind, ConnectionInput, OutboundView
from pages.ui import words
from pages.ui.notices import attempt
from pages.ui.page_context import authenticate, database

SIGN_IN = {
    AuthKind.BEARER: "Bearer token",
    AuthKind.BASIC: "User name and password",
    AuthKind.OAUTH: "OAuth 2 client credentials",
}


def entered(known: OutboundView | None) -> ConnectionInput:
    """The fields, with what is ``known``; the app is asked for by whoever makes a connection."""
    url = st.text_input(
        "Base URL of its SCIM endpoint",
        known.base_url if known else "",
        placeholder="https://…/scim/v2",
    )
    kinds = list(SIGN_IN)
    auth = st.selectbox(
        "Sign-in",
        kinds,
        kinds.index(known.auth) if known else 0,
        format_func=SIGN_IN.__getitem__,
    )
    left, right = st.columns(2)
    user = left.text_input(
        "User name or client id",
        (known.user_name or "") if known else "",
        help="Not needed for a bearer token.",
    )
    secret = right.text_input(
        "Token, password or client secret",
        type="password",
        placeholder="Leave empty to keep the stored one" if known else "",
    )
    token_url = st.text_input(
        "Token endpoint",
        (known.token_url or "") if known else "",
        help="For OAuth 2 client credentials only.",
    )
    deletes = st.checkbox(
        "Delete users instead of deactivating them", known.deletes if known else False
    )
    left, right = st.columns(2)
    delay = left.number_input(
        "Seconds that the app needs to show a change",
        0,
        604_800,
        known.verify_after_seconds if known else 0,
    )
    most = right.number_input(
        "Most removals at the same time", 1, 32, known.most_at_once if known else 4
    )
    st.markdown("**Only for an app in a private network**")
    networks = st.text_input(
        "Networks that it may be in",
        ", ".join(known.allowed_networks) if known else "",
        placeholder="10.1.2.0/24, …",
    )
    http = st.checkbox("Over http, without encryption", known.allow_http if known else False)
    return ConnectionInput(
        app=known.app_id if known else "",
        base_url=url.strip(),
        auth=auth,
        secret=secret,
        name=known.name if known else None,
        scope=known.scope if known else None,
        user_name=user or None,
        token_url=token_url or None,
        allow_http=http,
        deletes=deletes,
        allowed_networks=tuple(n.strip() for n in networks.split(",") if n.strip()),
        verify_after_seconds=int(delay),
        most_at_once=int(most),
    )


def edit(chosen: OutboundView) -> None:
    """A dialog with what is stored, to be changed."""
    st.dialog(words.md(f"Change the connection to {chosen.app_name}"))(_edit)(chosen)


def _edit(chosen: OutboundView) -> None:
    with st.form(f"outbound-edit-{chosen.id}-{chosen.version}", border=False):
        wanted = entered(chosen)
        st.caption(
            "At another host the secret is entered again. Removals under way begin anew at a new "
            "address. The app stays: delete the connection if it is another one."
        )
        if st.form_submit_button("Save", type="primary"):
            attempt(
                lambda s: scim.edit_connection(
                    s, authenticate(), chosen.id, chosen.version, wanted
                ),
                "The connection is changed. Test it next.",
            )


def delete(chosen: OutboundView) -> None:
    """A question before a connection is deleted, with what waits for it."""
    st.dialog(words.md(f"Delete the connection to {chosen.app_name}?"))(_delete)(chosen)


def _delete(chosen: OutboundView) -> None:
    with database().read() as session:
        waiting = offboarding.waiting_for_connection(session, authenticate(), chosen.id)
        unfinished = scim.unfinished_removals(session, authenticate(), chosen.id)
    st.markdown(
        "Nothing is sent through it any more, and its secret is deleted. Removals that it made "
        "stay on record."
    )
    if told := unfinished.sentences():
        st.warning(words.md(" ".join(told)))
    if waiting.steps:
        cases = f" ({', '.join(waiting.cases)})" if waiting.cases else ""
        wait = "waits" if waiting.steps == 1 else "wait"
        st.warning(
            words.md(
                f"{words.count(waiting.steps, 'step')} of open cases{cases} {wait} for it. They "
                "become blocked, with the reason, and somebody removes the person by hand."
            )
        )
    if st.button("Delete the connection", type="primary"):
        attempt(
            lambda s: scim.delete_connection(s, authenticate(), chosen.id, chosen.version),
            f"The connection to {words.md(chosen.app_name)} is deleted.",
        )
