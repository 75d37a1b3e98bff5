"""Choose who answers for accounts: a person or a group by a part of the name, or an address."""

from datetime import UTC, datetime

import streamlit as st

from core.accounts import service as inventory
from core.accounts.values import PeopleQuery
from core.identity import service as identity
from pages.accounts.parts import person_field
from pages.ui import words
from pages.ui.page_context import authenticate, database

MOST = 8


def draw(key: str, value: str) -> str:
    """A field, and what of people and groups it fits to choose from; the owner. Not in a form."""
    text = st.text_input(
        "Owner",
        value,
        placeholder="A person, a group, or an address",
        help="Who answers for it. Without one it is a finding.",
        key=key,
    ).strip()
    if not text or text == value:
        return text
    found = _choices(text)
    if not found:
        return text
    chosen = st.radio(
        "Who that is",
        list(found),
        index=0 if len(found) == 1 else None,
        format_func=lambda each: words.md(found[each]),
        key=f"{key}-{text.casefold()}",
        label_visibility="collapsed",
    )
    return chosen or text


def _choices(text: str) -> dict[str, str]:
    """What is kept as the owner → what it is called."""
    now = datetime.now(UTC)
    with database().read() as session:
        groups = [one.name for one in identity.owners(session).groups.values()]
        query = PeopleQuery(search=text, standing="here")
        people = inventory.people(session, authenticate(), query, now, limit=MOST)
    fitting = [name for name in sorted(groups) if text.casefold() in name.casefold()]
    named = {row.email: person_field.called(row, now) for row in people.rows if row.email}
    return {name: f"{name}, a group" for name in fitting[:MOST]} | named
