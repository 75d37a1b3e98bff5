"""Statements with which an IdP's removals become steps and are taken back.

Built once, and without the ORM: an IdP's first sync or an outage sends hundreds a second.
"""

from sqlalchemy import bindparam, func, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import SQLModel

from core.offboarding.models import IS_UNFINISHED, CaseKind, CaseStatus, Phase, StepKind
from core.storage.prepared_statements import Prepared

_case, _step, _identifier = (
    SQLModel.metadata.tables[f"offboarding_{name}"] for name in ("case", "step", "identifier")
)
CASE_COLUMNS = (
    "person", "email", "kind", "effective_at", "time_zone", "status", "restricted", "source",
    "opened_at", "opened_by", "version",
)  # fmt: skip
STEP_COLUMNS = (
    "case_id", "position", "key", "app_id", "title", "instructions", "why", "kind", "phase",
    "owner_role", "owner", "owner_key", "due_at", "urgent", "needs_evidence", "removes_access",
    "controls", "sources", "checklist_version", "status", "connection_id", "event_id", "version",
)  # fmt: skip
MOST_NAMES = 6
"""So many names of a person are looked for at once; a statement has no lists."""
_named = (
    select(_identifier.c.case_id)
    .where(or_(*(_identifier.c.value == bindparam(f"name{n}") for n in range(MOST_NAMES))))
    .scalar_subquery()
)
KNOWN = Prepared(
    select(_identifier.c.case_id)
    .where(or_(*(_identifier.c.value == bindparam(f"name{n}") for n in range(MOST_NAMES))))
    .limit(1)
)
"""Whether any case knows one of these names."""
OPEN_CASE = Prepared(
    select(_case.c.id)
    .where(
        _case.c.id.in_(_named),
        _case.c.status == CaseStatus.OPEN,
        _case.c.kind != CaseKind.RETURN,
    )
    .order_by(_case.c.kind == CaseKind.IDP_REMOVAL, _case.c.id)
    .limit(1)
    .with_for_update()
)
OPEN = {
    name: Prepared(
        dialect.insert(_case).on_conflict_do_nothing().returning(_case.c.id), CASE_COLUMNS
    )
    for name, dialect in (("sqlite", sqlite), ("postgresql", postgresql))
}
STEP_OF_EVENT = Prepared(select(_step.c.id).where(_step.c.event_id == bindparam("event")))
STEP_AND_CASE = Prepared(
    select(_step.c.id, _step.c.status, _step.c.title, _step.c.case_id, _case.c.kind, _step.c.kind)
    .select_from(_case.join(_step))  # the case first: whoever holds both holds it first
    .where(_step.c.id == bindparam("step"))
    .with_for_update()
)
WAITING_STEP = Prepared(
    select(_step.c.id, _step.c.title, _step.c.urgent, _step.c.due_at)
    .where(
        _step.c.case_id == bindparam("case"),
        _step.c.app_id == bindparam("app"),
        _step.c.removes_access,
        IS_UNFINISHED,
        _step.c.event_id.is_(None),
    )
    .order_by(_step.c.position)
    .limit(1)
    .with_for_update()
)
NEXT_POSITION = Prepared(
    select(func.coalesce(func.max(_step.c.position), -1) + 1).where(
        _step.c.case_id == bindparam("case")
    )
)
LOOKS = Prepared(
    select(_step.c.id)
    .where(
        _step.c.case_id == bindparam("case"),
        or_(_step.c.kind == StepKind.APPROVAL, _step.c.phase == Phase.CHECK),
    )
    .limit(1)
)
"""Whether the case has anything that looks over its other steps."""
ADD_STEP = Prepared(insert(_step).returning(_step.c.id), STEP_COLUMNS)
_CHANGE = update(_step).where(_step.c.id == bindparam("b_step"))
JOIN = Prepared(
    _CHANGE.values(
        event_id=bindparam("event_id"),
        urgent=bindparam("urgent"),
        due_at=bindparam("due_at"),
        version=_step.c.version + 1,
    )
)
LET_GO = Prepared(_CHANGE.values(event_id=None))
