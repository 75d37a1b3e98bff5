"""What is done with several steps in one go, each in a drawer: finish, not applicable, assign."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import streamlit as st
from sqlmodel import Session

from core.errors import OfframpError
from core.names import in_a_row
from core.offboarding import service as offboarding
from core.offboarding.values import SeenStep, StepView, Together
from pages.offboarding.parts.several import picked
from pages.offboarding.parts.step import going_on
from pages.offboarding.parts.step.evidence_fields import EvidenceFields
from pages.offboarding.parts.step.owner import OwnerBox, assigned
from pages.ui import case_words, undo, words
from pages.ui.errors import show
from pages.ui.notices import attempt
from pages.ui.page_context import authenticate

WIDTH = 560
LISTED = 12
"""So many of the steps are named in the drawer; the rest are counted."""
NEEDING = 3
"""So many of those that need evidence are named."""
_KEY = "several-key"
_DEED = "several-{}"


@dataclass(frozen=True)
class Selection:
    """Steps of the list ``scope``. ``among``: all steps of their cases."""

    scope: str
    steps: Sequence[StepView]
    among: Sequence[StepView]

    @property
    def counted(self) -> str:
        """``3 steps``."""
        return words.count(len(self.steps), "step")


class Deed(StrEnum):
    """What is done with all of them, with one form."""

    FINISH = "Finish"
    EXCUSE = "Not applicable"
    ASSIGN = "Assign"


def ask(scope: str, deed: Deed) -> None:
    """Open its drawer on the next run of the list."""
    st.session_state[_DEED.format(scope)] = deed
    # One deed for as long as the drawer is open: a second click on its button does nothing more.
    st.session_state[_KEY] = secrets.token_urlsafe(9)


def is_asked(scope: str) -> bool:
    """Whether a drawer is open for the list."""
    return _DEED.format(scope) in st.session_state


def open_asked(chosen: Selection) -> None:
    """Open the drawer that was asked for, if one was."""
    deed = st.session_state.get(_DEED.format(chosen.scope))
    draw = {Deed.FINISH: _finish, Deed.EXCUSE: _excuse, Deed.ASSIGN: _assign}
    if deed in draw:
        drawer = st.dialog(
            words.md(f"{deed}: {chosen.counted}"),
            width=WIDTH,
            position="right",
            on_dismiss=lambda: _forget(chosen.scope),
        )
        drawer(draw[deed])(chosen)


def take_over(chosen: Selection) -> None:
    """All become the viewer's, at once."""
    _try(
        chosen,
        lambda s: offboarding.take_over_steps(s, authenticate(), _seen(chosen.steps)),
        _assigned,
        show,
    )


def _forget(scope: str) -> None:
    st.session_state.pop(_DEED.format(scope), None)


def _finish(chosen: Selection) -> None:
    steps = offboarding.can_be_finished_together(chosen.steps, chosen.among, datetime.now(UTC))
    what = words.count(len(steps), "step")
    with st.form("finish-several", border=False):
        _list(steps)
        _left_out([step for step in chosen.steps if step not in steps])
        _early(steps)
        fields = EvidenceFields(f"several-{chosen.scope}", _needed(steps))
        said, done = _foot(f"Finish {what}", disabled=not steps)

    def finished(together: Together) -> None:
        for name in ("note", "link", "files"):
            st.session_state.pop(f"{name}-several-{chosen.scope}", None)
        said = f"{what} done{case_words.with_evidence(fields.kept)}."
        if together.undo is None:
            undo.tell(said, going_on.LISTED)
        else:
            going_on.told(together, said, f"{what}: to do again.", going_on.LISTED)

    def refused(error: OfframpError) -> None:
        if not fields.say(error):
            _shown(error, said)

    def finish(session: Session) -> Together:
        evidence = fields.bring(session, [step.id for step in steps])
        key = st.session_state[_KEY]
        return offboarding.finish_steps(session, authenticate(), _seen(steps), evidence, key=key)

    if done:
        _try(chosen, finish, finished, refused)


def _excuse(chosen: Selection) -> None:
    with st.form("excuse-several", border=False):
        _list(chosen.steps)
        reason = st.text_input("Reason", key=f"several-reason-{chosen.scope}")
        said, done = _foot(f"Not applicable: {chosen.counted}")
    if done:
        _try(
            chosen,
            lambda s: offboarding.excuse_steps(
                s, authenticate(), _seen(chosen.steps), reason, key=st.session_state[_KEY]
            ),
            lambda together: going_on.told(
                together,
                f"{chosen.counted}: not applicable.",
                f"{chosen.counted}: to do again.",
                going_on.LISTED,
            ),
            lambda error: _shown(error, said),
        )


def _assign(chosen: Selection) -> None:
    with st.form("assign-several", border=False):
        _list(chosen.steps)
        box = OwnerBox(f"several-owner-{chosen.scope}")
        said, done = _foot("Assign")
    if done:
        _try(
            chosen,
            lambda s: box.assign(s, chosen.steps, st.session_state[_KEY]),
            _assigned,
            lambda error: _shown(error, said),
        )


# -- parts --------------------------------------------------------------------


def _assigned(done: Together) -> None:
    assigned(done, going_on.LISTED)


def _seen(steps: Sequence[StepView]) -> list[SeenStep]:
    return [SeenStep.of(step) for step in steps]


def _list(steps: Sequence[StepView]) -> None:
    """The steps by name, as they will stand in the audit log."""
    lines = [f"- {_named(step)}" for step in steps[:LISTED]]
    if len(steps) > LISTED:
        lines.append(f"- and {len(steps) - LISTED} more")
    st.markdown("\n".join(lines) if lines else "None of these steps can be finished like this.")


def _named(step: StepView) -> words.Markdown:
    is_named = not step.app_name or step.app_name in step.title
    return words.md(step.title if is_named else f"{step.title} · {step.app_name}")


def _left_out(steps: Sequence[StepView]) -> None:
    if steps:
        stay = "stays" if len(steps) == 1 else "stay"
        st.caption(
            words.md(
                f"{words.count(len(steps), 'step')} {stay} open, waiting for another step or to be "
                f"answered alone: {'; '.join(step.title for step in steps[:LISTED])}."
            )
        )


def _early(steps: Sequence[StepView]) -> None:
    early = [step for step in steps if step.is_early]
    if early:
        names = "; ".join(step.title for step in early[:LISTED])
        st.warning(
            words.md(
                f"{words.count(len(early), 'step')} {'is' if len(early) == 1 else 'are'} meant for "
                f"when access ends, which is still to come: {names}."
            )
        )


def _needed(steps: Sequence[StepView]) -> str:
    """Which steps demand what, before anyone tries without it."""
    told = "What you enter is attached to each of the steps."
    lacking = offboarding.lack_evidence(steps)
    if not lacking:
        return told
    need = case_words.EVIDENCE[offboarding.evidence_demanded(lacking)]
    if len(lacking) == 1:
        return f"“{lacking[0].title}” {need}. {told}"
    if len(lacking) == len(steps):
        return f"Each of them {need}. {told}"
    named = [f"“{step.title}”" for step in lacking[:NEEDING]]
    more = len(lacking) - NEEDING
    who = in_a_row([*named, *([f"{more} more"] if more > 0 else [])])
    return f"{who} {need.replace('needs', 'need', 1)}. {told}"


def _foot(label: str, *, disabled: bool = False) -> tuple[Any, bool]:
    """The button, always in sight, and above it the place for what is refused."""
    with st.container(key="step-foot"):
        said = st.container()
        done = st.form_submit_button(words.md(label), type="primary", disabled=disabled)
    return said, done


def _shown(error: OfframpError, place: Any) -> None:
    with place:
        show(error)


def _try(
    chosen: Selection,
    work: Callable[[Session], Together],
    then: Callable[[Together], None],
    refused: Callable[[OfframpError], None],
) -> None:
    def after(done: Together) -> None:
        picked.clear(chosen.scope)
        _forget(chosen.scope)
        then(done)

    attempt(work, then=after, refused=refused, place=going_on.LISTED)
