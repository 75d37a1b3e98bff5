"""The form that ends a step: what is to be done, what proves it, and buttons always in sight."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import streamlit as st

from core.errors import Conflict, OfframpError
from core.offboarding import service as offboarding
from core.offboarding.values import (
    QUESTIONS,
    UNFINISHED,
    EvidenceNeed,
    SeenStep,
    StepKind,
    StepStatus,
    StepView,
)
from pages.offboarding.parts.step import going_on
from pages.offboarding.parts.step.evidence_fields import EvidenceFields, has_draft
from pages.offboarding.parts.step.going_on import Case
from pages.ui import case_words
from pages.ui.errors import show
from pages.ui.notices import attempt, say
from pages.ui.page_context import authenticate, database

_CONFLICT = "step-conflict-{}"


def applies(step: StepView) -> bool:
    """Whether the form is for this step as it stands: it can be ended, or something was typed."""
    if step.status not in UNFINISHED:
        return has_draft(str(step.id))
    return step.kind not in QUESTIONS and not step.is_waiting


def form(case: Case, step: StepView, text: Callable[[], None]) -> None:
    """``text`` draws what is read first; inside, so that the buttons below stay in sight."""
    # The version is in the keys: a click that is heard late, by a server that was restarted, is one
    # on what stood there then.
    seen = f"{step.id}-{step.version}"
    is_open = step.status in UNFINISHED
    early = step.kind is StepKind.WAIT and datetime.now(UTC) < step.due
    with st.form(f"finish-{step.id}", border=False):
        text()
        needed = step.needs_evidence is not EvidenceNeed.NONE
        sentence = f"This step {case_words.EVIDENCE[step.needs_evidence]}." if needed else ""
        brought = EvidenceFields(str(step.id), sentence)
        cut = _reason_for_the_end(step) if early and is_open else ""
        with st.container(key="step-foot"):
            said = st.container()
            looked = _conflict(step)
            with st.container(horizontal=True):
                word = "Approve" if step.kind is StepKind.APPROVAL else "Done"
                word = "End it now" if early else word
                done = is_open and st.form_submit_button(word, type="primary", key=f"done-{seen}")
                begun = (
                    is_open
                    and step.status is not StepStatus.STARTED
                    and st.form_submit_button("Start", key=f"start-{seen}")
                )
                kept = st.form_submit_button(
                    "Add evidence, keep the step open" if is_open else "Add evidence",
                    key=f"attach-{seen}",
                )
                _next(case, step)

    def refused(error: OfframpError) -> None:
        if isinstance(error, Conflict):
            st.session_state[_CONFLICT.format(step.id)] = error
            st.rerun()
        if not brought.say(error):
            with said:
                show(error)

    def work(change: Callable[[Any], object], then: Callable[[Any], None]) -> None:
        attempt(change, then=then, refused=refused)

    if looked:
        del st.session_state[_CONFLICT.format(step.id)]
        st.rerun()
    if done:
        work(
            lambda s: offboarding.finish_steps(
                s, authenticate(), [SeenStep.of(step)], brought.bring(s, [step.id]), cut
            ),
            # A file that was not uploaded is missed where it says what there is.
            lambda done: going_on.go_on(
                step, f"{step.title}: done{case_words.with_evidence(brought.kept)}.", done
            ),
        )
    if begun:
        work(
            lambda s: offboarding.start(s, authenticate(), step.id, step.version),
            lambda _: say("Started.", going_on.PLACE),
        )
    if kept:
        work(
            lambda s: offboarding.attach(
                s, authenticate(), step.id, step.version, brought.bring(s, [step.id])
            ),
            lambda _: _attached(step, brought),
        )


def _attached(step: StepView, brought: EvidenceFields) -> None:
    for name in ("note", "link", "files"):
        st.session_state.pop(f"{name}-{step.id}", None)
    say(f"The evidence is kept: {case_words.evidence(brought.kept)}.", going_on.PLACE)


def _reason_for_the_end(step: StepView) -> str:
    cut = st.text_input("Why it ends before its time", key=f"cut-{step.id}")
    st.caption("The wait ends automatically. The reason for ending it now is in every proof.")
    return cut


def _conflict(step: StepView) -> bool:
    """What a colleague did meanwhile, until somebody has looked; what was typed stays. Whether they
    look now."""
    error = st.session_state.get(_CONFLICT.format(step.id))
    if error is None:
        return False
    show(error)
    st.caption("Your note, link and files are kept.")
    return st.form_submit_button("Look again", key=f"look-{step.id}")


def _next(case: Case, step: StepView) -> None:
    """On to the next step, with this one as it is."""
    with database().read() as session:
        following = going_on.following(session, case, step.id)
    if following is not None and st.form_submit_button(
        "Skip", type="tertiary", key=f"skip-{step.id}"
    ):
        going_on.turn_to(following.id)
