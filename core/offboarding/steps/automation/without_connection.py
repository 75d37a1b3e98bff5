"""Steps that Offramp was to do itself through a connection that is deleted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from core.actor import Actor
from core.offboarding.changes import store_step
from core.offboarding.models import UNFINISHED, Case, Step, StepStatus
from core.offboarding.steps.status import change_status
from core.offboarding.views import case_number
from core.offboarding.visibility import visible
from core.rights import Action, require


@dataclass(frozen=True)
class Waiting:
    """How many unfinished steps wait for a connection, and which cases of theirs one may see."""

    steps: int
    cases: tuple[str, ...]


def waiting_for_connection(session: Session, actor: Actor, connection: int) -> Waiting:
    """What would become a person's work if this connection were deleted."""
    require(actor, Action.CASE_READ)
    steps = _steps(session, connection)
    seen = select(Case.id).where(
        col(Case.id).in_({step.case_id for step in steps}), visible(session, actor)
    )
    numbers = sorted(number or 0 for number in session.exec(seen))
    return Waiting(len(steps), tuple(case_number(number) for number in numbers))


def connection_deleted(
    session: Session, actor: Actor, connection: int, reason: str, now: datetime
) -> None:
    """Each step whose removal was not asked for yet is blocked, for a person to go on with."""
    for step in _steps(session, connection):
        if step.removal_id is not None:
            continue  # its removal says so itself
        case = session.get_one(Case, step.case_id, with_for_update=True, populate_existing=True)
        step.connection_id = None
        if step.status is not StepStatus.BLOCKED:
            change_status(session, step, StepStatus.BLOCKED, actor, now, reason)
        told = {"status": str(step.status), "reason": reason}
        store_step(session, actor, case, step, "case.step-block", told, at=now)


def _steps(session: Session, connection: int) -> Sequence[Step]:
    query = select(Step).where(
        col(Step.connection_id) == connection, col(Step.status).in_(UNFINISHED)
    )
    return session.exec(query.order_by(col(Step.id))).all()
