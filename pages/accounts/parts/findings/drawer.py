"""One finding at the side: what it means, what to do and who, and the list that it is based on."""

from collections.abc import Sequence
from datetime import datetime

import streamlit as st
from sqlmodel import Session

from core.accounts import service as inventory
from core.accounts.values import FINDING_WORDS, AccountQuery, AccountRow, FindingRow, FindingState
from core.actor import Actor
from core.errors import OfframpError
from core.rights import Action, may
from pages.accounts.parts import inventory_words, links
from pages.accounts.parts.findings import accepting, cases
from pages.navigation import drawer
from pages.ui import words
from pages.ui.apps.maybe_accounts import may_be, not_confirmed
from pages.ui.dates import weekday
from pages.ui.notices import attempt
from pages.ui.page_context import authenticate, database
from pages.ui.table import Badge, Link, Piece, Text, Tone, line, muted, plain

FINDING = "finding"
PREVIEW = "finding-case-preview"


def open_asked(now: datetime) -> None:
    """The finding that the link names; of one that is resolved the page says so."""
    asked = drawer.asked(FINDING)
    if not asked:
        return
    with database().read() as session:
        who = authenticate()
        [row] = inventory.findings_by_id(session, who, [asked], now)
        maybe = _maybe(session, who, row)
    drawer.drawer(inventory_words.finding(row.kind), lambda: _draw(row, maybe, now), FINDING)


def _maybe(session: Session, who: Actor, of: FindingRow) -> Sequence[AccountRow]:
    """Accounts that may be the person's too; one that is nobody's itself, with whose it may be."""
    if of.person is not None:
        return inventory.may_be_theirs(session, who, [of.person])
    page = inventory.accounts(session, who, AccountQuery(of.app, key=of.key), suggest=True)
    return [row for row in page.rows if row.suggestion]


def _draw(of: FindingRow, maybe: Sequence[AccountRow], now: datetime) -> None:
    said = FINDING_WORDS[of.kind]
    account = links.account(of.app, of.key)
    pieces: list[Piece] = [Text(of.app_name, strong=True), Link(of.account, account)]
    if of.person is not None:
        pieces.append(Link(of.person_name or "?", links.person(of.person)))
    line(pieces)
    if maybe:
        line(not_confirmed(maybe) if of.person is not None else may_be(maybe[0]))
    line([inventory_words.finding_state(of, now), _since(of, now)])
    if of.reason:
        muted(f"Accepted by {of.accepted_by}: {of.reason}")
    plain(f"{said.meaning}{_more(of, now)}")
    plain(f"What to do: {said.to_do}")
    plain(f"Who: {said.who}.")
    _grounds(of, now)
    _ways_on(of)
    if may(authenticate(), Action.INVENTORY_DECIDE):
        _decide(of)


def _since(of: FindingRow, now: datetime) -> str:
    if not of.seen:
        return f"Since {weekday(of.since, now)}"
    return f"Seen since {weekday(of.since, now)}, in the first list that shows it"


def _more(of: FindingRow, now: datetime) -> str:
    told = inventory_words.detail(of, now)
    return f" ({told})" if told else ""


def _grounds(of: FindingRow, now: datetime) -> None:
    """The list that says so."""
    told = f"the list of {of.feed_name}, as of {weekday(of.as_of, now)}"
    pieces: list[Piece] = [Text("Based on", muted=True)]
    pieces.append(Link(told, links.to("feeds", snapshot=str(of.snapshot))))
    if of.is_stale:
        pieces.append(Badge("◷ Stale", Tone.WARN, "What changed since is not known."))
    line(pieces)
    muted("It is resolved by a later list that no longer shows it, not by hand.")


def _ways_on(of: FindingRow) -> None:
    if of.case is not None:
        line([Link("The case that works on it", f"case?case={of.case}")])
        return
    if not may(authenticate(), Action.CASE_OPEN):
        return
    if st.session_state.get(PREVIEW) == of.id:
        cases.preview([of])
        st.button("Not now", key="finding-case-not", on_click=_preview, args=("",))
        return
    try:
        plan = cases.plan_of(of)
    except OfframpError as error:
        muted(f"{error} {error.hint or ''}")
        return
    if plan.case is not None:
        if st.button(words.md(cases.label([plan])), type="primary", key="finding-case"):
            cases.join(of)
        return
    st.button("Open a case…", type="primary", key="finding-case", on_click=_preview, args=(of.id,))


def _preview(finding: str) -> None:
    """What would be opened is shown first."""
    st.session_state[PREVIEW] = finding


def _decide(of: FindingRow) -> None:
    if of.state is FindingState.ACCEPTED and st.button("Open it again", key="finding-reopen"):
        attempt(
            lambda session: inventory.end_acceptance(session, authenticate(), of.id),
            "The finding is open again.",
            then=lambda _: drawer.close(FINDING),
        )
    label = "Accept it longer" if of.state is FindingState.ACCEPTED else "Accept until a date"
    with st.expander(label):
        accepting.form([of])
