"""The steps of a list of work, by person: those to select, and what can be done with them."""

from collections.abc import Sequence
from datetime import datetime

import streamlit as st

from core.offboarding import service as offboarding
from core.offboarding.values import (
    Day,
    StepView,
    WorkCounts,
    WorkItem,
    WorkOnCase,
    WorkView,
)
from core.rights import Action, may
from pages.offboarding.parts.case import rows
from pages.offboarding.parts.several import bar, picked
from pages.offboarding.parts.several.drawers import Selection
from pages.offboarding.parts.step import going_on
from pages.ui import words
from pages.ui.page_context import authenticate, database

SIZE = 30
SCOPE = "work"

EMPTY = {
    "mine": "Nothing is assigned to you.",
    "unassigned": "Every step has an owner.",
    "overdue": "Nothing is overdue.",
    "today": "Nothing more is due today.",
    "all": "There is nothing to do. Open a case when someone leaves.",
}


def steps(view: WorkView, day: Day, text: str, counts: WorkCounts) -> None:
    """Unfinished steps of one list."""
    page = page_of(getattr(counts, view) if not text else SIZE, f"{view}-{text}")
    who = authenticate()
    with database().read() as session:
        found = offboarding.work(
            session, who, view, day, text=text, offset=(page - 1) * SIZE, limit=SIZE
        )
        standpoint = offboarding.standpoint(session, who)
    if not found:
        st.caption(words.md(f"No step matches “{text}”." if text else EMPTY[view]))
        return
    _list(offboarding.work_by_person(found, day.now, standpoint), found, day.now)


@st.fragment
def _list(people: Sequence[WorkOnCase], found: Sequence[WorkItem], now: datetime) -> None:
    """By itself, so that a tick draws nothing else again."""
    works = may(authenticate(), Action.CASE_WORK)
    with st.container(key="work-list", gap=None):
        for person in people:
            _person(person, works, now)
    if works:
        chosen = [item for item in found if item.step in picked.picked(SCOPE)]
        bar.draw(SCOPE, len(chosen), lambda: _selection(chosen))


def _person(person: WorkOnCase, works: bool, now: datetime) -> None:
    with st.container(
        key=f"person-row-{person.case}", horizontal=True, vertical_alignment="center", gap=None
    ):
        if works:
            picked.box(
                SCOPE,
                [item.step for item in person.items],
                words.md(f"Select all of {person.person}"),
                f"pick-case-{person.case}",
            )
        st.html(rows.person_line(person))
    for item in person.items:
        with st.container(
            key=f"work-row-{item.step}", horizontal=True, vertical_alignment="center", gap=None
        ):
            if works:
                label = words.md(f"Select {item.title}")
                picked.box(SCOPE, [item.step], label, f"pick-{item.step}")
            st.html(rows.work_line(item, now))


def _selection(chosen: Sequence[WorkItem]) -> Selection:
    """The steps as they stand now; those that are hidden or gone since are left out."""
    ids = {item.step for item in chosen}
    among: list[StepView] = []
    with database().read() as session:
        for case in sorted({item.case for item in chosen}):
            among += going_on.read(session, case).steps
    return Selection(SCOPE, [step for step in among if step.id in ids], among)


def page_of(total: int, key: str) -> int:
    """Which page of so many lines is shown; 1 where all fit on one."""
    pages = -(-total // SIZE)
    if pages < 2:
        return 1
    return min(int(st.pagination(pages, key=f"page-{key}", bind="query-params")), pages)
