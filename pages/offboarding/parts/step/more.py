"""What is done to a step now and then: not applicable, blocked, another owner or date, comment."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import streamlit as st

from core.errors import Conflict, OfframpError
from core.offboarding import service as offboarding
from core.offboarding.values import (
    UNFINISHED,
    SeenStep,
    StepKind,
    StepStatus,
    StepView,
)
from pages.offboarding.parts.step import going_on
from pages.offboarding.parts.step.going_on import Case
from pages.offboarding.parts.step.owner import OwnerBox, assigned
from pages.ui import words
from pages.ui.dates import viewers_zone
from pages.ui.errors import show
from pages.ui.notices import attempt, say
from pages.ui.page_context import authenticate

Work = Callable[[Any], object]


def draw(case: Case, step: StepView) -> None:
    """Folded; one line says what is in it."""
    is_open = step.status in UNFINISHED
    asks = step.kind is StepKind.DECISION
    reopens = step.status in (StepStatus.DONE, StepStatus.NOT_APPLICABLE) and not asks
    inside = ["not applicable"] * (is_open and not asks) + ["reopen"] * reopens
    inside += ["blocked", "owner", "due date"] * is_open + ["comment"]
    with st.expander(f"More: {', '.join(inside)}"):
        said = st.container()
        reason = st.text_input("Reason or comment", key=f"reason-{step.id}")

        def button(
            label: str, change: Callable[[Any], object], then: Callable[[Any], None]
        ) -> None:
            if st.button(words.md(label), key=f"{label}-{step.id}"):
                attempt(change, then=then, refused=lambda error: _refused(error, said))

        with st.container(horizontal=True):
            if is_open and not asks:
                button(
                    "Not applicable",
                    lambda s: offboarding.excuse_steps(
                        s, authenticate(), [SeenStep.of(step)], reason
                    ),
                    lambda done: _excused(step, done),
                )
            if is_open:
                button(
                    "Blocked",
                    lambda s: offboarding.block(s, authenticate(), step.id, step.version, reason),
                    lambda _: going_on.go_on(step, f"{step.title}: blocked."),
                )
            if reopens:
                button(
                    "Reopen",
                    lambda s: offboarding.reopen(s, authenticate(), step.id, step.version, reason),
                    lambda _: _say(_reopened(case, step)),
                )
            button(
                "Comment",
                lambda s: offboarding.comment(s, authenticate(), case.id, reason, step.id),
                lambda _: _commented(step),
            )
        if is_open:
            with st.container(horizontal=True, vertical_alignment="bottom"):
                box = OwnerBox(f"owner-{step.id}", step.owner)
                button("Assign", lambda s: box.assign(s, [step]), assigned)
            with st.container(horizontal=True, vertical_alignment="bottom"):
                due = _due(step)
                button(
                    "Change the date",
                    lambda s: offboarding.move_due(
                        s, authenticate(), step.id, step.version, due, reason
                    ),
                    lambda _: _say(f"{step.title}: the date is changed."),
                )


def _due(step: StepView) -> datetime:
    zone = viewers_zone()
    due = st.datetime_input(
        "Due",
        step.due.astimezone(zone).replace(tzinfo=None),
        key=f"due-{step.id}",
        format="YYYY-MM-DD",
    )
    return due.replace(tzinfo=zone)


def _say(sentence: str) -> None:
    say(sentence, going_on.PLACE)


def _excused(step: StepView, done: Any) -> None:
    going_on.told(done, f"{step.title}: not applicable.", f"{step.title}: to do again.")
    going_on.go_on(step)


def _reopened(case: Case, step: StepView) -> str:
    resting = offboarding.reopened_with(case.steps, step.id)
    over = (f"“{one}” relied on it and is open again too." for one in resting)
    return " ".join([f"{step.title}: open again.", *over])


def _commented(step: StepView) -> None:
    st.session_state.pop(f"reason-{step.id}", None)
    _say("The comment is in the timeline.")


def _refused(error: OfframpError, place: Any) -> None:
    with place:
        show(error)
        if isinstance(error, Conflict):
            st.caption("Close this and open the step again to see what it is now.")
