"""A bridge's events with the steps that carry their work, as far as the reader may see these."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlmodel import Session, col, or_, select

from core.actor import Actor
from core.offboarding.models import Case, Step, StepStatus
from core.offboarding.views import case_number
from core.offboarding.visibility import visible_steps
from core.rights import Action, require
from core.scim.values import EventView


@dataclass(frozen=True)
class StepPlace:
    """Where a step is found."""

    step: int
    case: int
    title: str
    status: StepStatus

    @property
    def number(self) -> str:
        """The case as people say it: ``OFF-0012``."""
        return case_number(self.case)


@dataclass(frozen=True)
class EventWork:
    """An event, and the step of a case that its work became, if the reader may see that case."""

    event: EventView
    step: StepPlace | None


def with_steps(session: Session, actor: Actor, events: Sequence[EventView]) -> list[EventWork]:
    """The events in their order, each with its step.

    Of a step that the reader may not see, nothing is told: no case, no step, and not the
    note that the event took over from it.
    """
    require(actor, Action.CASE_READ)
    carried = {event.id: _step_of(event) for event in events}
    named = [step for step in carried.values() if step is not None]
    query = (
        select(Step)
        .join(Case, col(Case.id) == col(Step.case_id))
        .where(or_(col(Step.event_id).in_(list(carried)), col(Step.id).in_(named)))
        .where(visible_steps(session, actor))
    )
    by_event: dict[int, StepPlace] = {}
    by_step: dict[int, StepPlace] = {}
    for step in session.exec(query):
        place = StepPlace(step.id or 0, step.case_id, step.title, step.status)
        by_step[place.step] = place
        if step.event_id is not None:
            by_event[step.event_id] = place
    found = []
    for each in events:
        # A step that went on in another case took the event with it; the reference stays.
        seen = by_event.get(each.id) or by_step.get(carried[each.id] or 0)
        hidden = carried[each.id] is not None and seen is None
        found.append(EventWork(replace(each, note=None) if hidden else each, seen))
    return found


def _step_of(event: EventView) -> int | None:
    kind, _, number = (event.reference or "").partition(":")
    return int(number) if kind == "step" and number.isdecimal() else None
