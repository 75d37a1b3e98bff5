"""Findings as rows: filters that are parts of the link, a tick each, and what is done with many."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import streamlit as st

from core.accounts.values import FindingRow, FindingState
from core.rights import Action, may
from pages.accounts.parts import app_filter, inventory_words, links, paging, picking
from pages.accounts.parts.findings import accepting, cases
from pages.accounts.parts.findings.reading import (
    ALL,
    SEARCH,
    SIZE,
    STANDING,
    STATE,
    Found,
)
from pages.accounts.parts.picking import Row
from pages.navigation import drawer as side
from pages.ui import words
from pages.ui.page_context import authenticate
from pages.ui.table import Link, Text, as_piece, escape, muted
from pages.ui.view_choice import view_choice

SCOPE = "findings"
FINDING = "finding"
"""In the link: the finding whose drawer is open."""
_STATES: Mapping[str, str] = {
    str(FindingState.OPEN): "Open",
    str(FindingState.WORKING): "In a case",
    STANDING: "Open or in a case",
    str(FindingState.ACCEPTED): "Accepted",
    ALL: "All",
}


def draw(found: Found, now: datetime) -> None:
    """Filters and a page of rows."""
    _filters(found)
    if not found.page.rows:
        _none(found)
        return
    _list(found.page.rows, now)
    paging.draw(found.page.total, SIZE)
    muted(words.count(found.page.total, "finding"))


def _none(found: Found) -> None:
    """Nothing in this state; that none at all is open, the top of the page says."""
    others = {key: n for key, n in found.page.by_state.items() if key is not found.query.state}
    if not found.query.app and not found.query.search and not found.query.kind:
        if found.by_kind or found.query.state is not FindingState.OPEN:
            muted("No finding is in this state.")
    elif any(others.values()):
        muted("No finding in this state matches; others do. Choose another state, or All.")
    else:
        muted("No finding matches. Remove a filter.")


def _filters(found: Found) -> None:
    counts = {str(state): number for state, number in found.page.by_state.items()}
    counts[ALL] = sum(found.page.by_state.values())
    counts[STANDING] = counts[ALL] - counts.get(str(FindingState.ACCEPTED), 0)
    with st.container(horizontal=True, vertical_alignment="center"):
        view_choice(
            {key: f"{name} {counts.get(key, 0):,}" for key, name in _STATES.items()},
            str(FindingState.OPEN),
            key=STATE,
        )
        app_filter.choose(found.apps, found.query.app, "findings-app")
        st.text_input(
            "Search findings",
            key=SEARCH,
            type="search",
            bind="query-params",
            placeholder="Account or person",
            label_visibility="collapsed",
            width=200,
        )


@st.fragment
def _list(rows: Sequence[FindingRow], now: datetime) -> None:
    """Alone, so that a tick draws nothing else again."""
    decides = may(authenticate(), Action.INVENTORY_DECIDE)
    bare = "" if decides else " of-bare"
    head = (
        f"<div class='of-pick of-pick-finding of-pick-head{bare}' aria-hidden='true'>"
        "<span>Finding</span><span>App</span><span>Account</span><span>Person</span>"
        "<span>Since</span><span>List of</span><span>State</span></div>"
    )
    picking.draw(
        SCOPE if decides else f"{SCOPE}-bare",
        [Row(row.id, _called(row), _line(row, now)) for row in rows],
        head=head,
        can_pick=decides,
    )
    chosen = [row for row in rows if row.id in picking.picked(SCOPE)]
    if decides:
        picking.bar(SCOPE, [row.id for row in chosen], lambda _: _bar(chosen))


def _bar(chosen: Sequence[FindingRow]) -> None:
    if may(authenticate(), Action.CASE_OPEN):
        what = for_accounts(chosen)
        if st.button(words.md(f"Open {what}…"), key="findings-case", type="primary"):
            side.drawer(
                f"{what[:1].upper()}{what[1:]}",
                lambda: cases.preview(chosen, then=lambda: picking.clear(SCOPE)),
            )
    if st.button("Accept until…", key="findings-accept"):
        side.drawer(
            f"Accept {words.count(len(chosen), 'finding')}",
            lambda: accepting.form(chosen, then=lambda: picking.clear(SCOPE)),
        )


def for_accounts(of: Sequence[FindingRow]) -> str:
    """``a case for 3 accounts``: one with two findings is one account, each person has a case."""
    number = words.count(len({(each.app, each.key) for each in of}), "account")
    return f"{'cases' if len({each.person for each in of}) > 1 else 'a case'} for {number}"


def _called(of: FindingRow) -> str:
    return f"{inventory_words.finding(of.kind)}, {of.account}, {of.app_name}"


def _line(of: FindingRow, now: datetime) -> str:
    title = Link(inventory_words.finding(of.kind), links.here(**{FINDING: of.id}))
    who = (
        picking.second(Link(of.person_name or "?", links.person(of.person)))
        if of.person is not None
        else as_piece(Text("No one's", muted=True))
    )
    more = inventory_words.detail(of, now)
    told = (
        f" {as_piece(Text(more, muted=True, help=inventory_words.detail_in_full(of)))}"
        if more
        else ""
    )
    return (
        "<div class='of-pick of-pick-finding'>"
        f"<span class='of-title'>{as_piece(title)}</span><span>{escape(of.app_name)}</span>"
        f"<span title='{escape(of.account)}'>{escape(of.account)}</span><span>{who}{told}</span>"
        f"<span class='of-late'>{as_piece(inventory_words.finding_since(of, now))}</span>"
        f"<span><span class='of-on-phone'>list of </span>"
        f"{as_piece(inventory_words.finding_list(of, now))}</span>"
        f"<span>{as_piece(inventory_words.finding_state(of, now))}</span></div>"
    )
