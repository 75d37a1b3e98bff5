"""Parts of the bridge's page: all connections at a glance, choosing one, bridging another app."""

from collections.abc import Sequence

import streamlit as st
from sqlmodel import Session
from streamlit.delta_generator import DeltaGenerator

from core.actor import Actor
from core.app.runtime import runtime
from core.catalog import service as catalog
from core.errors import NotFound
from core.scim import service as scim
from core.scim.values import BridgeView
from pages.scim.parts.bridge_words import PROFILES
from pages.ui import words
from pages.ui.dates import moment
from pages.ui.notices import attempt
from pages.ui.page_context import authenticate
from pages.ui.table import Badge, Column, Content, Link, Text, Tone, table

TOKEN = "bridge-token"  # noqa: S105 - a key of the session's state
OWN = "It is not in the catalogue"
OWN_HELP = "An app of your own, or one that no one described yet: it is added as ours."
MADE = "bridge-made"
MOST = 5
"""Connections in the overview; more are chosen from the list under it."""


def url_of(bridge: BridgeView) -> str:
    """What is entered in the IdP."""
    return runtime().settings.base_url + bridge.path


def fresh_token(key: str = TOKEN) -> None:
    """What was just made, to be copied into the IdP; a secret is shown this once.

    ``key`` is of the place where it was made: far from the button nobody would see it.
    """
    found = st.session_state.pop(key, None)
    with st.container():  # there without a token too, so that the open tab stays open
        if not found:
            return
        title, fields = found
        st.success(words.md(f"{title}. Copy this into the IdP now: secrets are shown this once."))
        for label, text in fields.items():
            st.caption(words.md(label))
            st.code(text, language=None, wrap_lines=True)


def listing(bridges: Sequence[BridgeView]) -> None:
    """Every connection, those with most open work first."""
    ordered = sorted(bridges, key=lambda each: -each.open_work)
    table(
        ["App", "State", "Provisioned", Column("Open work", number=True), "Last event"],
        [
            [
                [
                    [Link(each.app_name, f"bridge?connection={each.id}")],
                    [Text(PROFILES[each.profile], muted=True)],
                ],
                _state(each),
                f"{words.count(each.users, 'user')}, {words.count(each.groups, 'group')}",
                f"{each.open_work:,}",
                moment(each.last_event_at) if each.last_event_at else Text("none", muted=True),
            ]
            for each in ordered[:MOST]
        ],
        label="Bridged apps",
    )
    if len(ordered) > MOST:
        st.caption(f"{MOST} of {len(ordered):,} connections, those with most open work.")


def with_linked(session: Session, who: Actor, bridges: Sequence[BridgeView]) -> list[BridgeView]:
    """The same with the deleted one that the link names: steps lead to its events."""
    linked = st.query_params.get("connection", "")
    if not linked or linked in {each.id for each in bridges}:
        return list(bridges)
    try:
        return [*bridges, scim.get_bridge(session, who, linked)]
    except NotFound:
        return list(bridges)


def _state(bridge: BridgeView) -> Content:
    if bridge.deleted_at:
        return Badge("✕ Deleted")
    if not bridge.enabled:
        return Badge("✕ Switched off")
    if bridge.baseline:
        return [[Badge("● On, baseline", Tone.OK)], [Text("new users create no tasks", muted=True)]]
    return Badge("● On", Tone.OK)


def choose(bridges: Sequence[BridgeView]) -> BridgeView:
    """The connection that the page is about; the link has its id."""
    ids = {each.id: each for each in bridges}
    linked = st.query_params.get("connection")
    if made := st.session_state.pop(MADE, None):
        st.session_state["connection"] = made
    if st.session_state.get("connection") not in ids and linked in ids:
        st.session_state["connection"] = linked
    if len(ids) == 1:
        return bridges[0]
    most = max(bridges, key=lambda each: each.open_work).id
    chosen = st.selectbox(
        "Connection",
        list(ids),
        index=list(ids).index(most),
        format_func=lambda id_: f"{ids[id_].app_name} · {PROFILES[ids[id_].profile]} · {id_}",
        key="connection",
        width=480,
        on_change=_link,
    )
    return ids[chosen]


def _link() -> None:
    kept = {name: of for name, of in st.query_params.to_dict().items() if name != "event"}
    st.query_params.from_dict(kept | {"connection": st.session_state["connection"]})


def add(room: DeltaGenerator, *, first: bool) -> None:
    """Bridge another app: on the page where it is the ``first``, else behind a button."""
    if first:
        with st.container(width=480):
            _add()
    else:
        with room.popover("Bridge an app", width="content"):
            _add()


def _add() -> None:
    with st.form("bridge-add", border=False):
        app = st.text_input("App", placeholder="Customer.io")
        own = st.checkbox(OWN, help=OWN_HELP)
        profile = st.selectbox("IdP", list(PROFILES), format_func=PROFILES.__getitem__)
        baseline = st.checkbox(
            "Its people have accounts already",
            help="Users of the first sync are recorded, but create no tasks. End the baseline "
            "under Set-up when the first sync is done.",
        )
        if st.form_submit_button("Bridge it", type="primary"):

            def bridged(session: Session) -> tuple[BridgeView, str]:
                who = authenticate()
                id = catalog.add_app(session, who, app) if own else app
                return scim.create_bridge(session, who, id, profile=profile, baseline=baseline)

            attempt(bridged, then=lambda made: _made(*made))


def _made(made: BridgeView, token: str) -> None:
    fields = {"URL": url_of(made), "Token": token}
    st.session_state[TOKEN] = (f"{words.md(made.app_name)} is bridged", fields)
    st.session_state[MADE] = made.id
    st.query_params["connection"] = made.id
