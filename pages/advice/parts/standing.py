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
    """The six questions, each as it was answered or *Not said*."""
    questions = {one.id: one for one in shipped_questions()}
    with st.expander(_sentence(said, questions), expanded=False):
        st.caption(
            "They hold for every app, here and on the pages of each app, in the calculator and in "
            "the cost of the stack. Where nothing is said, an app's own facts stand in, or else "
            "what the question's help names. For one app its recommendation can say otherwise."
        )
        with st.form("standing-answers", border=False):
            with st.grid(3, min_column_width=260, vertical_alignment="bottom"):
                for name in STANDING_QUESTIONS:
                    question = questions[name]
                    field(
                        question,
                        said.answers.get(name),
                        _key(name, said),
                        is_optional=True,
                        help=f"{question.help} Not said: {question.default_note}.",
                        disabled=not editable,
                    )
            st.form_submit_button(
                "Save for all apps", disabled=not editable, on_click=_save, args=(said,)
            )
        if said.updated_at:
            st.caption(words.md(f"Last saved {moment(said.updated_at)} by {said.updated_by}."))


def _sentence(said: StandingAnswers, questions: dict[str, Question]) -> words.Markdown:
    told = ", ".join(
        f"{_SHORT[name]}: {questions[name].label(said.answers[name])}"
        for name in STANDING_QUESTIONS
        if name in said.answers
    )
    return words.md(f"Answers that hold for every app: {told or 'none given yet'}")


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
    answers = {name: typed(questions[name], _key(name, said)) for name in STANDING_QUESTIONS}
    write(
        lambda s: advice.set_standing_answers(s, authenticate(), answers, said.version),
        "Saved for all apps.",
    )
