"""The stack's recommendations on screen: shared answers, totals, table, exports."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import streamlit as st

from core.advice.cost import exact
from core.advice.export import stack_pdf, stack_xlsx
from core.advice.questions import Question, shipped_questions
from core.advice.totals import stack_totals
from core.advice.values import StackAdvice
from pages.components import words
from pages.components.advice_view import cost
from pages.components.exports import download
from pages.components.table import Column, Content, Link, Text, table

SHARED = ("removal_duty", "roles_from_idp", "idp_change", "third_party_admin", "manual_capacity")


def shared_answers() -> dict[str, Any]:
    """The questions whose answer holds for all apps, asked once; the link carries them."""
    questions = {one.id: one for one in shipped_questions()}
    found: dict[str, Any] = {}
    with st.expander("Answers that hold for every app", expanded=True):
        columns = st.columns(2)
        for number, name in enumerate(SHARED):
            question = questions[name]
            with columns[number % 2]:
                found[name] = _shared(question)
        st.caption("Plan and seats of each app come from our stack.")
    return found


def _shared(question: Question) -> Any:
    if question.type == "yes-no":
        return st.selectbox(question.text, ["no", "yes"], key=question.id, bind="query-params")
    labels = {choice.value: choice.label for choice in question.choices}
    values = list(labels)
    return st.selectbox(
        question.text,
        values,
        index=values.index(question.default),
        format_func=labels.__getitem__,
        key=question.id,
        bind="query-params",
    )


def totals(found: Sequence[StackAdvice]) -> None:
    """The sums, in figures and in words."""
    sums = stack_totals(found)
    money = ", ".join(exact(amount, code) for code, amount in sums.first_year.items())
    with st.container(horizontal=True):
        st.metric("Apps", f"{sums.apps:,}", border=True, width=140)
        st.metric(
            "First year, as far as published",
            money or "not published",
            border=True,
            width=280,
            help=f"{words.count(sums.unpriced, 'app')} without a published cost.",
        )
        st.metric(
            "Exposure a year",
            f"{sums.exposure_hours:,} h",
            border=True,
            width=240,
            help="Leavers a year × hours that an account may outlive the leaving, summed. "
            f"All by hand it would be {sums.exposure_today:,} account-hours.",
        )
    st.caption(" · ".join(f"{title}: {count:,}" for title, count in sums.choices.items()))


def listing(found: Sequence[StackAdvice]) -> None:
    """One row an app, what to do first at the top."""
    size = 50
    page = st.pagination(-(-len(found) // size), key="page") if len(found) > size else 1
    start = (page - 1) * size
    table(
        [
            "First",
            "App",
            Column("Recommendation", wide=True),
            Column("First year", number=True),
            Column("Exposure a year", number=True),
            "Owner",
            "Decision",
        ],
        [_row(start + n, one) for n, one in enumerate(found[start : start + size], start=1)],
        label="Recommendations for our stack",
    )
    st.caption(
        "Sorted by how many account-hours the recommended option takes off what removal by hand "
        "would leave open. Exposure: leavers a year × hours of leftover access."
    )


def _row(number: int, one: StackAdvice) -> list[Content]:
    first = one.recommendation.first
    told: Content = [[Text(first.title, strong=True)], [Text(first.reasons[0], muted=True)]]
    if one.recommendation.cautions:
        told = [*told, [Text("⚠ contested: confirm first", mark=True)]]
    decision = (
        Link(f"D-{one.decision:04d}", f"decisions?decision={one.decision}")
        if one.decision
        else Link("Decide", f"wizard?app={one.app}")
    )
    return [
        str(number),
        Link(one.name, f"app?app={one.app}"),
        told,
        cost(first.cost),
        f"{one.exposure_hours:,} h of {one.exposure_today:,} h",
        one.owner or Text("no owner", muted=True),
        decision,
    ]


def downloads(found: Sequence[StackAdvice], *, today: date) -> None:
    """The same as files, made when asked for."""
    subtitle = f"{words.count(len(found), 'app')}, {today.isoformat()}"
    with st.container(horizontal=True):
        download(
            "XLSX",
            lambda: stack_xlsx(found),
            "recommendations.xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            of="stack:recommendations",
        )
        download(
            "PDF",
            lambda: stack_pdf(found, "Recommendations for our stack", subtitle),
            "recommendations.pdf",
            "application/pdf",
            of="stack:recommendations",
        )
