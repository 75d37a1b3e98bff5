"""Who is leaving: the first open cases, how far each is, and what is late."""

from collections.abc import Sequence
from datetime import datetime

import streamlit as st

from core.offboarding.service import zone_of
from core.offboarding.values import CaseRow
from core.overview.values import ProposedLeavers
from pages.ui import words
from pages.ui.dates import near
from pages.ui.table import Badge, Column, Content, Link, Text, Tone, line, table


def draw(
    cases: Sequence[CaseRow], total: int, proposed: ProposedLeavers | None, now: datetime
) -> None:
    """The first of them, and the way to all; who has no case yet, as lists of people say."""
    st.subheader("Who is leaving", anchor=False)
    said = [_proposed(proposed, "more leaver" if cases else "leaver")] if proposed else []
    if not cases:
        nobody = "No case is open." if proposed else "No one: no case is open."
        line([nobody, *said])
        return
    table(
        ["Person", Column("Access ends", tight=True), Column("Done", number=True), "Late"],
        [_row(case, now) for case in cases],
        label="Who is leaving",
        cards=False,
    )
    if total > len(cases):
        said = [Link(f"All {total:,} open cases", "case?status=open"), *said]
    if said:
        line(said)


def _proposed(of: ProposedLeavers, who: str) -> Link:
    by = f" by “{of.feed}”" if of.feed else ""
    return Link(f"{words.count(of.count, who)} proposed{by}", of.target.href)


def _row(case: CaseRow, now: datetime) -> list[Content]:
    past = case.effective <= now
    return [
        Link(case.person, f"case?case={case.id}"),
        Text(
            _begun(near(case.effective, now, zone_of(case.zone))),
            muted=past,
            help="past" if past else None,
        ),
        f"{case.finished:,}/{case.total:,}",
        Badge(f"▲ {case.late:,} overdue", Tone.RISK) if case.late else "",
    ]


def _begun(said: str) -> str:
    """As it stands where nothing comes before it."""
    return said[:1].upper() + said[1:]
