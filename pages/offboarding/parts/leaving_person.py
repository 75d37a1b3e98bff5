"""Who leaves, chosen from the people that lists know. Somebody else is typed below."""

from collections import Counter
from collections.abc import Iterable

import streamlit as st

from core.accounts import service as inventory
from core.rights import Action, may
from pages.ui.page_context import authenticate, database

OF = "of"
"""In the link: the number of who leaves."""
_BEGUN = (OF, "name", "email", "manager", "zone", "ends")
ALL_AT_ONCE = 5_000
"""So many people are one list, which the browser gets once and searches; of more, a part of the
name is asked first."""
_FOUND = 50

People = dict[int, str]
"""Number of a person → name and address."""


def draw() -> None:
    """The field above all others. What it says stands in the link, and the other fields begin
    with it; whom no list knows is entered there."""
    if not may(authenticate(), Action.INVENTORY_READ):
        return
    with database().read() as session:
        everybody = inventory.person_names(session, authenticate())
    if not everybody:
        return
    begun = st.query_params.get(OF, "")
    offered = _of(everybody)
    if len(everybody) > ALL_AT_ONCE:
        offered = _found(offered, begun)
    people = dict(sorted(offered.items(), key=lambda one: one[1].casefold()))
    options, number = list(people), _number(begun, people)
    key = f"leaving-{OF}-{begun}"

    def chosen() -> None:
        _begin_with(st.session_state.get(key))

    st.selectbox(
        "Who leaves",
        options,
        index=None if number is None else options.index(number),
        format_func=people.__getitem__,
        placeholder="Part of the name or address",
        key=key,
        on_change=chosen,
    )
    if number is None:
        st.caption("Not in it? Enter the name below.")


def _of(everybody: Iterable[tuple[int, str, str]]) -> People:
    """Two whom nothing else tells apart have their numbers: what is chosen is told by its text."""
    called = {number: f"{name} · {email}" if email else name for number, name, email in everybody}
    alike = Counter(called.values())
    return {
        number: f"{said} · no. {number}" if alike[said] > 1 else said
        for number, said in called.items()
    }


def _found(people: People, begun: str) -> People:
    """Of very many those that a part of the name fits, and who is chosen already."""
    text = st.text_input(
        "Find who leaves", key="leaving-search", placeholder="Part of the name or address"
    )
    part = text.strip().casefold()
    fits = [one for one, said in people.items() if part and part in said.casefold()]
    known = _number(begun, people)
    if len(fits) > _FOUND:
        st.caption(f"{len(fits):,} people fit; the first {_FOUND} are offered.")
    named = [] if known is None else [known]
    return {one: people[one] for one in [*named, *fits[:_FOUND]]}


def _number(begun: str, people: People) -> int | None:
    is_known = begun.isdecimal() and len(begun) < 16 and int(begun) in people
    return int(begun) if is_known else None


def _begin_with(chosen: int | None) -> None:
    """In a callback: the fields begin with this person, and with nothing that the link said."""
    for name in _BEGUN:
        st.query_params.pop(name, None)
    if chosen:
        st.query_params[OF] = str(chosen)
