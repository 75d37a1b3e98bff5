"""Parts of the bridge's page."""

from collections.abc import Sequence

import streamlit as st

from core.identity.rights import Action, may
from core.runtime import runtime
from core.scim import service as scim
from core.scim.models import CredentialKind, EventKind, Profile, WorkState
from core.scim.service import BridgeView, EventView
from pages.components.moments import moment
from pages.components.notices import say
from pages.components.runtime import actor, database
from pages.components.table import Column, Text, table

TOKEN = "bridge-token"  # noqa: S105 - a key of the session's state
PROFILES = {
    Profile.STRICT: "Any SCIM client, by the RFC",
    Profile.OKTA: "Okta",
    Profile.ENTRA: "Entra ID",
}
STATES = {
    WorkState.NONE: "– no work",
    WorkState.PENDING: "◌ waits to be handed over",
    WorkState.OPEN: "○ open",
    WorkState.JOINED: "= asked for already",
    WorkState.DONE: "● done",
    WorkState.CANCELLED: "✕ cancelled",
}
WHAT = {
    EventKind.USER_CREATED: "assigned",
    EventKind.USER_RENAMED: "renamed",
    EventKind.USER_DEACTIVATED: "deactivated",
    EventKind.USER_REACTIVATED: "active again",
    EventKind.USER_DELETED: "deleted",
    EventKind.MEMBER_ADDED: "joined a group",
    EventKind.MEMBER_REMOVED: "left a group",
    EventKind.LAST_GROUP_LEFT: "left the last group",
}
PAGE = 25


def fresh_token() -> None:
    """A token that was just made; it is shown this once."""
    if found := st.session_state.pop(TOKEN, None):
        label, text, url = found
        st.success(f"{label}. Copy it now: it is shown this once.")
        st.code(text, language=None, wrap_lines=True)
        st.caption(f"URL for the IdP: {url}")


def choose(bridges: Sequence[BridgeView]) -> BridgeView:
    """The connection that the page is about; the link has its id."""
    ids = {each.id: each for each in bridges}
    linked = st.query_params.get("connection")
    if st.session_state.get("connection") not in ids and linked in ids:
        st.session_state["connection"] = linked
    chosen = st.selectbox(
        "Connection",
        list(ids),
        format_func=lambda id_: f"{ids[id_].app_name}, {PROFILES[ids[id_].profile]} ({id_})",
        key="connection",
        on_change=_link,
    )
    return ids[chosen]


def _link() -> None:
    st.query_params["connection"] = st.session_state["connection"]


def facts(bridge: BridgeView) -> None:
    """What is worth seeing at a glance."""
    last = moment(bridge.last_event_at) if bridge.last_event_at else "none yet"
    state = "● on" if bridge.enabled else "✕ switched off"
    if bridge.baseline:
        state += ", baseline: new users are taken as having accounts"
    table(
        ["URL for the IdP", "State", Column("Users", number=True), Column("Groups", number=True),
         Column("Open work", number=True), "Last event"],
        [[Text(runtime().settings.base_url + bridge.path, strong=True), state,
          f"{bridge.users:,}", f"{bridge.groups:,}", f"{bridge.open_work:,}", last]],
        label="Connection",
    )  # fmt: skip


def events(bridge: BridgeView) -> None:
    """What the IdP did, and what became of it; the newest first."""
    left, right = st.columns(2)
    search = left.text_input("User name contains", key="who", bind="query-params")
    states = right.multiselect(
        "State", list(WorkState), format_func=STATES.__getitem__, key="bridge-states"
    )
    page = int(st.session_state.get("bridge-page", 1))
    with database().read() as session:
        total, found = scim.list_events(
            session, actor(), bridge.id, states=states, search=search or "", limit=PAGE,
            offset=(page - 1) * PAGE,
        )  # fmt: skip
    if not total:
        st.info("No events. The IdP's first request about a person makes one.")
        return
    table(
        ["Person", "Event", "Step", Column("State", tight=True), "Due", "When"],
        [_event(each) for each in found],
        label="Events",
    )
    if total > PAGE:
        st.pagination(-(-total // PAGE), key="bridge-page")
    st.caption(f"{total:,} events")
    if may(actor(), Action.SCIM_WORK):
        _finish([e for e in found if e.state in (WorkState.OPEN, WorkState.PENDING)])


def _event(each: EventView) -> list[object]:
    what = WHAT[each.kind] + (f": {each.group}" if each.group else "")
    step = [[each.title]] if each.work else [[Text("none", muted=True)]]
    if each.note:
        step.append([Text(each.note, muted=True)])
    person = [[Text(each.person, strong=True)], [Text(each.email or each.user_name, muted=True)]]
    due = moment(each.due_at) if each.due_at else "–"
    return [person, what, step, STATES[each.state], due, moment(each.at)]


def _finish(open_ones: Sequence[EventView]) -> None:
    ours = {e.id: e for e in open_ones if (e.reference or "").startswith("event:")}
    if not ours:
        return
    with st.form("bridge-finish", clear_on_submit=True):
        st.subheader("Finish a step")
        event = st.selectbox("Step", list(ours), format_func=lambda i: ours[i].title)
        for line in ours[event].checklist if event else ():
            st.markdown(f"- {line}")
        note = st.text_area("What was done, and what shows it", max_chars=2000)
        if st.form_submit_button("Done", type="primary"):
            with database().write() as session:
                scim.finish_event(session, actor(), event, note)
            say("The step is done.")
            st.rerun()


def settings(bridge: BridgeView) -> None:
    """Tokens, and what an administrator can change."""
    table(
        ["Kind", "Begins with", "Made", "Last used", "State"],
        [[str(c.kind), f"ofr_{c.prefix}…", f"{moment(c.created_at)}, {c.created_by}",
          moment(c.last_used_at) if c.last_used_at else "never",
          "✕ revoked" if c.revoked_at else "● valid"] for c in bridge.credentials],
        label="Tokens",
    )  # fmt: skip
    if not may(actor(), Action.SCIM_CONFIGURE):
        return
    with st.container(horizontal=True):
        if st.button("New token"):
            _issue(bridge, CredentialKind.BEARER, "New bearer token")
        if st.button("New OAuth client secret"):
            _issue(bridge, CredentialKind.CLIENT_SECRET, "New client secret")
        if bridge.baseline and st.button("End the baseline"):
            _change(bridge, "From now on new users make work.", baseline=False)
        word = "Switch off" if bridge.enabled else "Switch on"
        if st.button(word):
            _change(bridge, "The connection was switched.", enabled=not bridge.enabled)
    live = {c.id: c for c in bridge.credentials if not c.revoked_at}
    if live:
        with st.form("bridge-revoke"):
            which = st.selectbox(
                "Revoke at once",
                list(live),
                format_func=lambda i: f"{live[i].kind} {live[i].prefix}…",
            )
            if st.form_submit_button("Revoke"):
                with database().write() as session:
                    scim.revoke_credential(session, actor(), bridge.id, which)
                say("The token is revoked.")
                st.rerun()
    st.caption("Two of a kind are valid at a time; a third ends the oldest.")


def _issue(bridge: BridgeView, kind: CredentialKind, label: str) -> None:
    with database().write() as session:
        text = scim.rotate_token(session, actor(), bridge.id, kind)
    url = runtime().settings.base_url + bridge.path
    if kind is CredentialKind.CLIENT_SECRET:
        label += f" for client id {scim.client_id_of(text)}"
        url = f"{url} (token endpoint: {url}/oauth2/token)"
    st.session_state[TOKEN] = (label, text, url)
    st.rerun()


def _change(bridge: BridgeView, notice: str, **wanted: bool) -> None:
    with database().write() as session:
        scim.change_bridge(session, actor(), bridge.id, bridge.version, **wanted)
    say(notice)
    st.rerun()


def rules(bridge: BridgeView) -> None:
    """What each event asks for; an administrator can override parts for this connection."""
    with database().read() as session:
        found = scim.bridge_rules(session, actor(), bridge.id)
    table(
        ["Event", "Work", "Owner", Column("Hours", number=True), "Urgent"],
        [[WHAT[kind], [[rule.work], [Text(rule.title, muted=True)]], rule.owner,
          f"{rule.hours:g}", "yes" if rule.urgent else "no"] for kind, rule in found.items()],
        label="Rules",
    )  # fmt: skip
    if not may(actor(), Action.SCIM_CONFIGURE):
        return
    kind = st.selectbox("Change a rule", list(found), format_func=WHAT.__getitem__)
    rule = found[kind]
    with st.form(f"bridge-rule-{bridge.version}-{kind}"):
        options = ["create-account", "change-role", "remove-access", "none"]
        work = st.selectbox("Work", options, index=options.index(rule.work))
        owner = st.text_input("Owner: app-owner, operator or an e-mail address", rule.owner)
        hours = st.number_input("Hours until it is due", 0.0, 8760.0, float(rule.hours))
        urgent = st.checkbox("Urgent: remind at any hour", rule.urgent)
        title = st.text_input(
            "Title", rule.title, help="{person}, {app} and {group} are filled in."
        )
        lines = st.text_area("Checklist, one line each", "\n".join(rule.checklist))
        if st.form_submit_button("Save"):
            edits = {"work": work, "owner": owner, "hours": hours, "urgent": urgent, "title": title}
            edits["checklist"] = [line.strip() for line in lines.splitlines() if line.strip()]
            with database().write() as session:
                scim.change_rule(session, actor(), bridge.id, bridge.version, kind, edits)
            say("The rule is changed for this connection.")
            st.rerun()


def add() -> None:
    """Bridge another app."""
    with st.expander("Bridge an app"), st.form("bridge-add"):
        app = st.text_input("App", placeholder="Customer.io")
        profile = st.selectbox("IdP", list(PROFILES), format_func=PROFILES.__getitem__)
        baseline = st.checkbox("Users of the first sync have accounts already: no work for them")
        if st.form_submit_button("Bridge it", type="primary"):
            with database().write() as session:
                made, token = scim.create_bridge(
                    session, actor(), app, profile=profile, baseline=baseline
                )
            url = runtime().settings.base_url + made.path
            st.session_state[TOKEN] = (f"{made.app_name} is bridged", token, url)
            st.rerun()
