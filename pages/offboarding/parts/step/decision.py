"""The question whether a leaver gets what an IdP gives them: two answers, and a reason."""

import streamlit as st

from core.offboarding import service as offboarding
from core.offboarding.values import Answer, StepView
from pages.offboarding.parts.step import going_on
from pages.ui.notices import attempt
from pages.ui.page_context import authenticate


def ask(step: StepView) -> None:
    """One form: the reason, and a button for each answer."""
    with st.form(f"decide-{step.id}", border=False):
        reason = st.text_input("Why", key=f"decide-why-{step.id}")
        with st.container(key="step-foot"):
            said = st.container()
            with st.container(horizontal=True):
                drop = st.form_submit_button(
                    "Not wanted: remove again", type="primary", key=f"not-wanted-{step.id}"
                )
                keep = st.form_submit_button("Wanted: carry it out", key=f"wanted-{step.id}")
    if not drop and not keep:
        return
    answer = Answer.NOT_WANTED if drop else Answer.WANTED
    told = (
        "It is dropped, and the removal is requested again."
        if drop
        else "It becomes a step for those who do such work. See the bridge's events."
    )
    with said:  # what is refused stands above the buttons
        attempt(
            lambda s: offboarding.decide(s, authenticate(), step.id, step.version, answer, reason),
            then=lambda _: going_on.go_on(step, told),
        )
