"""Cases and steps as rows, for tests of what reads them."""

from datetime import UTC, datetime

from sqlmodel import Session

import core.app.schema  # noqa: F401 - defines every table that cases refer to
from core.offboarding.models import (
    Case,
    CaseKind,
    CaseStatus,
    EvidenceNeed,
    OwnerRole,
    Phase,
    Step,
    StepKind,
    StepStatus,
)

MOMENT = datetime(2026, 12, 1, 16, 0, tzinfo=UTC)
"""A Tuesday, 17:00 in Berlin."""


def add_case(session: Session, **other: object) -> int:
    values: dict[str, object] = {
        "person": "Ada Lovelace",
        "email": "ada@example.com",
        "kind": CaseKind.VOLUNTARY,
        "effective_at": MOMENT,
        "time_zone": "Europe/Berlin",
        "manager": "mara@example.com",
        "status": CaseStatus.OPEN,
        "opened_at": MOMENT.replace(day=1, month=11),
    }
    row = Case(**values | other)
    session.add(row)
    session.flush()
    assert row.id is not None
    return row.id


def add_step(session: Session, case: int, number: int = 1, **other: object) -> int:
    values: dict[str, object] = {
        "case_id": case,
        "position": number,
        "key": f"general/step-{number}",
        "title": f"Remove account {number}",
        "kind": StepKind.MANUAL,
        "phase": Phase.REMOVE,
        "owner_role": OwnerRole.OPERATOR,
        "owner": "Otto@Example.com",
        "owner_key": "otto@example.com",
        "due_at": MOMENT,
        "needs_evidence": EvidenceNeed.NONE,
        "status": StepStatus.OPEN,
    }
    row = Step(**values | other)
    session.add(row)
    session.flush()
    assert row.id is not None
    return row.id
