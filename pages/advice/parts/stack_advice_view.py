"""The stack's recommendations on screen: shared answers, totals, table, exports."""

import time
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, timedelta

import streamlit as st

from core.advice import service as advice
from core.advice.service import money, stack_pdf, stack_totals, stack_xlsx
from core.advice.values import OptionId, StackAdvice
from core.rights import Action, may
from pages.advice.parts.chart import SHORT
from pages.advice.parts.recommendation import likely
from pages.ui import words
from pages.ui.exports import offer_shown
from pages.ui.notices import attempt
from pages.ui.page_context import authenticate, reading, today
from pages.ui.table import (
    Badge,
    Column,
    Content,
    Lines,
    Link,
    OnPhone,
    Piece,
    Text,
    Tone,
    line,
    work_table,
)
from pages.ui.view_choice import view_choice


def progress_bar() -> tuple[Callable[[int, int], None], Callable[[], object]]:
    """What tells how far it is once it takes longer than a second, and what takes it away."""
    place, started = st.empty(), time.monotonic()

    def tell(done: int, of: int) -> None:
        if done % 20 == 0 and time.monotonic() - started > 1:
            place.progress(done / of, text=f"Going through the stack: {done:,} of {of:,} apps")

    return tell, place.empty


def totals(found: Sequence[StackAdvice]) -> None:
    """The sums in a line, and what they leave out."""
    sums = stack_totals(found)
    priced, seated = sums.apps - sums.unpriced, sums.apps - sums.unseated
    of = f"of {sums.apps:,} apps"
    said: list[Piece] = [
        Text(
            f"{money(sums.first_year)} in the first year" if priced else "Cost not known",
            strong=True,
            help="Plan, work, set-up and running of what was decided or else is recommended, at "
            f"the calculator's likely values. Three years: {money(sums.three_years)}.",
        )
    ]
    said += [Text(f"known of {priced:,} {of}", muted=True)] if sums.unpriced else []
    if seated:
        told = f"{sums.exposure_hours:,} hours of access after leaving, a year"
        said.append(
            Text(
                f"{told}, by hand {sums.exposure_today:,}",
                strong=True,
                help="Leavers a year × hours that each keeps access on average, forgotten ones "
                "counted, if everything is run as decided or else as recommended.",
            )
        )
        said += [Text(f"known of {seated:,} {of}", muted=True)] if sums.unseated else []
    line(said)


def chosen(found: Sequence[StackAdvice]) -> list[tuple[int, StackAdvice]]:
    """The apps for which one thing is recommended, or all; each with its place in the order."""
    ranked = list(enumerate(found, start=1))
    titles = {one.recommendation.first.id: one.recommendation.first.title for one in found}
    counts = Counter(one.recommendation.first.id for one in found)
    views = {"": f"All {len(found):,}"}
    views |= {str(o): f"{SHORT[o]} {number:,}" for o, number in counts.most_common()}
    option = view_choice(views, "", key="option")
    rows = [(n, one) for n, one in ranked if option in ("", one.recommendation.first.id)]
    if option:
        _accept_all(titles[OptionId(option)], [one for _, one in rows])
    return rows


def _accept_all(title: str, found: Sequence[StackAdvice]) -> None:
    """Accept what is recommended for all of these that nobody has decided on."""
    todo = {one.app: one.recommendation.first.id for one in found if one.decided is None}
    if len(todo) > 1 and may(authenticate(), Action.ADVICE_DECIDE):
        names = [one.name for one in found if one.app in todo]
        if st.button(words.md(f"Accept for {words.count(len(todo), 'app')}")):
            opened = st.dialog(words.md(title), position="right")
            opened(_confirm)(todo, names)


def _confirm(todo: Mapping[str, OptionId], names: Sequence[str]) -> None:
    st.markdown(
        words.listed(
            f"Accepts what is recommended for {words.count(len(todo), 'app')}: a decision record "
            "each, which another decision can supersede and nobody can delete.",
            names,
        )
    )
    review_on = st.date_input(
        "Review on", today() + timedelta(days=182), min_value=today() + timedelta(days=1)
    )
    if st.button("Accept", type="primary"):
        attempt(
            lambda session: advice.accept_as_shown(
                session, authenticate(), reading(), todo, review_on
            ),
            lambda numbers: f"{words.count(len(numbers), 'app')} decided.",
        )


def listing(rows: Sequence[tuple[int, StackAdvice]], stale: Collection[str]) -> None:
    """One row an app, what to do first at the top. ``stale``: apps whose decision is."""
    size = 50
    pages = -(-len(rows) // size)
    page = min(st.pagination(pages, key="page", bind="query-params"), pages) if pages > 1 else 1
    start = (page - 1) * size
    work_table(
        [
            Column("App", tight=True),
            Column("Recommendation", wide=True),
            Column("First year", number=True, phone=OnPhone.LEFT_OUT),
            Column("Access after, a year", number=True, phone=OnPhone.LEFT_OUT),
            Column("Owner", clip=True, phone=OnPhone.LEFT_OUT),
            Column("Decision", clip=True, phone=OnPhone.BESIDE),
        ],
        [_row(n, one, is_stale=one.app in stale) for n, one in rows[start : start + size]],
        label="Recommendations for our stack",
    )
    st.caption(
        "First what takes the most hours of access after leaving off a removal by hand. Cost and "
        "hours are those of what was decided, or else is recommended; hours are of all leavers of "
        "a year on average, forgotten ones counted."
    )


def _row(number: int, one: StackAdvice, *, is_stale: bool) -> list[Content]:
    title, why = one.proposal
    told: Lines = [[Text(title, strong=True)], [Text(why, muted=True)]]
    if one.recommendation.cautions:
        told = [*told, [Badge("⚠ Sources disagree: confirm first", Tone.WARN)]]
    return [
        [[Text(f"{number}.", muted=True), Link(one.name, f"wizard?app={one.app}")]],
        told,
        likely(one.holds.cost),
        _exposure(one),
        one.owner or Text("No owner", muted=True),
        _decision(one, is_stale=is_stale),
    ]


def _decision(one: StackAdvice, *, is_stale: bool) -> Content:
    if not (one.decision and one.decided):
        return Link("Decide", f"wizard?app={one.app}")
    link: list[Piece] = [Link(f"D-{one.decision:04d}", f"decisions?decision={one.decision}")]
    link += [Badge(words.STALE, Tone.WARN)] if is_stale else []
    other = one.decided != one.recommendation.first.id or one.holds.id != one.decided
    return [link, [Text(f"chose: {one.decision_words}", muted=True)]] if other else [link]


def _exposure(one: StackAdvice) -> Content:
    if one.exposure_hours is None:
        return Text("–", muted=True, help="How many seats is not known.")
    return [[f"{one.exposure_hours:,} h"], [Text(f"by hand {one.exposure_today:,} h", muted=True)]]


def downloads(found: Sequence[StackAdvice], *, today: date) -> None:
    """The same as files, made when asked for."""
    subtitle = f"{words.count(len(found), 'app')}, {today.isoformat()}"
    with st.popover("Export"):
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
