"""The steps of a list of work, by person: those to select, and what can be done with them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

import streamlit as st

from core.identity import service as identity
from core.offboarding import service as offboarding
from core.offboarding.values import (
    Day,
    OwnerWork,
    StepView,
    WorkItem,
    WorkOnCase,
    WorkView,
)
from core.rights import Action, may
from pages.offboarding.parts.case import rows
from pages.offboarding.parts.several import bar, picked
from pages.offboarding.parts.several.drawers import Selection
from pages.offboarding.parts.step import going_on
from pages.ui import case_words, words
from pages.ui.page_context import authenticate, database
from pages.ui.table import Link, Piece, Text, line

SIZE = 30
SCOPE = "work"
OWNER = "owner"
"""In the link: whose steps alone are listed."""
OWNERS = 8
"""So many owners are named above a list, those with most of it."""

EMPTY = {
    "mine": "Nothing is assigned to you.",
    "unassigned": "Every step has an owner.",
    "overdue": "Nothing is overdue.",
    "today": "Nothing more is due today.",
    "all": "There is nothing to do. Open a case when someone leaves.",
}


def steps(view: WorkView, day: Day, text: str) -> None:
    """Unfinished steps of one list."""
    who = authenticate()
    with database().read() as session:
        names = identity.account_names(session)
        owners = offboarding.work_by_owner(session, who, view, day)
        owner = _owner_asked(owners)
        total = offboarding.work_total(session, who, view, day, text, owner)
    shown = Shown(view, day.now, names)
    if view not in (WorkView.MINE, WorkView.UNASSIGNED):
        _by_owner(owners, owner, shown)
    if view is WorkView.UNASSIGNED:
        _without_members(owners)
    page = page_of(total, view)
    with database().read() as session:
        found = offboarding.work(
            session, who, view, day, text=text, owner=owner, offset=(page - 1) * SIZE, limit=SIZE
        )
        # What stands beside a name is of the whole list, wherever its pages are cut.
        cases = {item.case for item in found}
        of_all = found
        if total > SIZE:
            of_all = offboarding.work(
                session, who, view, day, text=text, owner=owner, cases=cases, limit=None
            )
        standpoint = offboarding.standpoint(session, who)
        later = 0
        if view is WorkView.ALL and not text and owner is None:
            later = offboarding.follow_ups_left(session, who)
    if not found:
        st.caption(words.md(f"No step matches “{text}”." if text else EMPTY[view]))
        return
    if text:
        st.caption(words.md(f"{words.count(total, 'step')} with “{text}”."))
    elif later:
        are = "is a follow-up" if later == 1 else "are follow-ups"
        st.caption(f"{later:,} of them {are} of closed cases.")
    people = offboarding.work_by_person(of_all, day.now, standpoint)
    _list(shown, people, found)


@dataclass(frozen=True)
class Shown:
    """How a list is shown: which it is, when, and what accounts are called."""

    view: WorkView
    now: datetime
    names: Mapping[str, str]


def _owner_asked(owners: Sequence[OwnerWork]) -> str | None:
    """The owner that the link names, while the list has steps of theirs."""
    asked = st.query_params.get(OWNER, "")
    return asked if asked in {one.key for one in owners} else None


def _without_members(owners: Sequence[OwnerWork]) -> None:
    """Why steps that have an owner are in this list, and where that is changed."""
    with database().read() as session:
        empty = identity.empty_groups(session)
    named = [f"{one.owner} {one.steps:,}" for one in owners if one.owner and one.key in empty]
    if named:
        line(["Of groups without members:", ", ".join(named), Link("Say who is in them", "groups")])


def _by_owner(owners: Sequence[OwnerWork], chosen: str | None, shown: Shown) -> None:
    """Whom to ask: how many steps each has, and the way to only theirs."""
    if len(owners) < 2:
        return
    told: list[Piece] = [Text("By owner", muted=True)]
    told += [Link("All", f"work?view={shown.view}")] if chosen else []
    for one in owners[:OWNERS]:
        said = f"{case_words.owner(one.owner, shown.names).text} {one.steps:,}"
        query = urlencode({"view": str(shown.view), OWNER: one.key})
        told.append(Text(said, strong=True) if one.key == chosen else Link(said, f"work?{query}"))
    told += [f"and {len(owners) - OWNERS} more"] if len(owners) > OWNERS else []
    line(told)


@st.fragment
def _list(shown: Shown, people: Sequence[WorkOnCase], found: Sequence[WorkItem]) -> None:
    """By itself, so that a tick draws nothing else again."""
    works = may(authenticate(), Action.CASE_WORK)
    here = {item.step for item in found}
    with st.container(key="work-list", gap=None):
        for person in people:
            items = [item for item in person.items if item.step in here]
            _person(shown, person, items, works)
    if works:
        chosen = [item for item in found if item.step in picked.picked(SCOPE)]
        bar.draw(SCOPE, len(chosen), lambda: _selection(chosen))


def _person(shown: Shown, person: WorkOnCase, items: Sequence[WorkItem], works: bool) -> None:
    """Those ``items`` of a person's that are on this page, under what is to be said of all."""
    with st.container(
        key=f"person-row-{person.case}", horizontal=True, vertical_alignment="center", gap=None
    ):
        if works:
            picked.box(
                SCOPE,
                [item.step for item in items],
                words.spoken(f"Select all of {person.person}"),
                f"pick-case-{person.case}",
            )
        st.html(rows.person_line(person))
    for item in items:
        with st.container(
            key=f"work-row-{item.step}", horizontal=True, vertical_alignment="center", gap=None
        ):
            if works:
                label = words.spoken(f"Select {item.title}")
                picked.box(SCOPE, [item.step], label, f"pick-{item.step}")
            st.html(rows.work_line(item, shown.view, shown.now, shown.names))


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
