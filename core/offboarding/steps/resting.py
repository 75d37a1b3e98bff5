"""What rests on a step: an approval never stands over something that is not done any more."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session, col, select

from core.actor import Actor
from core.offboarding.changes import store_case, store_step
from core.offboarding.closing import Link, follow_ups, looks_over, resting_on
from core.offboarding.models import (
    Case,
    CaseKind,
    CaseStatus,
    Need,
    Phase,
    Step,
    StepKind,
    StepStatus,
)
from core.offboarding.steps.status import change_status

_OF_THEIR_OWN = (CaseKind.IDP_REMOVAL, CaseKind.RETURN)
_FINISHED = (StepStatus.DONE, StepStatus.NOT_APPLICABLE)


def reopen_resting(session: Session, actor: Actor, case: Case, step: Step, now: datetime) -> None:
    """A step is not done (any more): neither is what approved or checked it, nor the case."""
    links = links_of(session, case)
    reason = f"“{step.title}” is {step.status} again"
    _reopen(session, actor, case, resting_on(links, step.id or 0), reason, now)
    if step.id not in follow_ups(links):
        open_again(session, actor, case, f"{step.title}: {step.reason or step.status}", now)


def put_under(session: Session, actor: Actor, case: Case, step: Step, now: datetime) -> None:
    """A step that came later belongs under the approvals and checks of its phase."""
    links = links_of(session, case)
    new = next(link for link in links if link.id == step.id)
    over = looks_over(links, new)
    there = {link.id for link in links if new.id in link.needs}
    session.add_all(Need(step_id=each, needs_id=new.id) for each in sorted(over - there))
    session.flush()
    if over:
        reopen_resting(session, actor, case, step, now)
    else:
        open_again(session, actor, case, step.title, now)


def open_again(session: Session, actor: Actor, case: Case, reason: str, now: datetime) -> None:
    """A closed case is open again, unless the person has another open one: that takes it up."""
    if case.status is not CaseStatus.CLOSED or has_other_open(session, case):
        return
    case.status, case.ended_at, case.ended_by = CaseStatus.OPEN, None, None
    case.end_reason, case.insisted = None, None
    told = {"status": "open", "reason": reason}
    store_case(session, actor, case, "case.reopen", told, at=now)


def has_other_open(session: Session, case: Case) -> bool:
    """Whether another case of the person stands in the way of this one being open."""
    query = select(Case.id).where(
        col(Case.email) == case.email,
        col(Case.status) == CaseStatus.OPEN,
        col(Case.id) != case.id,
        col(Case.kind).not_in(_OF_THEIR_OWN)
        if case.kind not in _OF_THEIR_OWN
        else col(Case.kind) == case.kind,
    )
    return session.exec(query).first() is not None


def is_followed(session: Session, case: Case) -> bool:
    """Whether a return follows this leave: then the person works here again."""
    query = select(Case.id).where(
        col(Case.follows) == case.id, col(Case.status) != CaseStatus.CANCELLED
    )
    return session.exec(query).first() is not None


def links_of(session: Session, case: Case) -> list[Link]:
    """A case's steps with what they need, in their order."""
    needs: dict[int, set[int]] = {}
    of_case = select(Step.id).where(col(Step.case_id) == case.id)
    for one, other in session.exec(
        select(Need.step_id, Need.needs_id).where(col(Need.step_id).in_(of_case))
    ):
        needs.setdefault(one, set()).add(other)
    columns = select(Step.id, Step.kind, Step.phase, Step.app_id)
    rows = session.exec(columns.where(col(Step.case_id) == case.id).order_by(col(Step.position)))
    return [
        Link(number or 0, StepKind(kind), Phase(phase), app, needs.get(number or 0, set()))
        for number, kind, phase, app in rows
    ]


def _reopen(
    session: Session, actor: Actor, case: Case, ids: Collection[int], reason: str, now: datetime
) -> None:
    query = (
        select(Step)
        .where(col(Step.id).in_(ids), col(Step.status).in_(_FINISHED))
        .order_by(col(Step.position))
    )
    for step in session.exec(query.with_for_update()).all():
        before = {"status": str(step.status)}
        change_status(session, step, StepStatus.OPEN, actor, now, reason)
        told = {"status": str(step.status), "reason": reason}
        store_step(session, actor, case, step, "case.step-reopen", told, before=before, at=now)


def is_follow_up(session: Session, case: Case, step: Step) -> bool:
    """Whether a step goes on although its case is closed."""
    return step.id in follow_ups(links_of(session, case))
