"""Statements of steps that are built once and run without the ORM."""

from sqlalchemy import bindparam, exists, update
from sqlmodel import SQLModel

from core.offboarding.models import IS_UNFINISHED, CaseStatus
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
