"""What a recommendation assumes, each changeable where it stands."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import streamlit as st

from core.advice import service as advice
from core.advice.service import plans_of
from core.advice.values import ANSWERED, STANDING, Advice, Assumption, DraftView
from core.catalog.values import AppEntry
from core.errors import OfframpError
from core.rights import Action, may
from pages.advice.parts.wizard_steps import NO_IDP, NOT_SAID, go
from pages.ui import addresses, words
from pages.ui.notices import say
from pages.ui.page_context import authenticate, database, reading

SHOWN = 6
"""So many answers are asked about at once; the others are one click away."""
_FROM = {
    ANSWERED: "your answer",
    "stack": "from our stack",
    "organisation": "from our settings",
    STANDING: "standing answer",
    "not said": "not said",
}


def edit(draft: DraftView | None, found: Advice, app: AppEntry, idps: Mapping[str, str]) -> None:
    """The answers that could change the recommendation, most telling first; then the others."""
    first = [one for one in found.assumptions if one.matters and (one.is_open or one.turns)]
    shown, rest = first[:SHOWN], [one for one in found.assumptions if one not in first[:SHOWN]]
    st.subheader("What this assumes", anchor="assumptions")
    st.caption(
        "Change an answer here and the recommendation follows; those that would turn it come first."
        if first
        else "No single answer would change the first choice."
    )
    _fields(draft, shown, app, idps)
    with st.expander(f"{words.count(len(rest), 'more answer')}, known or of less weight"):
        _fields(draft, rest, app, idps)
    st.page_link(addresses.STACK_ADVICE, label="Answers that hold for every app")


def _fields(
    draft: DraftView | None, shown: Sequence[Assumption], app: AppEntry, idps: Mapping[str, str]
) -> None:
    decided = draft is not None and draft.decision is not None
    locked = decided or not may(authenticate(), Action.ADVICE_DRAFT)
    with st.grid(3, min_column_width=260, vertical_alignment="top"):
        for one in shown:
            with st.container(gap="xxsmall"):
                _field(draft, one, app, idps, locked=locked)
                told = _FROM.get(one.origin, one.origin)
                st.caption(words.md(told[:1].upper() + told[1:]))


def _field(
    draft: DraftView | None,
    one: Assumption,
    app: AppEntry,
    idps: Mapping[str, str],
    *,
    locked: bool,
) -> None:
    question, value = one.question, one.value
    place = f"{draft.id}-{draft.version}" if draft else f"new-{app.id}"
    key = f"assumed-{place}-{question.id}"
    common: dict[str, Any] = {
        "key": key,
        "help": question.help,
        "disabled": locked,
        "on_change": _change,
        "args": (draft, app.id, question.id, key),
    }
    if question.type == "number":
        st.number_input(
            question.text, 0.0, 10_000_000.0, float(value), step=1.0, format="%g", **common
        )
    elif question.type == "idps":
        options = {**idps, NO_IDP: "None: we have no identity provider"}
        st.multiselect(
            question.text,
            list(options),
            [NO_IDP] if value == () else list(value or ()),
            format_func=options.__getitem__,
            placeholder="Not said",
            filter_mode="contains",
            select_all=False,
            **common,
        )
    elif question.type == "plan":
        plans = {**plans_of(app), "": NOT_SAID}
        if value and value not in plans:
            plans = {value: f"{value} (not in the catalogue)", **plans}
        st.selectbox(
            question.text,
            list(plans),
            list(plans).index(value or ""),
            format_func=plans.__getitem__,
            **common,
        )
    else:
        choices: list[Any] = (
            [False, True] if question.type == "yes-no" else [c.value for c in question.choices]
        )
        st.selectbox(
            question.text, choices, choices.index(value), format_func=question.label, **common
        )


def _change(draft: DraftView | None, app: str, question: str, key: str) -> None:
    """Keep the answer: in the draft, or in a new one whose link the page then has."""
    value = st.session_state[key]
    if question == "idps":
        value = [] if value == [NO_IDP] else [idp for idp in value if idp != NO_IDP] or None
    if isinstance(value, float):
        value = _number(value)
    who = authenticate()
    try:
        with database().write() as session:
            if draft is None:
                draft = advice.start_draft(session, who, reading(), app, {question: value})
            else:
                answers = {**draft.answers, question: value}
                advice.save_draft(session, who, draft.id, answers, draft.version)
    except OfframpError as error:
        say(error)
        return
    go(draft.id, "")


def _number(value: float) -> int | float:
    exact = Decimal(str(value))
    return int(exact) if exact == exact.to_integral_value() else value
