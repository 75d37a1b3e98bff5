"""Choose a person by a part of their name: of tens of thousands nobody scrolls through a list."""

from datetime import UTC, datetime

import streamlit as st

from core.accounts import service as inventory
from core.accounts.values import PeopleQuery, PersonRow
from pages.accounts.parts import inventory_words
from pages.ui import words
from pages.ui.page_context import authenticate, database

MOST = 20


def draw(key: str) -> int | None:
    """A search, and what it found to choose from; the person's id. Not within a form."""
    text = st.text_input("Whose is it?", key=f"{key}-search", placeholder="Part of a name, address")
    if not text.strip():
        return None
    now = datetime.now(UTC)
    with database().read() as session:
        found = inventory.people(session, authenticate(), PeopleQuery(search=text), now, limit=MOST)
    if not found.rows:
        st.caption(words.md(f"No person matches “{text}”."))
        return None
    rows = {row.id: row for row in found.rows}
    chosen = st.radio(
        "Person",
        list(rows),
        index=0 if len(rows) == 1 else None,
        format_func=lambda number: words.md(called(rows[number], now)),
        key=f"{key}-person-{text.strip().casefold()}",
        label_visibility="collapsed",
    )
    if found.total > MOST:
        st.caption(f"and {found.total - MOST:,} more: type more of the name.")
    return chosen


def called(of: PersonRow, now: datetime) -> str:
    """Enough to tell two of one name apart."""
    stands = inventory_words.employment(of, now).text
    return " · ".join(part for part in (of.name, of.email, of.department, stands) if part)
