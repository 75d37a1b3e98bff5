"""From step to step: which one the drawer shows, and where it goes when one is done.

The link names the step (``?case=7&step=12``), so that it can be sent to somebody.
"""

from collections.abc import Sequence
from datetime import UTC, datetime

import streamlit as st
from sqlmodel import Session

from core.errors import NotFound
from core.offboarding import service as offboarding
from core.offboarding.values import (
    UNFINISHED,
    CaseView,
    Day,
    OwnSteps,
    StepView,
    Together,
    WorkView,
)
from pages.ui import addresses, undo
from pages.ui.page_context import authenticate, database, end_of_today

LIST = "list"
"""In the link: the list of work from which somebody came, and to which they go back."""
READ = 200
"""So many steps of that list are looked through for one to go on with."""
Case = CaseView | OwnSteps
"""A case, or as much of it as its viewer sees."""
KEY = "step"
PLACE = "step"
"""Where the drawer's notices and offers to undo stand (see pages.ui.notices)."""
LISTED = ""
"""Where those of a list of steps stand: on its page, in no drawer of a step that is opened next."""


def ask(step_id: int) -> None:
    """Open this step on the next run."""
    st.query_params[KEY] = str(step_id)


def turn_to(step_id: int) -> None:
    """Show this step instead, from within a drawer: a click there draws nothing but the drawer of
    the step that it is of."""
    ask(step_id)
    st.rerun()


def came_from() -> WorkView | None:
    """The list of work that the link names."""
    asked = st.query_params.get(LIST, "")
    return WorkView(asked) if asked in set(map(str, WorkView)) else None


def forget(_done: object = None) -> None:
    """Show the case again, without a step."""
    st.query_params.pop(KEY, None)


def asked_in(case: Case) -> StepView | None:
    """The step of the case that the link names."""
    asked = st.query_params.get(KEY, "")
    return next((one for one in case.steps if str(one.id) == asked), None)


def read(session: Session, case_id: int) -> Case:
    """The case as its viewer sees it: all of it, or their own steps. Raises :class:`NotFound`."""
    who = authenticate()
    try:
        return offboarding.case(session, who, case_id)
    except NotFound:
        return offboarding.own_steps(session, who, case_id)


def following(session: Session, case: Case, after: int) -> StepView | None:
    """The step to go on with, after this one."""
    standpoint = offboarding.standpoint(session, authenticate())
    return offboarding.next_step(case.steps, datetime.now(UTC), standpoint, after=after)


def onward(session: Session, case: Case, after: int) -> tuple[int, int] | None:
    """Case and step to go on with, after this one: in the list from which somebody came, this
    person's before others'; without one, in the case."""
    view = came_from()
    if view is None:
        found = following(session, case, after)
        return (case.id, found.id) if found else None
    now = datetime.now(UTC)
    who, day = authenticate(), Day(now, end_of_today())
    listed = offboarding.work(session, who, view, day, cases=[case.id], limit=None)
    listed += offboarding.work(session, who, view, day, limit=READ)
    here = {item.step for item in listed if item.case == case.id}
    standpoint = offboarding.standpoint(session, who)
    steps = [step for step in case.steps if step.id in here or step.id == after]
    found = offboarding.next_step(steps, now, standpoint, after=after)
    if found is not None:
        return case.id, found.id
    others = (item for item in listed if item.case != case.id)
    item = next((one for one in others if offboarding.is_ready(one, now)), None)
    return (item.case, item.step) if item else None


def go_on(step: StepView, sentence: str = "", done: Together | None = None) -> None:
    """To the step to go on with now; where there is none, back to the list of work from which
    somebody came, or to the case.

    ``sentence``: what was done with this one; how much is left in its place is said behind it.
    ``done``: by what it can be undone, where it can.
    """
    with database().read() as session:
        case = read(session, step.case)
        found = onward(session, case, step.id)
    if sentence and done:
        told(done, sentence + left_in(step, case.steps), f"{step.title}: to do again.")
    elif sentence:
        undo.tell(sentence + left_in(step, case.steps), PLACE)
    if found is not None:
        st.query_params.update({"case": str(found[0]), KEY: str(found[1])})
    elif view := came_from():
        st.switch_page(addresses.WORK, query_params={"view": str(view)})
    else:
        forget()


def left_in(step: StepView, steps: Sequence[StepView]) -> str:
    """`` 3 steps left in Okta.``, behind a sentence; empty where none is, or no place is known."""
    left = [
        one
        for one in steps
        if one.id != step.id and one.place == step.place and one.status in UNFINISHED
    ]
    if not step.place or not left:
        return ""
    return f" {len(left)} {'step' if len(left) == 1 else 'steps'} left in {step.place}."


def told(done: Together, sentence: str, undone: str, place: str = PLACE) -> None:
    """Say what was done with some steps; with the offer to undo it where that is possible.

    ``place``: the drawer of a step, which goes on to the next, or the list (:data:`LISTED`).
    """
    change = done.undo
    if change is None:
        undo.tell(sentence, place)
    else:
        undo.offer(sentence, lambda s: offboarding.undo(s, authenticate(), change), undone, place)
