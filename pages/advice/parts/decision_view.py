"""Decisions on screen: the list with its filters, and one record."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import streamlit as st

from core.advice import service as advice
from core.advice.service import (
    cost_basis,
    cost_text,
    decision_json,
    decision_markdown,
    decision_pdf,
    fact_rows,
    why_title,
)
from core.advice.values import DecisionStatus, DecisionView, Read
from core.rights import Action, may
from pages.navigation.header import header
from pages.ui import addresses, words
from pages.ui.dates import moment
from pages.ui.errors import shown
from pages.ui.exports import offer_shown
from pages.ui.page_context import authenticate, database, reading, today
from pages.ui.table import Column, Link, Text, table
from pages.ui.view_choice import view_choice

STANDS = {"current": "● Stands", "stale": words.STALE, "due": "◔ Review due"}


def standing(decision: DecisionView) -> str:
    """Whether a decision still stands, in a word with its mark."""
    if decision.status is DecisionStatus.SUPERSEDED:
        return "○ Superseded"
    if decision.is_stale:
        return STANDS["stale"]
    if decision.review_on is not None and decision.review_on <= today():
        return STANDS["due"]
    return STANDS["current"]


WHICH: dict[str, Callable[[DecisionView], bool]] = {
    "all": lambda _one: True,
    "stale": lambda one: one.is_stale,
    "contested": lambda one: bool(one.contested),
    "current": lambda one: not one.is_stale,
}
"""What the list can be narrowed to, as it stands in a link."""


def _counted(decisions: Sequence[DecisionView]) -> dict[str, str]:
    """Each of them in words, with how many there are."""
    names = {"all": "All", "stale": words.STALE, "contested": "⚠ Contested", "current": "Current"}
    return {name: f"{names[name]} {sum(map(of, decisions)):,}" for name, of in WHICH.items()}


def listing(decisions: Sequence[DecisionView]) -> None:
    """Search, filter, table."""
    with st.container(horizontal=True):
        text = st.text_input(
            "Search", key="q", bind="query-params", placeholder="App, title, person"
        )
        status = st.selectbox(
            "Status",
            ["all", *DecisionStatus],
            format_func=str.capitalize,
            key="status",
            bind="query-params",
            width=200,
        )
    stands = view_choice(_counted(decisions), "all", key="stands")
    needle = (text or "").casefold()
    rows = [
        one
        for one in decisions
        if needle in f"{one.number} {one.title} {one.app_name} {one.decided_by}".casefold()
        and status in ("all", str(one.status))
        and WHICH[stands](one)
    ]
    st.caption(f"{words.count(len(rows), 'decision')} of {len(decisions):,}")
    size = 50
    pages = -(-len(rows) // size)
    page = min(st.pagination(pages, key="page", bind="query-params"), pages) if pages > 1 else 1
    table(
        ["No.", Column("Title", wide=True), "Status", "Stands", "Decided", "Review"],
        [
            [
                Link(one.number, f"decisions?decision={one.id}"),
                one.title,
                str(one.status),
                [
                    [Text(standing(one), mark=one.is_stale)],
                    *([line] for line in (*one.changes, *one.contested)[:2]),
                ],
                f"{one.decided_at:%Y-%m-%d} by {one.decided_by}",
                words.day(one.review_on),
            ]
            for one in rows[(page - 1) * size : page * size]
        ],
        label="Decisions",
    )


def one(decision: DecisionView) -> None:
    """One decision record."""
    header(addresses.DECISIONS, title=decision.title, above=[Link("Decisions", "decisions")])
    st.caption(
        f"{words.md(decision.number)} · {words.md(decision.status)} · "
        f"{words.md(standing(decision))} · "
        f"{moment(decision.decided_at)} by {words.md(decision.decided_by)} · "
        f"review {words.day(decision.review_on)}"
    )
    _links(decision)
    if decision.is_stale:
        st.warning(
            "This decision is stale. Since it was made:\n\n"
            + "\n".join(f"- {words.md(line)}" for line in decision.changes)
        )
    _actions(decision)
    chosen = next(row for row in decision.options if row["id"] == decision.choice)
    recommended = next(row for row in decision.options if row["id"] == decision.recommended)
    st.subheader("Context", anchor=False)
    _lines(decision.context)
    if decision.reason:
        st.subheader(
            "Why the recommendation was overruled"
            if decision.choice != decision.recommended
            else "Reason",
            anchor=False,
        )
        st.markdown(words.md(decision.reason))
    st.subheader(words.md(why_title(decision)), anchor=False)
    if decision.choice != decision.recommended:
        st.markdown(f"{words.md(recommended['title'])}.")
    st.markdown("\n".join(f"- {words.md(reason)}" for reason in recommended["reasons"]))
    st.subheader("Consequences", anchor=False)
    _lines(decision.consequences)
    st.subheader("Next steps", anchor=False)
    st.markdown("\n".join(f"1. {words.linked(line)}" for line in chosen["next_steps"]))
    st.subheader("Options as they were", anchor=False)
    table(
        [
            Column("Option", wide=True),
            Column("First year", number=True, tight=True),
            Column("Three years", number=True, tight=True),
            Column("Leftover access", number=True),
        ],
        [
            [
                [
                    [Text(_name(row), strong=row["id"] == decision.choice)],
                    *([[Text(row["why_not"], muted=True)]] if row["why_not"] else []),
                ],
                cost_text(row["cost"]),
                cost_text(row["cost"], "three_years"),
                f"{row['leftover_access_hours']} h",
            ]
            for row in decision.options
        ],
        label="Options",
    )
    st.caption(words.md(cost_basis(decision.options)))
    st.subheader("What it rested on", anchor=False)
    table(
        ["Fact", "Value", Column("Sources", wide=True)],
        [
            [
                row.name,
                row.value,
                [[_source(one), Text(one.as_of, muted=True)] for one in row.sources]
                or Text("no source", muted=True),
            ]
            for row in fact_rows(decision.frozen)
        ],
        label="Frozen facts",
    )
    st.markdown(words.link("What the catalogue says today", f"app?app={decision.app}"))


def _lines(text: str) -> None:
    st.markdown("\n".join(f"- {words.md(line)}" for line in text.splitlines()))


def _name(row: Mapping[str, Any]) -> str:
    return f"{row['rank']}. {row['title']}" if row["rank"] else f"{row['title']} (not possible)"


def _source(one: Read) -> Link | str:
    return Link(one.publisher, one.url) if one.url else one.publisher


def _links(decision: DecisionView) -> None:
    parts = []
    if decision.supersedes:
        parts.append(f"Supersedes {_linked(decision.supersedes)}")
    if decision.superseded_by:
        parts.append(f"Superseded by {_linked(decision.superseded_by)}")
    if parts:
        st.markdown(". ".join(parts) + ".")


def _linked(number: int) -> words.Markdown:
    return words.link(f"D-{number:04d}", f"decisions?decision={number}")


def _actions(decision: DecisionView) -> None:
    with st.container(horizontal=True):
        who = authenticate()
        if may(who, Action.ADVICE_DECIDE) and decision.status is not DecisionStatus.SUPERSEDED:
            if decision.status is DecisionStatus.PROPOSED:
                st.button("Accept", type="primary", on_click=_accept, args=(decision,))
            if st.button("Run it again", icon=":material/replay:"):
                with shown():
                    with database().write() as session:
                        draft = advice.run_again(session, who, reading(), decision.id)
                    st.switch_page(
                        addresses.WIZARD, query_params={"draft": draft.id, "step": "answer"}
                    )
        name, of = f"{decision.number}-{decision.app}", f"decision:{decision.number}"
        for label, ending, make in (
            ("PDF", "pdf", decision_pdf),
            ("Markdown", "md", decision_markdown),
            ("JSON", "json", decision_json),
        ):
            offer_shown(
                label,
                f"{name}.{ending}",
                partial(make, decision),
                needs=Action.ADVICE_READ,
                of=of,
            )


def _accept(decision: DecisionView) -> None:
    with shown(), database().write() as session:
        advice.accept(session, authenticate(), decision.id, decision.version)
