"""Where the guided start is: the position is in the link, what is done is what is stored."""

from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime
from enum import IntEnum

import streamlit as st
from sqlmodel import Session

from core.actor import Actor
from core.offboarding import service as offboarding
from core.offboarding.values import CaseQuery
from core.stack.values import OrganisationView, StackEntry
from pages.ui import addresses
from pages.ui.markdown import md


class Step(IntEnum):
    """The steps, in their order."""

    PROVIDER = 1
    APPS = 2
    ANSWER = 3
    LEAVER = 4


TITLES = {
    Step.PROVIDER: "Identity provider",
    Step.APPS: "Your apps",
    Step.ANSWER: "What happens today",
    Step.LEAVER: "First leaver",
}
_LINK = "step"
Callback = Callable[[], None]


def done(
    session: Session, who: Actor, organisation: OrganisationView, entries: Sequence[StackEntry]
) -> frozenset[Step]:
    """The steps of which something is stored; the answer is there once both before it are."""
    found = set()
    if organisation.idps:
        found.add(Step.PROVIDER)
    if entries:
        found.add(Step.APPS)
    if len(found) == 2:
        found.add(Step.ANSWER)
    if offboarding.cases(session, who, CaseQuery(), datetime.now(UTC), limit=1)[0]:
        found.add(Step.LEAVER)
    return frozenset(found)


def position(done: Collection[Step]) -> Step:
    """The step that the link names; else the first that is not done."""
    asked = st.query_params.get(_LINK, "")
    if asked in [str(step) for step in Step]:
        return Step(int(asked))
    return next((step for step in Step if step not in done), Step.LEAVER)


def go_to(step: Step) -> None:
    """In a callback: the next run shows this step."""
    st.query_params.from_dict({_LINK: str(int(step))})


def draw(here: Step, done: Collection[Step]) -> None:
    """All four, each a link, with what is done marked; then the name of this one."""
    with st.container(key="start-steps", horizontal=True, gap="medium"):
        for step in Step:
            key = "start-here" if step is here else f"start-step-{step}"
            with st.container(key=key, width="content"):
                told = f"{'✓ ' if step in done else ''}{step} {TITLES[step]}"
                _link(step, told, f"start-to-{step}")
    with st.container(key="start-title"):
        st.header(md(f"{here}/{len(Step)} {TITLES[here]}"), anchor=False)


def foot(
    here: Step,
    action: str | None,
    on_click: Callable[[], None] | None = None,
    *,
    skip: str | None = "Skip",
    key: str = "start-action",
    disabled: bool = False,
    why_disabled: str | None = None,
) -> bool:
    """The way back, the way past, and the step's one action; on a phone they stay in sight.

    Whether the action was clicked just now.
    """
    with st.container(key="start-foot", horizontal=True, vertical_alignment="center", gap="medium"):
        if here > Step.PROVIDER:
            _link(Step(here - 1), "Back", "start-back")
        if here is Step.LEAVER:
            st.page_link(addresses.HOME, label="Go to Home")
        elif skip:
            _link(Step(here + 1), skip, "start-skip")
        return bool(action) and st.button(
            md(action),
            type="primary",
            key=key,
            on_click=on_click,
            disabled=disabled,
            help=md(why_disabled) if disabled and why_disabled else None,
        )


def _link(step: Step, label: str, key: str) -> None:
    # Not a page link: one to the page that it is on leaves the browser's address as it was.
    st.button(md(label), type="tertiary", key=key, on_click=go_to, args=(step,))
