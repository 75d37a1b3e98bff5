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
    leftover_text,
    why_title,
)
from core.advice.values import DecisionStatus, DecisionView, Read
from core.rights import Action, may
from pages.navigation import lead_on
from pages.navigation.header import header
from pages.navigation.lead_on import Onward
from pages.ui import addresses, words
from pages.ui.dates import moment
from pages.ui.errors import shown
from pages.ui.exports import offer_shown
from pages.ui.page_context import authenticate, database, reading, today
from pages.ui.table import (
    Badge,
    Column,
    Content,
    Link,
    OnPhone,
    Text,
    Tone,
    escape,
    line,
    muted,
    table,
    work_table,
)
from pages.ui.view_choice import view_choice


def standing(decision: DecisionView) -> Badge:
    """Status and whether it still stands, in one state."""
    if decision.status is DecisionStatus.SUPERSEDED:
        return Badge("○ Superseded")
    if decision.is_stale:
        return Badge(words.STALE, Tone.WARN, help="; ".join(decision.changes))
    if decision.status is DecisionStatus.PROPOSED:
        return Badge("◌ Proposed")
    if _is_due(decision):
        return Badge("◔ Review due", Tone.WARN)
    return Badge("● Accepted", Tone.OK)


def _is_due(decision: DecisionView) -> bool:
    return decision.review_on is not None and decision.review_on <= today()


WHICH: dict[str, tuple[str, Callable[[DecisionView], bool]]] = {
    "all": ("All", lambda _one: True),
    "proposed": ("◌ Proposed", lambda one: one.status is DecisionStatus.PROPOSED),
    "stale": (words.STALE, lambda one: one.is_stale),
    "contested": ("⚠ Sources disagree", lambda one: bool(one.contested)),
    "due": ("◔ Review due", _is_due),
    "accepted": ("● Accepted", lambda one: one.status is DecisionStatus.ACCEPTED),
    "superseded": ("○ Superseded", lambda one: one.status is DecisionStatus.SUPERSEDED),
    "current": ("Not stale", lambda one: not one.is_stale),
}
"""What the list can be narrowed to, as it stands in a link: its words, and what it keeps."""


def listing(decisions: Sequence[DecisionView]) -> None:
    """Which, a search, and the table."""
    if asked := st.query_params.get("status"):  # older links
        st.query_params.from_dict({"stands": asked if asked in WHICH else "all"})
    wanted = st.query_params.get("stands")
    counts = {name: sum(map(keeps, decisions)) for name, (_, keeps) in WHICH.items()}
    views = {
        name: f"{told} {counts[name]:,}"
        for name, (told, _) in WHICH.items()
        if name in ("all", wanted) or (counts[name] and name != "current")
    }
    with st.container(horizontal=True, vertical_alignment="center"):
        which = view_choice(views, "all", key="stands")
        text = st.text_input(
            "Search",
            key="q",
            type="search",
            bind="query-params",
            placeholder="App, title, person",
            label_visibility="collapsed",
            width=200,
        )
    needle = (text or "").casefold()
    rows = [
        one
        for one in decisions
        if needle in f"{one.number} {one.title} {one.app_name} {one.decided_by}".casefold()
        and WHICH[which][1](one)
    ]
    size = 50
    pages = -(-len(rows) // size)
    page = min(st.pagination(pages, key="page", bind="query-params"), pages) if pages > 1 else 1
    if not rows:
        muted("No decision passes these filters.")
        return
    work_table(
        [
            Column("Decision", wide=True),
            Column("State", tight=True, phone=OnPhone.BESIDE),
            Column("Decided", tight=True),
            Column("By", clip=True, phone=OnPhone.LEFT_OUT),
            Column("Review", tight=True, phone=OnPhone.LEFT_OUT),
            Column("No.", tight=True, phone=OnPhone.LEFT_OUT),
        ],
        [_listed(one) for one in rows[(page - 1) * size : page * size]],
        label="Decisions",
    )


def _listed(one: DecisionView) -> list[Content]:
    changed = [Text(told, muted=True) for told in (*one.changes, *one.contested)[:1]]
    return [
        [[Link(one.title, f"decisions?decision={one.id}")], changed],
        standing(one),
        words.day(one.decided_at.date()),
        one.decided_by,
        words.day(one.review_on),
        Text(one.number, muted=True),
    ]


def one(decision: DecisionView) -> None:
    """One decision record: what was chosen, why, what follows; then what it is based on."""
    room = header(addresses.DECISIONS, title=decision.title, above=[Link("Decisions", "decisions")])
    line(
        [
            standing(decision),
            decision.number,
            f"{moment(decision.decided_at)} by {decision.decided_by}",
            f"review {words.day(decision.review_on)}",
        ]
    )
    with room:
        _actions(decision)
    _links(decision)
    if decision.is_stale:
        st.warning(
            "This decision is stale. Since it was made:\n\n"
            + "\n".join(f"- {words.md(line)}" for line in decision.changes)
        )
    chosen = next(row for row in decision.options if row["id"] == decision.choice)
    recommended = next(row for row in decision.options if row["id"] == decision.recommended)
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
    _onward(decision)
    with st.expander("Context"):
        _lines(decision.context)
    told = "".join(f"<li>{escape(line)}</li>" for line in decision.context.splitlines())
    st.html(f"<div class='of-printed'><h3>Context</h3><ul>{told}</ul></div>")
    st.subheader("Options as they were", anchor=False)
    table(
        [
            Column("Option", wide=True),
            Column("First year", number=True, tight=True),
            Column("Three years", number=True, tight=True),
            Column("Access after leaving", number=True),
        ],
        [
            [
                [
                    [Text(_name(row), strong=row["id"] == decision.choice)],
                    *([[Text(row["why_not"], muted=True)]] if row["why_not"] else []),
                ],
                cost_text(row["cost"]),
                cost_text(row["cost"], "three_years"),
                leftover_text(row),
            ]
            for row in decision.options
        ],
        label="Options",
    )
    st.caption(words.md(cost_basis(decision.options)))
    st.subheader("Based on", anchor=False)
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


def _onward(decision: DecisionView) -> None:
    """Where to go on from a decision."""
    with st.container(horizontal=True):
        lead_on.link(Onward("Our row of it", addresses.STACK, {"app": decision.app}))
        lead_on.link(Onward("What is known today", addresses.APP, {"app": decision.app}))
        lead_on.link(Onward("Next app to decide", addresses.STACK_ADVICE))
        if may(authenticate(), Action.CASE_OPEN):
            lead_on.link(Onward("Open a case", addresses.LEAVING))


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
    who = authenticate()
    name, of = f"{decision.number}-{decision.app}", f"decision:{decision.number}"
    with st.popover("Export"):
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
    if may(who, Action.ADVICE_DECIDE) and decision.status is not DecisionStatus.SUPERSEDED:
        if st.button("Run it again", type="primary" if decision.is_stale else "secondary"):
            with shown():
                with database().write() as session:
                    draft = advice.run_again(session, who, reading(), decision.id)
                st.switch_page(addresses.WIZARD, query_params={"draft": draft.id, "step": "answer"})
        if decision.status is DecisionStatus.PROPOSED:
            st.button(
                "Accept",
                type="secondary" if decision.is_stale else "primary",
                on_click=_accept,
                args=(decision,),
            )


def _accept(decision: DecisionView) -> None:
    with shown(), database().write() as session:
        advice.accept(session, authenticate(), decision.id, decision.version)
