"""Cases as rows: a case, its steps, their evidence."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlmodel import Session

import core.app.schema  # noqa: F401 - defines every table that cases refer to
from core.actor import Actor
from core.config import Settings
from core.offboarding.cases.integrity import check_case
from core.offboarding.models import (
    Case,
    CaseKind,
    CaseStatus,
    Evidence,
    EvidenceKind,
    EvidenceNeed,
    OwnerRole,
    Phase,
    Step,
    StepKind,
    StepStatus,
)
from core.offboarding.pack.dossier import Dossier
from core.offboarding.pack.service import export_case
from core.storage.database import Database

EFFECTIVE = datetime(2026, 11, 2, 16, tzinfo=UTC)
"""A Monday, 17:00 in Berlin."""


def add_case(session: Session, **more: Any) -> Case:
    """A case of somebody who leaves of their own will, unless said otherwise."""
    person = more.pop("person", "Lena Vogt")
    given: dict[str, Any] = {
        "person": person,
        "email": f"{person.split()[0].lower()}@example.com",
        "kind": CaseKind.VOLUNTARY,
        "effective_at": EFFECTIVE,
        "time_zone": "Europe/Berlin",
        "status": CaseStatus.OPEN,
        "opened_at": EFFECTIVE - timedelta(days=10),
        "opened_by": "Ada",
    }
    case = Case(**(given | more))
    session.add(case)
    session.flush()
    return case


def add_step(session: Session, case: Case, **more: Any) -> Step:
    """An open step that removes access, due two hours after the moment, unless said otherwise."""
    position = more.pop("position", 0)
    given: dict[str, Any] = {
        "case_id": case.id,
        "position": position,
        "key": f"test/step-{position}",
        "title": f"Remove account {position}",
        "kind": StepKind.MANUAL,
        "phase": Phase.REMOVE,
        "owner_role": OwnerRole.OPERATOR,
        "due_at": case.effective_at + timedelta(hours=2),
        "needs_evidence": EvidenceNeed.ANY,
        "removes_access": True,
        "controls": ["SOC 2 CC6.3"],
        "status": StepStatus.OPEN,
    }
    step = Step(**(given | more))
    session.add(step)
    session.flush()
    return step


def exported(
    database: Database, config: Settings, actor: Actor, case: int, form: str, now: datetime
) -> Dossier:
    """A case exported as pages and commands do it."""
    with database.snapshot() as session:
        integrity = check_case(session, actor, config, case)
    with database.write() as session:
        return export_case(session, actor, case, form, integrity, now=now)


def owned(by: str) -> dict[str, str]:
    """What a step has that somebody owns: a name or an address, as typed and as compared."""
    return {"owner": by, "owner_key": by.casefold()}


def done(at: datetime, by: str = "Ben", **more: Any) -> dict[str, Any]:
    """What a finished step has."""
    return {
        "status": StepStatus.DONE,
        "finished_at": at,
        "finished_by": by,
        "finished_by_id": by.lower(),
        **more,
    }


def add_evidence(session: Session, step: Step, **more: Any) -> Evidence:
    """A note, unless said otherwise."""
    text = more.get("text", "Seen myself: the account is gone.")
    given: dict[str, Any] = {
        "case_id": step.case_id,
        "step_id": step.id,
        "kind": EvidenceKind.NOTE,
        "text": text,
        "sha256": sha256(text.encode()).hexdigest(),
        "at": step.finished_at or EFFECTIVE,
        "by": step.finished_by or "Ben",
        "by_id": step.finished_by_id or "ben",
    }
    row = Evidence(**(given | more))
    session.add(row)
    session.flush()
    return row
