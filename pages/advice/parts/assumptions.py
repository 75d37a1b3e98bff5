"""What a recommendation assumes, each changeable where it stands."""

from collections.abc import Mapping, Sequence

import streamlit as st
from sqlmodel import Session

from core.advice import service as advice
from core.advice.values import ANSWERED, STANDING, Advice, Assumption, DraftView, Question
from core.catalog.values import AppEntry
from core.rights import Action, may
from pages.advice.parts.question_field import field, typed
from pages.advice.parts.wizard_steps import go
from pages.ui import addresses, words
from pages.ui.notices import write
from pages.ui.page_context import authenticate, reading

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
    shown, rest = _split(found)
    st.subheader("What this assumes", anchor="assumptions")
    st.caption(
        "These answers could change the recommendation. Change one here and it follows."
        if shown
        else "No single answer would change the first choice."
    )
    _fields(draft, shown, app, idps)
    with st.expander(f"{words.count(len(rest), 'more answer')}, known or of less weight"):
        _fields(draft, rest, app, idps)
    st.page_link(addresses.STACK_ADVICE, label="Answers that hold for every app")


def _split(found: Advice) -> tuple[list[Assumption], list[Assumption]]:
    """What is asked about at once, and the rest, each in the order of the questions.

    What was answered for this app stays where it is: no answer makes another jump.
    """
    answered = [one for one in found.assumptions if one.origin == ANSWERED]
    telling = [one for one in found.assumptions if one.matters and (one.is_open or one.turns)]
    first = [*answered, *(one for one in telling if one not in answered)][
        : max(SHOWN, len(answered))
    ]
    order = {one.id: number for number, one in enumerate(advice.shipped_questions())}
    ordered = sorted(found.assumptions, key=lambda one: order[one.question.id])
    return [one for one in ordered if one in first], [one for one in ordered if one not in first]


def _fields(
    draft: DraftView | None, shown: Sequence[Assumption], app: AppEntry, idps: Mapping[str, str]
) -> None:
    decided = draft is not None and draft.decision is not None
    locked = decided or not may(authenticate(), Action.ADVICE_DRAFT)
    place = f"{draft.id}-{draft.version}" if draft else f"new-{app.id}"
    with st.grid(3, min_column_width=260, vertical_alignment="top"):
        for one in shown:
            with st.container(gap="xxsmall"):
                key = f"assumed-{place}-{one.question.id}"
                field(
                    one.question,
                    one.value,
                    key,
                    app,
                    idps,
                    help=one.question.help,
                    disabled=locked,
                    on_change=_change,
                    args=(draft, app.id, one.question, key),
                )
                told = _FROM.get(one.origin, one.origin)
                st.caption(words.md(told[:1].upper() + told[1:]))


def _change(draft: DraftView | None, app: str, question: Question, key: str) -> None:
    """Keep the answer: in the draft, or in a new one whose link the page then has."""
    who, answer = authenticate(), {question.id: typed(question, key)}

    def keep(session: Session) -> str:
        if draft is None:
            return advice.start_draft(session, who, reading(), app, answer).id
        answers = {**draft.answers, **answer}
        advice.save_draft(session, who, draft.id, answers, draft.version)
        return draft.id

    write(keep, then=lambda kept: go(kept, ""))
