"""What late removals cost, on the proof page: each one, to sort, to search and to take along."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from core.offboarding import service as offboarding
from core.offboarding.service import late_price_in_words, length, local
from core.offboarding.values import LateRemoval, Proof
from core.rights import Action
from pages.ui import words
from pages.ui.exports import offer_shown
from pages.ui.table import Badge, Column, Content, Link, OnPhone, Text, Tone, muted, work_table

SHOWN = 50
"""So many are drawn; CSV and workbook have them all."""

ORDERS: Mapping[str, tuple[str, Callable[[LateRemoval], Any]]] = {
    "longest": ("Longest first", lambda one: (-one.after, one.case, one.place)),
    "dearest": ("Dearest first", lambda one: (one.cost is None, -(one.cost or 0), -one.after)),
    "person": ("By person", lambda one: (one.person.casefold(), one.case, -one.after)),
    "app": ("By app", lambda one: (one.place.casefold(), -one.after)),
}


def draw(proof: Proof) -> None:
    """The list with its search and order; what it leaves out stands below."""
    late = proof.late_removals
    if not late.rows:
        muted(
            "No removal came after the end of access." if late.removals else "No removal was due."
        )
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        text = st.text_input(
            "Search late removals",
            key="q",
            bind="query-params",
            placeholder="Person or app",
            label_visibility="collapsed",
            width=220,
        )
        order = st.selectbox(
            "Order",
            list(ORDERS),
            format_func=lambda each: ORDERS[each][0],
            key="order",
            label_visibility="collapsed",
            width=180,
        )
        name = f"late-removals-{proof.period.first}-{proof.period.last}.csv"
        offer_shown(
            "CSV",
            name,
            lambda: offboarding.late_removals_csv(late),
            needs=Action.CASE_EXPORT,
            of=f"proof:{proof.period.first}/{proof.period.last}",
        )
    found = _matching(late.rows, text or "")
    found = sorted(found, key=ORDERS[order][1])
    if not found:
        muted("No late removal matches.")
    else:
        _table(found)
    st.caption(words.md(_notes(proof)))


def _matching(rows: Sequence[LateRemoval], text: str) -> list[LateRemoval]:
    wanted = text.casefold().split()
    return [
        one
        for one in rows
        if all(part in f"{one.person} {one.place} {one.number}".casefold() for part in wanted)
    ]


def _table(found: Sequence[LateRemoval]) -> None:
    if len(found) > SHOWN:
        muted(f"The first {SHOWN} of {len(found):,}; all are in the CSV.")
    work_table(
        [
            "Person",
            "App",
            Column("After the end of access", number=True, phone=OnPhone.BESIDE),
            Column("Seat", number=True),
            Column("Access ended", tight=True, phone=OnPhone.LEFT_OUT),
            "",
        ],
        [_row(one) for one in found[:SHOWN]],
        label="Late removals",
    )


def _row(one: LateRemoval) -> list[Content]:
    price = late_price_in_words(one)
    return [
        [[Link(one.person, f"case?case={one.case}"), Text(one.number, muted=True)]],
        Link(one.place, f"app?app={one.app}") if one.app else one.place,
        length(one.after),
        price if one.cost is not None else Text(price, muted=True),
        local(one.ended_at, one.zone) if one.ended_at else Badge("▲ Still open", Tone.RISK),
        Badge("Past due", Tone.WARN) if one.past_due else "",
    ]


def _notes(proof: Proof) -> str:
    excused = proof.late_removals.excused
    said = offboarding.LATE_NOT_IN_IT
    if excused:
        places = words.count(excused, "place")
        said += f" Nor {places} where no removal applied: see Exceptions."
    return said
