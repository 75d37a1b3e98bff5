"""Parts of the page of outbound connections: the list, tests, asking for removals, connecting."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import streamlit as st
from sqlmodel import Session

from core.catalog import service as catalog
from core.rights import Action, may
from core.scim import service as scim
from core.scim.values import OutboundView
from pages.scim.parts import connection_fields
from pages.scim.parts.bridge_view import OWN, OWN_HELP
from pages.ui import words
from pages.ui.dates import moment
from pages.ui.errors import shown
from pages.ui.notices import attempt
from pages.ui.page_context import authenticate, database
from pages.ui.table import Column, Content, Text, table

VERDICTS = {"ok": "● works", "departs": "▲ departs", "fails": "✕ fails"}
PAGE = 25
WHICH = "outbound-which"
MADE = "outbound-made"
TEST_OPEN = "outbound-test-open"


def listing(connections: Sequence[OutboundView]) -> None:
    """Every connection, and what its last test said."""
    now = datetime.now(UTC)
    pages = -(-len(connections) // PAGE)
    page = int(st.session_state.get("outbound-page", 1))
    table(
        [Column("App", wide=True), "Removal", Column("State", tight=True), "Last test"],
        [
            [
                [[Text(each.app_name, strong=True)], [Text(each.base_url, muted=True)]],
                [
                    ["deletes" if each.deletes else "deactivates"],
                    [Text(connection_fields.SIGN_IN[each.auth], muted=True)],
                ],
                _state(each, now),
                _tested(each),
            ]
            for each in connections[(page - 1) * PAGE : page * PAGE]
        ],
        label="Connections",
    )
    if pages > 1:
        st.pagination(pages, key="outbound-page")


def _state(each: OutboundView, now: datetime) -> Content:
    if not each.enabled:
        return [["✕ switched off"], [Text("removals wait", muted=True)]]
    if each.closed_until and each.closed_until > now:
        return [["▲ not answering"], [Text(f"asked again {moment(each.closed_until)}", muted=True)]]
    return "● on"


def _tested(each: OutboundView) -> Content:
    if not each.tested_at:
        return Text("not tested yet", muted=True)
    fails = sum(remark.verdict == "fails" for remark in each.report)
    departs = sum(remark.verdict == "departs" for remark in each.report)
    said = "✕\u00a0cannot be used" if fails else "●\u00a0can be used"
    more = [[f"departs from the RFC in {words.count(departs, 'point')}"]] if departs else []
    return [[said], *more, [Text(moment(each.tested_at), muted=True)]]


def test(connections: Sequence[OutboundView]) -> None:
    """Ask an app what it can do, or switch its connection on or off."""
    if made := st.session_state.pop(MADE, None):
        st.session_state[WHICH] = made
    with st.expander(
        "Test, change or delete a connection", expanded=st.session_state.get(TEST_OPEN, False)
    ):
        which = _pick(connections, "Connection", WHICH)
        chosen = next(each for each in connections if each.id == which)
        who = authenticate()
        with st.container(horizontal=True):
            tested = st.button("Test", type="primary")
            word = "Switch off" if chosen.enabled else "Switch on"
            switched = may(who, Action.SCIM_CONFIGURE) and st.button(word)
            if may(who, Action.SCIM_CONFIGURE):
                _new_secret(chosen)
                if st.button("Edit"):
                    connection_fields.edit(chosen)
                if st.button("Delete"):
                    connection_fields.delete(chosen)
        if switched:
            attempt(
                lambda s: scim.set_enabled(s, who, which, chosen.version, not chosen.enabled),
                "Off: nothing is sent, removals wait." if chosen.enabled else "On again.",
            )
        if tested:
            with shown():
                with st.spinner("Asking the app"):
                    scim.run_test(database(), who, which)
                st.session_state[TEST_OPEN] = True
                st.rerun()
        if not chosen.tested_at:
            st.caption("Not tested yet. A test only reads; nothing is changed in the app.")
        if chosen.report and chosen.tested_at:
            st.caption(words.md(f"Tested {moment(chosen.tested_at)}. {_next_step(chosen)}"))
            table(
                [Column("Verdict", tight=True), Column("What was seen", wide=True), "Rule"],
                [[VERDICTS[each.verdict], each.what, Text(each.rule, muted=True)]
                 for each in chosen.report],
                label="Test", row_header=False,
            )  # fmt: skip


def _new_secret(chosen: OutboundView) -> None:
    with st.popover("New token or secret"), st.form(f"secret-{chosen.id}", border=False):
        secret = st.text_input("Token, password or client secret", type="password")
        if st.form_submit_button("Replace it", type="primary"):
            attempt(
                lambda s: scim.change_secret(s, authenticate(), chosen.id, chosen.version, secret),
                "The connection has a new secret. Test it next.",
                then=lambda _: _open_test(),
            )


def _open_test(made: int | None = None) -> None:
    st.session_state[TEST_OPEN] = True
    if made is not None:
        st.session_state[MADE] = made


def _next_step(chosen: OutboundView) -> str:
    if any(remark.verdict == "fails" for remark in chosen.report):
        return "Removals from this app will end as open steps until what fails is fixed."
    return (
        "Next: a dry run for one person (Show what would be sent), or every requirement of Okta "
        "and Entra ID in the lab."
    )


def _pick(connections: Sequence[OutboundView], label: str, key: str) -> int:
    names = {each.id: f"{each.app_name}: {each.base_url}" for each in connections}
    return int(st.selectbox(words.md(label), list(names), format_func=names.__getitem__, key=key))


def ask(connections: Sequence[OutboundView]) -> None:
    """Ask for the removal of one or many people, from one or many apps."""
    names = {each.id: f"{each.app_name}: {each.base_url}" for each in connections if each.enabled}
    st.subheader("Remove people", anchor=False)
    if not names:
        st.info("Every connection is switched off.")
        return
    with st.form("outbound-ask", clear_on_submit=False):
        everywhere = st.checkbox("From every connected app", key="ask-everywhere")
        chosen = st.multiselect(
            "From",
            list(names),
            format_func=names.__getitem__,
            key="ask-from",
            placeholder="Choose apps, unless it is every one",
            select_all=False,
        )
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
        st.error("Say from which app, and whom.")
        return
    if dry:
        with shown():
            _dry_run(where, users, names)
        return
    chosen_ones = [each for each in connections if each.id in where]
    title = f"Remove {_people(users)} from {words.count(len(where), 'app')}?"
    key = f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(2)}"
    st.dialog(words.md(title))(_confirm)(chosen_ones, users, key)


def _people(users: Sequence[str]) -> str:
    return users[0] if len(users) == 1 else f"{len(users):,} people"


def _confirm(where: Sequence[OutboundView], users: Sequence[str], key: str) -> None:
    """What will happen, before it does; ``key`` makes a second press ask for nothing more."""
    for deletes, what in ((False, "Deactivated in"), (True, "**Deleted for good** in")):
        names = [words.md(each.app_name) for each in where if each.deletes is deletes]
        if names:
            more = f" and {len(names) - 8:,} more" if len(names) > 8 else ""
            st.markdown(f"{what} {', '.join(names[:8])}{more}.")
    pairs = [(each.id, user) for each in where for user in users]
    st.caption(
        f"{words.count(len(pairs), 'removal')}, begun at once. Offramp cannot take one back: the "
        "account is then restored in the app."
    )
    if st.button(words.md(f"Remove {_people(users)}"), type="primary"):
        attempt(
            lambda session: scim.ask_removals(session, authenticate(), pairs, key=key),
            f"{words.count(len(pairs), 'removal')} asked for; how far they are is shown below.",
        )


def _dry_run(where: Sequence[int], users: Sequence[str], names: Mapping[int, str]) -> None:
    st.caption(
        f"{words.count(len(where) * len(users), 'removal')}; this would be sent for the first "
        "ones. Nothing was."
    )
    with database().read() as session:
        for connection in where[:2]:
            for user in users[:2]:
                lines = scim.dry_run(session, authenticate(), connection, user)
                st.markdown(f"{words.md(user)}, {words.md(names[connection])}")
                st.code("\n".join(lines), language=None, wrap_lines=True)


def add(*, first: bool) -> None:
    """Connect another app; open from the start where it is the ``first``."""
    with st.expander("Connect an app", expanded=first), st.form("outbound-add", border=False):
        app = st.text_input("App", placeholder="Figma")
        own = st.checkbox(OWN, help=OWN_HELP)
        wanted = connection_fields.entered(None)
        if st.form_submit_button("Connect", type="primary"):

            def connected(session: Session) -> OutboundView:
                who = authenticate()
                id = catalog.add_app(session, who, app) if own else app
                return scim.connect(session, who, replace(wanted, app=id))

            attempt(
                connected,
                lambda made: f"{made.app_name} is connected. Test it next.",
                then=lambda made: _open_test(made.id),
            )
