"""The question in which apps a leaver has an account: a tick for each, or one click for none."""

import streamlit as st

from core.names import in_a_row
from core.offboarding import service as offboarding
from core.offboarding.values import UNFINISHED, StepKind, StepView
from pages.offboarding.parts.step import going_on
from pages.offboarding.parts.step.going_on import Case
from pages.ui import undo, words
from pages.ui.notices import attempt
from pages.ui.page_context import authenticate, database


def ask(step: StepView) -> None:
    """One form: its apps, and a button for those that are ticked and for none."""
    seen = f"{step.id}-{step.version}"
    with st.form(f"look-{step.id}", border=False):
        st.markdown("**Tick the apps in which there is an account**")
        ticked = [
            one.app
            for one in step.asks
            if st.checkbox(
                words.md(one.app_name), value=bool(one.answer), key=f"look-{seen}-{one.app}"
            )
        ]
        with st.container(key="step-foot"):
            said = st.container()
            with st.container(horizontal=True):
                none = st.form_submit_button("No account in any", key=f"look-none-{seen}")
                some = st.form_submit_button(
                    "Add steps for the ticked apps", type="primary", key=f"look-some-{seen}"
                )
    if not none and not some:
        return
    if some and not ticked:
        with said:
            st.warning("Tick an app, or say that there is no account in any of them.")
        return
    found = [] if none else ticked
    with said:  # what is refused stands above the buttons
        attempt(
            lambda s: offboarding.answer_look(s, authenticate(), step.id, step.version, found),
            then=lambda _: _answered(step, _told(step, found)),
        )


def next_question(case: Case) -> None:
    """Below one that was answered: the case's next one. Opened by a click of its own, or a second
    click on an answer would answer it too."""
    more = _questions_left(case)
    if more:
        with st.container(key="step-foot"):
            key = f"look-next-{more[0].id}"
            if st.button(words.md(f"Next: {more[0].title}"), key=key, type="primary"):
                going_on.turn_to(more[0].id)


def _answered(step: StepView, sentence: str) -> None:
    """The answer stays in sight while the case has more such questions; else back to its list."""
    undo.tell(sentence, going_on.PLACE)
    with database().read() as session:
        case = going_on.read(session, step.case)
    if not _questions_left(case):
        going_on.forget()


def _questions_left(case: Case) -> list[StepView]:
    return [one for one in case.steps if one.kind is StepKind.LOOK and one.status in UNFINISHED]


def _told(step: StepView, found: list[str]) -> str:
    names = {one.app: one.app_name for one in step.asks}
    if not found:
        return f"No account in {in_a_row([*names.values()])}: nothing is to be done there."
    return f"Steps added for {in_a_row([names[app] for app in found])}."
