"""Cases: open ones by their moment, the longest past first; then those that ended."""

from dataclasses import replace
from datetime import datetime

import streamlit as st

from core.offboarding import service as offboarding
from core.offboarding.values import CaseQuery, CaseRow, CaseStatus, CaseUrgency
from core.rights import Action, may
from pages.offboarding.parts.work_list import SIZE, page_of
from pages.ui import addresses, case_words, words
from pages.ui.page_context import authenticate, database, end_of_today
from pages.ui.table import Badge, Column, Content, Link, Text, Tone, table

ANY = "any state"
NARROWED = tuple(map(str, (CaseUrgency.ACCESS_LEFT, CaseUrgency.MOVED, CaseUrgency.SOON)))
"""Open cases that home counts, beside the states."""


def draw(now: datetime) -> None:
    """A page of them, with their search and filter."""
    who = authenticate()
    with st.container(horizontal=True, vertical_alignment="center"):
        text = st.text_input(
            "Search cases",
            key="case-search",
            placeholder="Name, address or number",
            label_visibility="collapsed",
            width=260,
        )
        status = st.selectbox(
            "Status",
            [ANY, *map(str, CaseStatus), *NARROWED],
            key="status",
            bind="query-params",
            label_visibility="collapsed",
            width=200,
        )
    query = _query(text, status)
    with database().read() as session:
        total, _ = offboarding.cases(session, who, query, now, limit=0)
        is_open = total
        if query.status is None and query.urgency is None:
            only = replace(query, status=CaseStatus.OPEN)
            is_open, _ = offboarding.cases(session, who, only, now, limit=0)
    page = page_of(total, "cases")
    with database().read() as session:
        _, found = offboarding.cases(session, who, query, now, offset=(page - 1) * SIZE, limit=SIZE)
    if not found:
        _nothing(query)
        return
    st.caption(words.md(_counted(total, is_open, query)))
    with st.container(key="case-table"):
        table(
            [
                "Person",
                "Kind",
                Column("Access ends", tight=True),
                Column("Steps", number=True),
                "Overdue",
                "State",
            ],
            [_row(one, now) for one in found],
            label="Cases",
        )


def _counted(total: int, is_open: int, query: CaseQuery) -> str:
    """``15 cases, 6 of them open``; the second half only where the list has both kinds."""
    said = words.count(total, "case")
    if query.status is not None or is_open == total:
        return said
    return f"{said}, {is_open:,} of them open" if is_open else f"{said}, none of them open"


def _row(one: CaseRow, now: datetime) -> list[Content]:
    number = f"{one.number}{' · restricted' if one.restricted else ''}"
    return [
        [[Link(one.person, f"case?case={one.id}"), Text(number, muted=True)]],
        case_words.KINDS[one.kind],
        case_words.on_clock(one.effective, one.zone, now),
        f"{one.finished} of {one.total}",
        Badge(f"▲ {one.late} overdue", Tone.RISK) if one.late else "",
        case_words.case_badge(one.status),
    ]


def _nothing(query: CaseQuery) -> None:
    """Nothing matches, or there is no case yet and the page leads on to the first."""
    if query != CaseQuery():
        st.caption("No case matches.")
        return
    st.markdown("No cases yet. Open one when someone leaves: its steps follow from our stack.")
    if may(authenticate(), Action.CASE_OPEN):
        st.page_link(addresses.LEAVING, label="Open a case", icon=":material/person_remove:")


def _query(text: str, status: str) -> CaseQuery:
    if status in NARROWED:
        return CaseQuery(text, urgency=CaseUrgency(status), today_ends=end_of_today())
    return CaseQuery(text, None if status == ANY else CaseStatus(status))
