"""Parts of the page of outbound connections: the list, tests, asking for removals, connecting."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import streamlit as st
from sqlmodel import Session
from streamlit.delta_generator import DeltaGenerator

from core.catalog import service as catalog
from core.rights import Action, may
from core.scim import service as scim
from core.scim.values import OutboundView
from pages.navigation import drawer
from pages.scim.parts import connection_fields
from pages.scim.parts.bridge_view import OWN, OWN_HELP
from pages.ui import undo, words
from pages.ui.dates import moment
from pages.ui.errors import shown
from pages.ui.notices import attempt, show_notice
from pages.ui.page_context import authenticate, database
from pages.ui.table import Badge, Column, Content, Link, Text, Tone, muted, table

VERDICTS = {
    "ok": Badge("● Works", Tone.OK),
    "departs": Badge("▲ Departs", Tone.WARN),
    "fails": Badge("✕ Fails", Tone.RISK),
}
PAGE = 25
ASKED = "connection"
"""In the link: whose drawer is open."""
TURN = "connection-turn"
"""So many were connected in this tab: the next one's fields are empty."""


def listing(connections: Sequence[OutboundView]) -> None:
    """Every connection, and what its last test said."""
    now = datetime.now(UTC)
    pages = -(-len(connections) // PAGE)
    page = int(st.session_state.get("outbound-page", 1))
    table(
        [Column("App", wide=True), "A leaver is", Column("State", tight=True), "Last test"],
        [
            [
                [
                    [Link(each.app_name, f"connections?{ASKED}={each.id}")],
                    [Text(each.base_url, muted=True)],
                ],
                [
                    ["deleted" if each.deletes else "deactivated"],
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
        return [[Badge("✕ Switched off")], [Text("removals wait", muted=True)]]
    if each.closed_until and each.closed_until > now:
        again = Text(f"asked again {moment(each.closed_until)}", muted=True)
        return [[Badge("▲ Not answering", Tone.RISK)], [again]]
    return Badge("● On", Tone.OK)


def _tested(each: OutboundView) -> Content:
    if not each.tested_at:
        return Badge("? Not tested yet")
    fails = sum(remark.verdict == "fails" for remark in each.report)
    departs = sum(remark.verdict == "departs" for remark in each.report)
    said = Badge("✕ Cannot be used", Tone.RISK) if fails else Badge("● Can be used", Tone.OK)
    told = Text(f"departs from the RFC in {words.count(departs, 'point')}", muted=True)
    return [[said], *([[told]] if departs else []), [Text(moment(each.tested_at), muted=True)]]


def open_asked(connections: Sequence[OutboundView]) -> None:
    """The connection that the link names, at the side."""
    wanted = drawer.asked(ASKED)
    chosen = next((each for each in connections if str(each.id) == wanted), None)
    if chosen is not None:
        drawer.drawer(chosen.app_name, lambda: _draw(chosen), ASKED)
    elif wanted:
        st.warning("There is no such connection: it may have been deleted.")


def _draw(chosen: OutboundView) -> None:
    """Test it, switch it off or on, change or delete it."""
    who = authenticate()
    muted(chosen.base_url)
    show_notice(ASKED)
    undo.show_offer(ASKED)
    if may(who, Action.SCIM_REMOVE):
        _test(chosen)
    if may(who, Action.SCIM_CONFIGURE):
        word = "Switch off" if chosen.enabled else "Switch on"
        if st.button(word):
            attempt(
                lambda s: scim.set_enabled(s, who, chosen.id, chosen.version, not chosen.enabled),
                then=lambda _: _switched(chosen),
                place=ASKED,
            )
        _new_secret(chosen)
        with st.expander("Edit"):
            connection_fields.edit(chosen)
        with st.expander("Delete"):
            connection_fields.delete(chosen)


def _switched(chosen: OutboundView) -> None:
    undo.offer(
        "Off: nothing is sent, removals wait." if chosen.enabled else "On again.",
        lambda s: scim.set_enabled(
            s, authenticate(), chosen.id, chosen.version + 1, chosen.enabled
        ),
        "On again." if chosen.enabled else "Off again.",
        ASKED,
    )


def _test(chosen: OutboundView) -> None:
    if st.button("Test", type="primary"):
        with shown():
            with st.spinner("Asking the app"):
                scim.run_test(database(), authenticate(), chosen.id)
            st.rerun()
    if not chosen.tested_at:
        st.caption("Not tested yet. A test only reads; nothing is changed in the app.")
    elif chosen.report:
        st.caption(words.md(f"Tested {moment(chosen.tested_at)}. {_next_step(chosen)}"))
        table(
            [Column("Verdict", tight=True), Column("What was seen", wide=True)],
            [[VERDICTS[each.verdict], [[each.what], [Text(each.rule, muted=True)]]]
             for each in chosen.report],
            label="Test", row_header=False,
        )  # fmt: skip


def _new_secret(chosen: OutboundView) -> None:
    what = connection_fields.SECRET[chosen.auth]
    with (
        st.expander(f"New {what.lower()}"),
        st.form(f"secret-{chosen.id}-{chosen.version}", border=False),
    ):
        secret = st.text_input(what, type="password", autocomplete="off")
        if st.form_submit_button("Replace it"):
            attempt(
                lambda s: scim.change_secret(s, authenticate(), chosen.id, chosen.version, secret),
                "The connection has a new secret. Test it next.",
                place=ASKED,
            )


def _next_step(chosen: OutboundView) -> str:
    if any(remark.verdict == "fails" for remark in chosen.report):
        return "Removals from this app will end as open steps until what fails is fixed."
    return (
        "Next: a dry run for one person (Show what would be sent), or every requirement of Okta "
        "and Entra ID in the lab."
    )


def ask(connections: Sequence[OutboundView]) -> None:
    """Ask for the removal of one or many people, from one or many apps."""
    names = {each.id: f"{each.app_name}: {each.base_url}" for each in connections if each.enabled}
    with st.expander("Remove people", key="remove-people", on_change="rerun"):
        _ask(connections, names)


def _ask(connections: Sequence[OutboundView], names: Mapping[int, str]) -> None:
    if not names:
        muted("Every connection is switched off.")
        return
    with st.form("outbound-ask", border=False, width=640):
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
            go = st.form_submit_button("Remove")
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
        f"{words.count(len(pairs), 'removal')}, begun at once. This cannot be undone here: the "
        "account is then restored in the app."
    )
    if st.button(words.md(f"Remove {_people(users)}")):
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


def add(room: DeltaGenerator, *, first: bool) -> None:
    """Connect another app: on the page where it is the ``first``, else behind a button."""
    if first:
        with st.container(width=480):
            _add()
    else:
        with room.popover("Connect an app", type="primary", width="content"):
            _add()


def _add() -> None:
    turn = st.session_state.get(TURN, 0)
    app = st.text_input("App", placeholder="Figma", key=f"connection-new-{turn}-app")
    wanted = connection_fields.entered(None, f"new-{turn}")
    own = st.checkbox(OWN, help=OWN_HELP, key=f"connection-new-{turn}-own")
    if not st.button("Connect", type="primary"):
        return

    def connected(session: Session) -> OutboundView:
        who = authenticate()
        id = catalog.add_app(session, who, app) if own else app
        return scim.connect(session, who, replace(wanted, app=id))

    attempt(connected, lambda made: f"{made.app_name} is connected. Test it next.", then=_open_made)


def _open_made(made: OutboundView) -> None:
    st.session_state[TURN] = st.session_state.get(TURN, 0) + 1
    st.query_params.from_dict({ASKED: str(made.id)})
