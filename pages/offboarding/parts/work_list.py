"""Lists of steps and of cases, a page at a time."""

from datetime import datetime

import streamlit as st

from core.offboarding import service as offboarding
from core.offboarding.values import (
    CaseQuery,
    CaseStatus,
    CaseUrgency,
    Day,
    WorkCounts,
    WorkItem,
    WorkView,
)
from core.rights import Action, may
from pages.ui import addresses, case_words, words
from pages.ui.dates import moment
from pages.ui.page_context import authenticate, database
from pages.ui.table import Column, Content, Link, Text, table

SIZE = 50

NARROWED = tuple(map(str, (CaseUrgency.ACCESS_LEFT, CaseUrgency.SOON)))
"""Open cases that home counts, beside the states."""

EMPTY = {
    "mine": "Nothing is assigned to you.",
    "unassigned": "Every step has somebody.",
    "overdue": "Nothing is overdue.",
    "today": "Nothing more is due today.",
    "all": "There is nothing to do. Open a case when somebody leaves.",
}


def steps(view: WorkView, day: Day, text: str, counts: WorkCounts) -> None:
    """Unfinished steps of one list."""
    page = _page(getattr(counts, view) if not text else SIZE, f"{view}-{text}")
    with database().read() as session:
        found = offboarding.work(
            session, authenticate(), view, day, text=text, offset=(page - 1) * SIZE, limit=SIZE
        )
    if not found:
        st.info(words.md(f"No step matches “{text}”." if text else EMPTY[view]))
        return
    table(
        [Column("Step", wide=True), "Person", "App", Column("Due", tight=True), "Owner", "State"],
        [_step(item, day.now) for item in found],
        label="Steps",
    )


def _step(item: WorkItem, now: datetime) -> list[Content]:
    late = item.is_overdue(now)
    state = "waiting" if item.is_waiting else str(item.status)
    return [
        Link(item.title, f"case?case={item.case}&step={item.step}"),
        Link(item.person, f"case?case={item.case}"),
        item.app_name or "",
        [
            [Text(case_words.distance(item.due, now), strong=late)],
            [Text(moment(item.due), muted=True)],
        ],
        item.owner or Text("nobody", muted=True),
        [[case_words.STATES[state]], *([[Text("urgent", mark=True)]] if item.urgent else [])],
    ]


def cases(now: datetime) -> None:
    """Cases with their search and filter, open ones first."""
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
            ["any state", *map(str, CaseStatus), *NARROWED],
            key="status",
            bind="query-params",
            label_visibility="collapsed",
            width=200,
        )
        if may(who, Action.CASE_OPEN):
            st.page_link(addresses.LEAVING, label="Open a case", icon=":material/person_remove:")
    query = _query(text, status)
    with database().read() as session:
        total, _ = offboarding.cases(session, who, query, now, limit=0)
    page = _page(total, f"cases-{query}")
    with database().read() as session:
        _, found = offboarding.cases(session, who, query, now, offset=(page - 1) * SIZE, limit=SIZE)
    if not found:
        st.info("No case matches." if query != CaseQuery() else EMPTY["all"])
        return
    st.caption(words.count(total, "case"))
    table(
        [
            "Person",
            "Kind",
            Column("Effective", tight=True),
            Column("Finished", number=True),
            Column("Overdue", number=True),
            "State",
        ],
        [
            [
                [
                    [Link(one.person, f"case?case={one.id}")],
                    [Text(f"{one.number}{' · restricted' if one.restricted else ''}", muted=True)],
                ],
                case_words.KINDS[one.kind],
                case_words.effective(one.effective, one.zone),
                f"{one.finished} of {one.total}",
                Text(str(one.late), strong=True) if one.late else "0",
                case_words.CASES[one.status],
            ]
            for one in found
        ],
        label="Cases",
    )


def _query(text: str, status: str) -> CaseQuery:
    if status in NARROWED:
        return CaseQuery(text, urgency=CaseUrgency(status))
    return CaseQuery(text, None if status == "any state" else CaseStatus(status))


def _page(total: int, key: str) -> int:
    pages = -(-total // SIZE)
    if pages < 2:
        return 1
    return min(int(st.pagination(pages, key=f"page-{key}", bind="query-params")), pages)
