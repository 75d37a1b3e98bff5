"""Answers that hold for every app: said once, they reach wizard, stack, calculator and cost."""

import streamlit as st

from core.advice import service as advice
from core.advice.service import shipped_questions
from core.advice.values import STANDING_QUESTIONS, Question, StandingAnswers
from pages.advice.parts.question_field import field, typed
from pages.ui import words
from pages.ui.dates import moment
from pages.ui.notices import write
from pages.ui.page_context import authenticate


def form(said: StandingAnswers, *, editable: bool) -> None:
    """The six questions, as they were answered or with their defaults."""
    questions = {one.id: one for one in shipped_questions()}
    with st.expander(_sentence(said, questions), expanded=said.version == 0):
        st.caption(
            "They hold for every app, here and on the pages of each app, in the calculator and in "
            "the cost of the stack. For one app its recommendation can say otherwise."
        )
        with st.form("standing-answers", border=False):
            with st.grid(3, min_column_width=260, vertical_alignment="bottom"):
                for name in STANDING_QUESTIONS:
                    question = questions[name]
                    field(
                        question,
                        said.answers.get(name, question.default),
                        _key(name, said),
                        help=question.help,
                        disabled=not editable,
                    )
            st.form_submit_button(
                "Save for all apps", disabled=not editable, on_click=_save, args=(said,)
            )
        if said.updated_at:
            st.caption(words.md(f"Last saved {moment(said.updated_at)} by {said.updated_by}."))


def _sentence(said: StandingAnswers, questions: dict[str, Question]) -> str:
    if said.version == 0:
        return "Answers that hold for every app: nobody has given them yet, defaults stand in"
    told = ", ".join(
        f"{_SHORT[name]}: {questions[name].label(value).lower()}"
        for name, value in said.answers.items()
        if value != questions[name].default
    )
    return f"Answers that hold for every app: {words.md(told) or 'as by default'}"


_SHORT = {
    "removal_duty": "removal",
    "third_party_admin": "third party",
    "manual_work_by": "work by",
    "manual_capacity": "bearable",
    "roles_from_idp": "roles by IdP",
    "idp_change": "IdP",
}


def _key(name: str, said: StandingAnswers) -> str:
    return f"standing-{name}-{said.version}"


def _save(said: StandingAnswers) -> None:
    questions = {one.id: one for one in shipped_questions()}
    now = {name: typed(questions[name], _key(name, said)) for name in STANDING_QUESTIONS}
    # What stays at its default is not said: an app's own facts may say more.
    answers = {
        name: value
        for name, value in now.items()
        if value != questions[name].default or name in said.answers
    }
    write(
        lambda s: advice.set_standing_answers(s, authenticate(), answers, said.version),
        "Saved. They hold for every app from now on.",
    )
