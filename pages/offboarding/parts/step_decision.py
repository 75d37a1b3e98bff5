"""The question whether a leaver gets what an IdP gives them: two answers, and a reason."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from core.offboarding import service as offboarding
from core.offboarding.values import Answer, StepView
from pages.ui.page_context import authenticate

Try = Callable[[Callable[[Any], object], str], None]


def ask(step: StepView, attempt: Try) -> None:
    """One form: the reason, and a button for each answer."""
    with st.form(f"decide-{step.id}", border=False):
        reason = st.text_input("Why", key=f"decide-why-{step.id}")
        with st.container(horizontal=True):
            drop = st.form_submit_button(
                "Not wanted: remove again", type="primary", key=f"not-wanted-{step.id}"
            )
            keep = st.form_submit_button("Wanted: carry it out", key=f"wanted-{step.id}")
    if not drop and not keep:
        return
    answer = Answer.NOT_WANTED if drop else Answer.WANTED
    told = (
        "It is dropped, and the removal is asked for again."
        if drop
        else "It goes to whoever does such work. See the bridge's events."
    )
    attempt(
        lambda s: offboarding.decide(s, authenticate(), step.id, step.version, answer, reason), told
    )
