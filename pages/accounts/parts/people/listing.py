"""The list of people: filters that are parts of the link, and a row each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import streamlit as st

from core.accounts import service as inventory
from core.accounts.values import PeoplePage, PeopleQuery, PersonKind, PersonRow
from core.offboarding.values import Proposal
from pages.accounts.parts import inventory_words, links, paging
from pages.accounts.parts.people import worst
from pages.ui import words
from pages.ui.page_context import authenticate, database
from pages.ui.table import Column, Content, Link, OnPhone, Text, muted, work_table
from pages.ui.view_choice import view_choice

ANY_KIND, ANY_DEPARTMENT = "Any kind", "Any department"
PROPOSED = "proposed"
_SHOW, _SEARCH, _KIND, _DEPARTMENT = "show", "q", "kind", "department"


@dataclass(frozen=True)
class Found:
    """What is listed. ``known``: how many people there are at all."""

    page: PeoplePage
    in_use: Mapping[int, int] | None
    known: int


def asked(now: datetime) -> Found:
    """The people that the link asks for, read once."""
    query = _query()
    with database().read() as session:
        who = authenticate()
        begin = (paging.asked() - 1) * paging.SIZE
        page = inventory.people(session, who, query, now, start=begin, limit=paging.SIZE)
        if page.total and not page.rows:
            last = paging.start(page.total)
            page = inventory.people(session, who, query, now, start=last, limit=paging.SIZE)
        in_use = inventory.accounts_in_use(session, who, [row.id for row in page.rows])
        known = page.here + page.left
        if not known and query != PeopleQuery():
            whole = inventory.people(session, who, PeopleQuery(), now, limit=0)
            known = whole.here + whole.left
    return Found(page, in_use, known)


def is_proposals() -> bool:
    """Whether the link asks for what lists propose, in place of the people."""
    return st.query_params.get(_SHOW) == PROPOSED


def draw(found: Found, proposed: Sequence[Proposal], now: datetime) -> None:
    """Filters, the table, and the way to its other pages."""
    page = found.page
    views(found, proposed)
    _filters(page)
    if not page.rows:
        muted("No person matches. Remove a filter.")
        return
    work_table(
        [
            Column("Name", clip=True),
            Column("Status", tight=True, phone=OnPhone.BESIDE),
            Column("Department", clip=True, phone=OnPhone.LEFT_OUT),
            Column("Manager", clip=True, phone=OnPhone.LEFT_OUT),
            Column("Kind", tight=True, phone=OnPhone.LEFT_OUT),
            Column("E-mail", clip=True),
            Column("Accounts in use", number=True, phone=OnPhone.LEFT_OUT),
        ],
        [_row(each, found.in_use, now) for each in page.rows],
        label="People",
    )
    paging.draw(page.total)
    muted(words.count(page.total, "person", "people"))


def _row(of: PersonRow, in_use: Mapping[int, int] | None, now: datetime) -> list[Content]:
    number = None if in_use is None else in_use.get(of.id, 0)
    return [
        Link(of.name, links.person(of.id)),
        inventory_words.employment(of, now),
        of.department or inventory_words.NOT_KNOWN,
        of.manager or inventory_words.NOT_KNOWN,
        inventory_words.PERSON_KINDS[of.kind],
        of.email or inventory_words.NOT_KNOWN,
        Text("–", muted=True, help="No app's list is known.") if number is None else f"{number:,}",
    ]


def _query() -> PeopleQuery:
    """As the fields say, which begin as the link does."""
    said = {name: _said(name) for name in (_SHOW, _SEARCH, _KIND, _DEPARTMENT)}
    kinds = {label: kind for kind, label in inventory_words.PERSON_KINDS.items()}
    kind: PersonKind | None = kinds.get(said[_KIND])
    department = said[_DEPARTMENT] if said[_DEPARTMENT] != ANY_DEPARTMENT else ""
    return PeopleQuery(
        search=said[_SEARCH],
        standing=said[_SHOW] if said[_SHOW] in ("here", "leaving", "left") else "",
        kind=kind,
        department=department or None,
    )


def _said(name: str) -> str:
    """What a field says that is drawn further down: its own word, else the link's."""
    if name == _SHOW:  # its button may still be that of another link
        return st.query_params.get(name, "")
    return str(st.session_state.get(name) or st.query_params.get(name, ""))


def views(found: Found, proposed: Sequence[Proposal]) -> None:
    """Who: all, those who are here, leave or left; and what their lists propose."""
    page = found.page
    names = {
        "": f"All {page.here + page.left:,}",
        "here": f"Here {page.here:,}",
        "leaving": f"Leaving {page.leaving:,}",
        "left": f"Left {page.left:,}",
    }
    if proposed or is_proposals():
        names[PROPOSED] = f"Proposed cases {len(proposed):,}"
    names[worst.SHOW] = "Worst to lose"
    view_choice(names, "", key=_SHOW)


def _filters(page: PeoplePage) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.text_input(
            "Search people",
            key=_SEARCH,
            type="search",
            bind="query-params",
            placeholder="Name, address, number",
            label_visibility="collapsed",
            width=220,
        )
        st.selectbox(
            "Department",
            [ANY_DEPARTMENT, *page.departments],
            key=_DEPARTMENT,
            bind="query-params",
            label_visibility="collapsed",
            width=180,
        )
        st.selectbox(
            "Kind",
            [ANY_KIND, *inventory_words.PERSON_KINDS.values()],
            key=_KIND,
            bind="query-params",
            label_visibility="collapsed",
            width=140,
        )
