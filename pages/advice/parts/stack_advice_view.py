"""The stack's recommendations on screen: shared answers, totals, table, exports."""

import time
from collections.abc import Callable, Collection, Sequence
from datetime import date

import streamlit as st

from core.advice.service import money, stack_pdf, stack_totals, stack_xlsx
from core.advice.values import StackAdvice
from core.rights import Action
from pages.advice.parts.recommendation import likely
from pages.ui import words
from pages.ui.exports import offer_shown
from pages.ui.table import Column, Content, Lines, Link, Text, table


def progress_bar() -> tuple[Callable[[int, int], None], Callable[[], object]]:
    """What tells how far it is once it takes longer than a second, and what takes it away."""
    place, started = st.empty(), time.monotonic()

    def tell(done: int, of: int) -> None:
        if done % 20 == 0 and time.monotonic() - started > 1:
            place.progress(done / of, text=f"Going through the stack: {done:,} of {of:,} apps")

    return tell, place.empty


def totals(found: Sequence[StackAdvice]) -> None:
    """The sums, in figures and in words."""
    sums = stack_totals(found)
    with st.container(horizontal=True):
        st.metric("Apps", f"{sums.apps:,}", border=True, width=110)
        st.metric(
            "Cost of the first year",
            money(sums.first_year),
            border=True,
            width=220,
            help="Plan, work, set-up and running of what was decided or else is recommended, at "
            f"the calculator's likely values. Three years: {money(sums.three_years)}.",
            delta=f"without {words.count(sums.unpriced, 'app')}, cost not known"
            if sums.unpriced
            else None,
            delta_color="off",
            delta_arrow="off",
        )
        st.metric(
            "Exposure a year",
            f"{sums.exposure_hours:,} h",
            border=True,
            width=210,
            help="Leavers a year × hours that an account may outlive the leaving, summed, if "
            "everything is run as decided or else as recommended.",
            delta=f"without {words.count(sums.unseated, 'app')} that nobody gave seats of"
            if sums.unseated
            else None,
            delta_color="off",
            delta_arrow="off",
        )
        st.metric(
            "If all is done by hand",
            f"{sums.exposure_today:,} h",
            border=True,
            width=210,
            help="The same exposure, were every leaver removed by hand.",
        )
    st.caption(words.md(" · ".join(f"{title}: {count:,}" for title, count in sums.choices.items())))


def listing(found: Sequence[StackAdvice], stale: Collection[str]) -> None:
    """One row an app, what to do first at the top. ``stale``: apps whose decision is."""
    size = 50
    pages = -(-len(found) // size)
    page = min(st.pagination(pages, key="page", bind="query-params"), pages) if pages > 1 else 1
    start = (page - 1) * size
    table(
        [
            "App",
            Column("Recommendation", wide=True),
            Column("First year", number=True, tight=True),
            Column("Exposure a year", number=True, tight=True),
            "Owner",
            Column("Decision", tight=True),
        ],
        [
            _row(start + n, one, is_stale=one.app in stale)
            for n, one in enumerate(found[start : start + size], start=1)
        ],
        label="Recommendations for our stack",
    )
    st.caption(
        "Sorted by how many account-hours the option that was decided, or else is recommended, "
        "takes off what removal by hand would leave open; cost and exposure are that option's. "
        "Exposure: leavers a year × hours of leftover access at the most, if no "
        "step is forgotten; calculator and cost of the stack have the average with forgotten ones."
    )


def _row(number: int, one: StackAdvice, *, is_stale: bool) -> list[Content]:
    first = one.recommendation.first
    title, why = one.proposal
    told: Lines = [[Text(title, strong=True)], [Text(why, muted=True)]]
    if one.recommendation.cautions:
        told = [*told, [Text("⚠ contested: confirm first", mark=True)]]
    decision: Content = Link("Decide", f"wizard?app={one.app}")
    if one.decision and one.decided:
        decision = [[Link(f"D-{one.decision:04d}", f"decisions?decision={one.decision}")]]
        if one.decided != first.id or one.holds.id != one.decided:
            decision = [*decision, [Text(f"chose: {one.decision_words}", muted=True)]]
        if is_stale:
            decision = [*decision, [Text(words.STALE, mark=True)]]
    return [
        [[f"{number}.", Link(one.name, f"app?app={one.app}")]],
        told,
        likely(one.holds.cost),
        _exposure(one),
        one.owner or Text("no owner", muted=True),
        decision,
    ]


def _exposure(one: StackAdvice) -> Content:
    if one.exposure_hours is None:
        return Text("seats not said", muted=True)
    return [[f"{one.exposure_hours:,} h"], [Text(f"by hand {one.exposure_today:,} h", muted=True)]]


def downloads(found: Sequence[StackAdvice], *, today: date) -> None:
    """The same as files, made when asked for."""
    subtitle = f"{words.count(len(found), 'app')}, {today.isoformat()}"
    with st.container(horizontal=True):
        offer_shown(
            "XLSX",
            "recommendations.xlsx",
            lambda: stack_xlsx(found),
            needs=Action.ADVICE_READ,
            of="stack:recommendations",
        )
        offer_shown(
            "PDF",
            "recommendations.pdf",
            lambda: stack_pdf(found, "Recommendations for our stack", subtitle),
            needs=Action.ADVICE_READ,
            of="stack:recommendations",
        )
