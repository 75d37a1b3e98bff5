"""Statements of steps that are built once and run without the ORM."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, bindparam, exists, or_, select, update
from sqlmodel import SQLModel

from core.offboarding.deadline import FINISHED
from core.offboarding.models import IS_UNFINISHED, CaseStatus, StepKind, StepStatus
from core.storage.prepared_statements import Prepared

_case, _step = (SQLModel.metadata.tables[name] for name in ("offboarding_case", "offboarding_step"))
CLOSE_FINISHED = Prepared(
    update(_case)
    .where(
        _case.c.id == bindparam("b_case"),
        _case.c.status == CaseStatus.OPEN,
        _case.c.effective_at <= bindparam("ended_at"),
        ~exists().where(_step.c.case_id == _case.c.id, IS_UNFINISHED),
    )
    .values(
        status=CaseStatus.CLOSED,
        ended_at=bindparam("ended_at"),
        ended_by=bindparam("ended_by"),
        version=_case.c.version + 1,
    )
)
CANCEL = Prepared(
    update(_step)
    .where(_step.c.id == bindparam("b_step"))
    .values(
        status=StepStatus.CANCELLED,
        reason=bindparam("reason"),
        finished_at=bindparam("finished_at"),
        finished_by=bindparam("by"),
        finished_by_id=bindparam("by_id"),
        version=_step.c.version + 1,
    )
)


def access_left(now: datetime) -> ColumnElement[bool]:
    """The condition on a case that its moment has passed and a removal is still to be done:
    ``open_for`` of :class:`core.offboarding.proof.leaver.Leaver`. Of a closed case, too: a
    follow-up of a checklist of one's own may remove access."""
    return and_(_case.c.status != CaseStatus.CANCELLED, _case.c.effective_at <= now, removal_left())


def removal_left() -> ColumnElement[bool]:
    """The condition on a case that a removal is still to be done."""
    # Not `exists`: of the many steps there are, the few unfinished ones have an index.
    unfinished = select(_step.c.case_id).where(_step.c.removes_access, IS_UNFINISHED)
    return _case.c.id.in_(unfinished)


def overdue(now: datetime) -> ColumnElement[bool]:
    """``is_overdue`` of ``core/offboarding/deadline.py``, of the table of steps."""
    return and_(IS_UNFINISHED, _step.c.due_at <= now)


def late(now: datetime) -> ColumnElement[bool]:
    """``is_late`` of ``core/offboarding/deadline.py``, of the table of steps."""
    finished_late = and_(_step.c.status.in_(FINISHED), _step.c.finished_at > _step.c.due_at)
    return and_(_step.c.kind != StepKind.WAIT, or_(finished_late, overdue(now)))
