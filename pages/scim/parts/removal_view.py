"""Removals and where they stand: the list that follows them, and one of them in a dialog."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial

import streamlit as st
from sqlmodel import Session

from core.rights import Action, may
from core.scim import service as scim
from core.scim.values import OutboundView, RemovalState, RemovalView, RunView
from pages.ui import words
from pages.ui.dates import moment
from pages.ui.notices import attempt
from pages.ui.page_context import authenticate, database
from pages.ui.table import Badge, Column, Content, Link, Text, Tone, muted, plain, table
from pages.ui.view_choice import user_search, view_choice

STATES = {
    RemovalState.WAITING: "◌\u00a0waiting",
    RemovalState.RUNNING: "◌\u00a0running",
    RemovalState.RETRYING: "◌\u00a0tried again later",
    RemovalState.VERIFYING: "◌\u00a0deactivated, verifying",
    RemovalState.LOOKING: "◌\u00a0looking again",
    RemovalState.VERIFIED: "●\u00a0proven gone",
    RemovalState.OPEN_STEP: "○\u00a0needs a person",
    RemovalState.RETURNED: "▲\u00a0came back",
}
TONES = {
    RemovalState.VERIFIED: Tone.OK,
    RemovalState.OPEN_STEP: Tone.WARN,
    RemovalState.RETURNED: Tone.RISK,
}
OURS = (RemovalState.OPEN_STEP, RemovalState.RETURNED)
MOVING = (RemovalState.WAITING, RemovalState.RUNNING, RemovalState.RETRYING)
VIEWS: dict[str, tuple[RemovalState, ...]] = {
    "all": (),
    "person": OURS,
    "moving": (*MOVING, RemovalState.VERIFYING, RemovalState.LOOKING),
    "proven": (RemovalState.VERIFIED,),
}
PAGE = 25
_KEY = "removal"


@st.fragment(run_every=3)
def removals(connections: Sequence[OutboundView]) -> None:
    """Removals and where they stand; redrawn every few seconds."""
    st.subheader("Removals", anchor=False)
    who = authenticate()
    with database().read() as session:
        found_runs = scim.runs(session, who, limit=3)
    for run in found_runs:
        _progress(run)
    names = {"all": "All", "person": "Needs a person", "moving": "Under way", "proven": "Proven"}
    with st.container(horizontal=True, vertical_alignment="center"):
        view = view_choice(names, "all", key="removals")
        search = user_search("person")
    key = f"removal-page-{view}-{search}"
    page = int(st.session_state.get(key, 1))
    with database().read() as session:
        total, found = scim.list_removals(
            session, who, states=VIEWS[view], search=search, limit=PAGE,
            offset=(page - 1) * PAGE,
        )  # fmt: skip
    if not total:
        muted("No removals yet." if view == "all" and not search else "No removal matches.")
        return
    of = {each.id: each for each in connections}
    table(
        ["Person", "State", Column("What is known", wide=True), Column("Asked", tight=True)],
        [
            [
                [
                    [Link(each.user, f"connections?removal={each.id}")],
                    [Text(each.app_name, muted=True)],
                ],
                Badge(STATES[each.state], TONES.get(each.state, Tone.NEUTRAL)),
                [[each.outcome or "Nothing yet."], *_next(each, of.get(each.connection))],
                [[moment(each.created_at)], [Text(each.created_by, muted=True)]],
            ]
            for each in found
        ],
        label="Removals",
    )
    if total > PAGE:
        st.pagination(-(-total // PAGE), key=key)
    st.caption(words.count(total, "removal"))


def _progress(run: RunView) -> None:
    """One line and one bar, both of what is proven."""
    if run.under_way == 0 and datetime.now(UTC) - run.asked_at > timedelta(hours=1):
        return
    apps = words.count(run.connections, "app")
    said = f"{run.proven:,} of {run.total:,} proven gone"
    if run.needs_person:
        verb = "needs" if run.needs_person == 1 else "need"
        said += f", {run.needs_person:,} {verb} a person"
    if run.under_way:
        said += f", {run.under_way:,} under way"
    st.progress(
        run.proven / run.total,
        f"{said} · asked {moment(run.asked_at)} by {words.md(run.asked_by)} in {apps}",
    )


def _next(each: RemovalView, connection: OutboundView | None) -> list[list[Text]]:
    """What the removal waits for, and until when."""
    if each.state in MOVING and connection is not None:
        if not connection.enabled:
            return [[Text("waits until the connection is switched on", muted=True)]]
        if connection.closed_until and connection.closed_until > datetime.now(UTC):
            told = f"the app is not answering, asked again {moment(connection.closed_until)}"
            return [[Text(told, muted=True)]]
    if each.next_at is None or each.state in (RemovalState.WAITING, RemovalState.RUNNING):
        return []
    what = "looked at again" if each.state not in MOVING else "tried again"
    return [[Text(f"{what} {moment(each.next_at)}", muted=True)]]


def open_asked(connections: Sequence[OutboundView]) -> bool:
    """Open the dialog of the removal that the link names; whether it names one."""
    asked = st.query_params.get(_KEY, "")
    if not asked.isdecimal() or len(asked) > 15:
        return False
    with database().read() as session:
        found = scim.removal(session, authenticate(), int(asked))
    of = {each.id: each for each in connections}
    title = words.md(f"Removal from {found.app_name}")
    connection = of.get(found.connection)
    st.dialog(title, width="large", on_dismiss=_forget)(_draw)(found, connection)
    return True


def _forget(_done: object = None) -> None:
    st.query_params.pop(_KEY, None)


def _draw(found: RemovalView, connection: OutboundView | None) -> None:
    """What is known, what can be done, and the exchange that proves it."""
    asked = f"asked {moment(found.created_at)} by {found.created_by}"
    muted(f"{STATES[found.state]} · {found.user} · {asked}")
    plain(found.outcome or "Nothing is known yet.")
    for line in _next(found, connection):
        muted(line[0].text)
    who = authenticate()
    if may(who, Action.SCIM_REMOVE):
        _buttons(found)
    with database().read() as session:
        exchanges = scim.exchanges(session, who, found.id)
    if not exchanges:
        st.caption("Nothing was sent yet.")
        return
    st.markdown("**What was sent and received**, secrets cut out")
    rows: list[list[Content]] = [
        [
            [[e.purpose], [Text(moment(e.at, seconds=True), muted=True)]],
            [[e.method, e.url], [Text(e.sent or "", muted=True)]],
            [
                [str(e.status or e.problem), Text(f"{e.milliseconds:,} ms", muted=True)],
                [Text((e.received or "")[:400], muted=True)],
            ],
        ]
        for e in exchanges
    ]
    table(
        [Column("What for", tight=True), Column("Request", wide=True), Column("Answer", wide=True)],
        rows,
        label="Exchange",
    )


def _choose(session: Session, removal: int, remote: str) -> None:
    scim.choose(session, authenticate(), removal, remote)


def _buttons(found: RemovalView) -> None:
    for candidate in found.candidates:
        remote = str(candidate["id"])
        label = f"It is {words.md(candidate['user_name'])} ({words.md(remote)})"
        if st.button(label, key=f"choose-{found.id}-{remote}"):
            attempt(
                partial(_choose, removal=found.id, remote=remote),
                "The removal goes on with that one.",
                then=_forget,
            )
    with st.container(horizontal=True):
        if found.state not in VIEWS["moving"] and st.button(
            "Look again now", key=f"verify-{found.id}"
        ):
            attempt(
                lambda s: scim.verify_again(s, authenticate(), found.id),
                "It is looked at again.",
                then=_forget,
            )
        if found.state in OURS and st.button("Remove once more", key=f"again-{found.id}"):
            attempt(
                lambda s: scim.try_again(s, authenticate(), found.id),
                "Removal restarted.",
                then=_forget,
            )
