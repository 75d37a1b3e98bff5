"""Parts of the page of outbound connections."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

import streamlit as st

from core.errors import Invalid
from core.identity.rights import Action, may
from core.scim import service as scim
from core.scim.models import AuthKind, RemovalState
from core.scim.service import ConnectionInput, OutboundView, RemovalView, RunView
from pages.components import words
from pages.components.moments import moment
from pages.components.notices import say
from pages.components.runtime import actor, database
from pages.components.table import Column, Content, Text, table

STATES = {
    RemovalState.WAITING: "◌ waiting",
    RemovalState.RUNNING: "◌ running",
    RemovalState.RETRYING: "◌ tried again later",
    RemovalState.VERIFYING: "◌ gone, looked at again soon",
    RemovalState.VERIFIED: "● proven gone",
    RemovalState.OPEN_STEP: "○ needs a person",
    RemovalState.RETURNED: "▲ came back",
}
VERDICTS = {"ok": "● works", "departs": "▲ departs", "fails": "✕ fails"}
SIGN_IN = {
    AuthKind.BEARER: "Bearer token",
    AuthKind.BASIC: "User name and password",
    AuthKind.OAUTH: "OAuth 2 client credentials",
}
OURS = (RemovalState.OPEN_STEP, RemovalState.RETURNED)
MOVING = (RemovalState.WAITING, RemovalState.RUNNING, RemovalState.RETRYING)
PAGE = 25


def listing(connections: Sequence[OutboundView]) -> None:
    """Every connection, and what its last test said."""
    now = datetime.now(UTC)
    table(
        ["App", "Sign-in", "Removal", "State", "Last test"],
        [
            [
                [[Text(each.app_name, strong=True)], [Text(each.base_url, muted=True)]],
                SIGN_IN[each.auth],
                "deletes" if each.deletes else "deactivates",
                _state(each, now),
                _tested(each),
            ]
            for each in connections
        ],
        label="Connections",
    )
    if may(actor(), Action.SCIM_REMOVE):
        _test(connections)


def _state(each: OutboundView, now: datetime) -> Content:
    if not each.enabled:
        return "✕ switched off"
    if each.closed_until and each.closed_until > now:
        return [["▲ not answering"], [Text(f"asked again {moment(each.closed_until)}", muted=True)]]
    return "● on"


def _tested(each: OutboundView) -> Content:
    if not each.tested_at:
        return Text("not tested yet", muted=True)
    fails = sum(remark.verdict == "fails" for remark in each.report)
    departs = sum(remark.verdict == "departs" for remark in each.report)
    said = "✕ cannot be used" if fails else "● can be used"
    if departs:
        said += f", departs from the RFC in {departs}"
    return [[said], [Text(moment(each.tested_at), muted=True)]]


def _test(connections: Sequence[OutboundView]) -> None:
    with st.expander("Test or switch a connection"):
        which = _pick(connections, "Connection", "outbound-which")
        chosen = next(each for each in connections if each.id == which)
        with st.container(horizontal=True):
            tested = st.button("Test", type="primary")
            word = "Switch off" if chosen.enabled else "Switch on"
            if may(actor(), Action.SCIM_CONFIGURE) and st.button(word):
                with database().write() as session:
                    scim.set_enabled(session, actor(), which, chosen.version, not chosen.enabled)
                say("Off: nothing is sent, removals wait." if chosen.enabled else "On again.")
                st.rerun()
        if tested:
            with st.spinner("Asking the app"):
                scim.run_test(database(), actor(), which)
            st.rerun()
        if chosen.report:
            table(
                [Column("Verdict", tight=True), Column("What was seen", wide=True), "Rule"],
                [[VERDICTS[each.verdict], each.what, Text(each.rule, muted=True)]
                 for each in chosen.report],
                label="Test", row_header=False,
            )  # fmt: skip


def _pick(connections: Sequence[OutboundView], label: str, key: str) -> int:
    names = {each.id: f"{each.app_name}: {each.base_url}" for each in connections}
    return int(st.selectbox(label, list(names), format_func=names.__getitem__, key=key))


def ask(connections: Sequence[OutboundView]) -> None:
    """Ask for the removal of one or many people, from one or many apps."""
    names = {each.id: f"{each.app_name}: {each.base_url}" for each in connections if each.enabled}
    with st.form("outbound-ask", clear_on_submit=False):
        st.subheader("Remove people", anchor=False)
        everywhere = st.checkbox("From every connected app", key="ask-everywhere")
        chosen = st.multiselect(
            "From", list(names), format_func=names.__getitem__, key="ask-from",
            placeholder="Choose apps, unless it is every one",
        )  # fmt: skip
        text = st.text_area(
            "User names or e-mail addresses, one a line", max_chars=50_000, key="ask-whom"
        )
        with st.container(horizontal=True):
            dry = st.form_submit_button("Show what would be sent")
            go = st.form_submit_button("Remove", type="primary")
    users = list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))
    where = list(names) if everywhere else chosen
    if not (dry or go):
        return
    if not users or not where:
        raise Invalid("Say from which app, and whom.")
    if dry:
        _dry_run(where, users, names)
        return
    key = f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(2)}"
    with database().write() as session:
        pairs = [(connection, user) for connection in where for user in users]
        scim.ask_removals(session, actor(), pairs, key=key)
    say(f"{words.count(len(pairs), 'removal')} asked for; how far they are is shown below.")
    st.rerun()


def _dry_run(where: Sequence[int], users: Sequence[str], names: Mapping[int, str]) -> None:
    st.caption(
        f"{words.count(len(where) * len(users), 'removal')}; this would be sent for the first "
        "ones. Nothing was."
    )
    with database().read() as session:
        for connection in where[:2]:
            for user in users[:2]:
                lines = scim.dry_run(session, actor(), connection, user)
                st.markdown(f"{words.md(user)}, {words.md(names[connection])}")
                st.code("\n".join(lines), language=None, wrap_lines=True)


@st.fragment(run_every=3)
def removals() -> None:
    """Removals and where they stand; moves by itself."""
    st.subheader("Removals", anchor=False)
    with database().read() as session:
        found_runs = scim.runs(session, actor(), limit=3)
    for run in found_runs:
        _progress(run)
    left, right = st.columns(2)
    search = left.text_input("User name contains", key="removal-search")
    states = right.multiselect(
        "State", list(RemovalState), format_func=STATES.__getitem__, key="removal-states"
    )
    page = int(st.session_state.get("removal-page", 1))
    with database().read() as session:
        total, found = scim.list_removals(
            session, actor(), states=states, search=search or "", limit=PAGE,
            offset=(page - 1) * PAGE,
        )  # fmt: skip
    if not total:
        st.info("No removals in this selection.")
        return
    table(
        ["Person", "App", "State", Column("What is known", wide=True), "Asked"],
        [
            [Text(each.user, strong=True), each.app_name, STATES[each.state],
             [[each.outcome or "–"], *_next(each)],
             [[moment(each.created_at)], [Text(each.created_by, muted=True)]]]
            for each in found
        ],
        label="Removals",
    )  # fmt: skip
    if total > PAGE:
        st.pagination(-(-total // PAGE), key="removal-page")
    _one(found)


def _progress(run: RunView) -> None:
    """One line and one bar; the figures are the same in both."""
    if run.under_way == 0 and datetime.now(UTC) - run.asked_at > timedelta(hours=1):
        return
    apps = words.count(run.connections, "app")
    said = f"{run.proven:,} of {run.total:,} proven gone"
    if run.needs_person:
        said += f", {run.needs_person:,} need a person"
    if run.under_way:
        said += f", {run.under_way:,} under way"
    st.progress(
        (run.total - run.under_way) / run.total,
        f"Asked {moment(run.asked_at)} by {words.md(run.asked_by)} in {apps}: {said}",
    )


def _next(each: RemovalView) -> list[list[Text]]:
    if each.next_at is None or each.state in (RemovalState.WAITING, RemovalState.RUNNING):
        return []
    what = "looked at again" if each.state not in MOVING else "tried again"
    return [[Text(f"{what} {moment(each.next_at)}", muted=True)]]


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
    with st.container(horizontal=True):
        if chosen.state not in MOVING and st.button("Look again now", key=f"verify-{which}"):
            with database().write() as session:
                scim.verify_again(session, actor(), which)
            st.rerun()
        if chosen.state in OURS and st.button("Remove once more", key=f"again-{which}"):
            with database().write() as session:
                scim.try_again(session, actor(), which)
            st.rerun()


def add() -> None:
    """Connect another app."""
    with st.expander("Connect an app"), st.form("outbound-add"):
        app = st.text_input("App", placeholder="Figma")
        url = st.text_input("Base URL of its SCIM endpoint", placeholder="https://…/scim/v2")
        auth = st.selectbox("Sign-in", list(SIGN_IN), format_func=SIGN_IN.__getitem__)
        left, right = st.columns(2)
        user = left.text_input("User name or client id", help="Not needed for a bearer token.")
        secret = right.text_input("Token, password or client secret", type="password")
        token_url = st.text_input("Token endpoint", help="For OAuth 2 client credentials only.")
        deletes = st.checkbox("Delete users instead of deactivating them")
        left, right = st.columns(2)
        delay = left.number_input("Seconds that the app needs to show a change", 0, 604_800, 0)
        most = right.number_input("Most removals at the same time", 1, 32, 4)
        st.markdown("**Only for an app in a private network**")
        networks = st.text_input("Networks that it may be in", placeholder="10.1.2.0/24, …")
        http = st.checkbox("Over http, without encryption")
        if st.form_submit_button("Connect", type="primary"):
            wanted = ConnectionInput(
                app=app, base_url=url.strip(), auth=auth, secret=secret, user_name=user or None,
                token_url=token_url or None, allow_http=http, deletes=deletes,
                allowed_networks=tuple(n.strip() for n in networks.split(",") if n.strip()),
                verify_after_seconds=int(delay), most_at_once=int(most),
            )  # fmt: skip
            with database().write() as session:
                scim.connect(session, actor(), wanted)
            say("Connected. Test it next.")
            st.rerun()
