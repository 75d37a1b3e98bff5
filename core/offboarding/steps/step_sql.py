"""Statements of steps that are built once and run without the ORM."""

from sqlalchemy import bindparam, exists, update
from sqlmodel import SQLModel

from core.offboarding.models import IS_UNFINISHED, CaseStatus, StepStatus
from core.storage.prepared_statements import Prepared

_case, _step = (SQLModel.metadata.tables[name] for name in ("offboarding_case", "offboarding_step"))
CLOSE_FINISHED = Prepared(
    update(_case)
    .where(
        _case.c.id == bindparam("b_case"),
        _case.c.status == CaseStatus.OPEN,
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
