"""Parts of the page of outbound connections."""

from collections.abc import Sequence

import streamlit as st

from core.identity.rights import Action, may
from core.scim import service as scim
from core.scim.models import AuthKind, RemovalState
from core.scim.service import ConnectionInput, OutboundView, RemovalView
from pages.components.moments import moment
from pages.components.notices import say
from pages.components.runtime import actor, database
from pages.components.table import Text, table

STATES = {
    RemovalState.WAITING: "◌ waiting",
    RemovalState.RUNNING: "◌ running",
    RemovalState.RETRYING: "◌ tried again later",
    RemovalState.VERIFYING: "◌ gone, looked at again soon",
    RemovalState.VERIFIED: "● proven gone",
    RemovalState.OPEN_STEP: "○ needs a person",
    RemovalState.RETURNED: "▲ came back",
}
MOVING = (RemovalState.WAITING, RemovalState.RUNNING, RemovalState.RETRYING)
PAGE = 25


def listing(connections: Sequence[OutboundView]) -> None:
    """Every connection, and what its last test said."""
    rows = []
    for each in connections:
        bad = sum(remark.verdict != "ok" for remark in each.report)
        tested = f"{moment(each.tested_at)}: {bad} remarks" if each.tested_at else "not tested"
        way = "delete" if each.deletes else "deactivate"
        rows.append(
            [
                [[Text(each.app_name, strong=True)], [Text(each.base_url, muted=True)]],
                str(each.auth),
                way,
                "● on" if each.enabled else "✕ off",
                tested,
            ]
        )
    table(["App", "Sign-in", "Removal", "State", "Last test"], rows, label="Connections")
    if may(actor(), Action.SCIM_REMOVE):
        with st.form("outbound-test"):
            which = _pick(connections, "Test a connection")
            if st.form_submit_button("Test"):
                found = scim.run_test(database(), actor(), which)
                table(
                    ["Verdict", "What was seen", "Rule"],
                    [[each.verdict, each.what, each.rule] for each in found],
                    label="Test",
                )


def _pick(connections: Sequence[OutboundView], label: str) -> int:
    names = {each.id: f"{each.app_name} ({each.base_url})" for each in connections}
    return int(st.selectbox(label, list(names), format_func=names.__getitem__))


def ask(connections: Sequence[OutboundView]) -> None:
    """Ask for the removal of one or many people."""
    with st.form("outbound-ask", clear_on_submit=True):
        st.subheader("Remove people from an app")
        which = _pick(connections, "From")
        text = st.text_area("User names or e-mail addresses, one a line", max_chars=50_000)
        dry = st.checkbox("Only show what would be sent", value=True)
        if not st.form_submit_button("Go", type="primary"):
            return
    users = list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))
    if dry:
        with database().read() as session:
            for user in users[:3]:
                st.code("\n".join(scim.dry_run(session, actor(), which, user)), language=None)
        return
    with database().write() as session:
        for user in users:
            scim.ask_removal(session, actor(), which, user)
    say(f"{len(users):,} removals asked for.")
    st.rerun()


@st.fragment(run_every=3)
def removals() -> None:
    """Removals and where they stand; moves by itself."""
    st.subheader("Removals")
    states = st.multiselect(
        "State", list(RemovalState), format_func=STATES.__getitem__, key="removal-states"
    )
    page = int(st.session_state.get("removal-page", 1))
    with database().read() as session:
        total, found = scim.list_removals(
            session, actor(), states=states, limit=PAGE, offset=(page - 1) * PAGE
        )
        waiting, _ = scim.list_removals(session, actor(), states=MOVING, limit=1)
    if not total:
        st.info("No removals in this selection.")
        return
    if waiting:
        st.progress(1 - min(waiting / total, 1.0), f"{waiting:,} of {total:,} under way")
    table(
        ["Person", "App", "State", "What is known", "Asked"],
        [
            [Text(each.user, strong=True), each.app_name, STATES[each.state],
             each.outcome or "–", f"{moment(each.created_at)}, {each.created_by}"]
            for each in found
        ],
        label="Removals",
    )  # fmt: skip
    if total > PAGE:
        st.pagination(-(-total // PAGE), key="removal-page")
    _one(found)


def _one(found: Sequence[RemovalView]) -> None:
    names = {each.id: each for each in found}
    which = st.selectbox(
        "Evidence of",
        list(names),
        format_func=lambda i: f"{names[i].user}, {names[i].app_name}",
        index=None,
        placeholder="choose a removal",
    )
    if which is None:
        return
    chosen = names[which]
    with database().read() as session:
        exchanges = scim.exchanges(session, actor(), which)
    table(
        ["When", "What for", "Request", "Answer"],
        [
            [moment(e.at, seconds=True), e.purpose,
             [[e.method, e.url], [Text(e.sent or "", muted=True)]],
             [[str(e.status or e.problem)], [Text((e.received or "")[:400], muted=True)]]]
            for e in exchanges
        ],
        label="Exchange",
    )  # fmt: skip
    if not may(actor(), Action.SCIM_REMOVE):
        return
    for candidate in chosen.candidates:
        label = f"It is {candidate['user_name']} ({candidate['id']})"
        if st.button(label, key=f"choose-{which}-{candidate['id']}"):
            with database().write() as session:
                scim.choose(session, actor(), which, candidate["id"])
            st.rerun()
    if chosen.state not in MOVING and st.button("Look again now", key=f"verify-{which}"):
        with database().write() as session:
            scim.verify_again(session, actor(), which)
        st.rerun()


def add() -> None:
    """Connect another app."""
    with st.expander("Connect an app"), st.form("outbound-add"):
        app = st.text_input("App", placeholder="Figma")
        url = st.text_input("Base URL of its SCIM endpoint", placeholder="https://…/scim/v2")
        auth = st.selectbox("Sign-in", list(AuthKind))
        user = st.text_input("User name or client id (not for a bearer token)")
        secret = st.text_input("Token, password or client secret", type="password")
        token_url = st.text_input("Token endpoint (OAuth 2 only)")
        networks = st.text_input("Allowed private networks, with commas", placeholder="10.1.2.0/24")
        http = st.checkbox("Allow http (only inside such a network)")
        deletes = st.checkbox("Delete users instead of deactivating them")
        delay = st.number_input("Seconds that the app needs to show a change", 0, 604_800, 0)
        if st.form_submit_button("Connect", type="primary"):
            wanted = ConnectionInput(
                app=app, base_url=url, auth=auth, secret=secret, user_name=user or None,
                token_url=token_url or None, allow_http=http, deletes=deletes,
                allowed_networks=tuple(n.strip() for n in networks.split(",") if n.strip()),
                verify_after_seconds=int(delay),
            )  # fmt: skip
            with database().write() as session:
                scim.connect(session, actor(), wanted)
            say("Connected. Test it next.")
            st.rerun()
