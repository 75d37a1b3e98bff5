"""Who is leaving: the first open cases, how far each is, and what is late."""

from collections.abc import Sequence
from datetime import datetime

import streamlit as st

from core.offboarding.values import CaseRow
from pages.ui.dates import near
from pages.ui.table import Badge, Column, Content, Link, Text, Tone, line, table


def draw(cases: Sequence[CaseRow], total: int, now: datetime) -> None:
    """The first of them, and the way to all."""
    st.subheader("Who is leaving", anchor=False)
    if not cases:
        line(["Nobody, as far as Offramp knows: no case is open."])
        return
    table(
        ["Person", Column("Access ends", tight=True), Column("Done", number=True), "Late"],
        [_row(case, now) for case in cases],
        label="Who is leaving",
        cards=False,
    )
    if total > len(cases):
        line([Link(f"All {total:,} open cases", "case?status=open")])


def _row(case: CaseRow, now: datetime) -> list[Content]:
    past = case.effective <= now
    return [
        Link(case.person, f"case?case={case.id}"),
        Text(_begun(near(case.effective, now)), muted=past, help="past" if past else None),
        f"{case.finished:,}/{case.total:,}",
        Badge(f"▲ {case.late:,} overdue", Tone.RISK) if case.late else "",
    ]


def _begun(said: str) -> str:
    """As it stands where nothing comes before it."""
    return said[:1].upper() + said[1:]
