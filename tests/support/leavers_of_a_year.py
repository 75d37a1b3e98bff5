"""10,000 cases with 500,000 steps, written with plain SQL: as large as the room should ever be."""

import random
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import insert
from sqlmodel import SQLModel

import core.app.schema  # noqa: F401
from core.offboarding.models import (
    CaseKind,
    CaseStatus,
    EvidenceKind,
    EvidenceNeed,
    OwnerRole,
    Phase,
    StepKind,
    StepStatus,
)
from core.storage.database import Database

YEAR = datetime(2026, 1, 1, tzinfo=UTC)
NOW = datetime(2027, 1, 1, tzinfo=UTC)
APPS = 40
CONTROLS = (
    ["SOC 2 CC6.2", "SOC 2 CC6.3", "ISO/IEC 27001:2022 A.5.18"],
    ["SOC 2 CC6.3", "NIST SP 800-53 PS-4"],
    ["ISO/IEC 27001:2022 A.5.11"],
    [],
)


def fill(database: Database, cases: int = 10_000, steps: int = 50) -> None:
    """Cases all over the year, most of them worked; a tenth of the steps late, some excused."""
    chance = random.Random(6)
    table = SQLModel.metadata.tables
    text = "A paragraph of instructions, as long as a checklist's usually is. " * 4
    with database.write() as session:
        apps = [
            {"id": f"app-{n}", "name": f"App {n:02d}", "depth": "listed", "origin": "local",
             "withdrawn": False}
            for n in range(APPS)
        ]  # fmt: skip
        session.execute(insert(table["app"]), apps)
        for first in range(1, cases + 1, 500):
            numbers = range(first, min(first + 500, cases + 1))
            moments = {n: YEAR + timedelta(minutes=chance.randrange(525_000)) for n in numbers}
            session.execute(
                insert(table["offboarding_case"]),
                [_case(n, at, chance) for n, at in moments.items()],
            )
            rows = [
                _step(n, place, steps, at, chance, text)
                for n, at in moments.items()
                for place in range(steps)
            ]
            session.execute(insert(table["offboarding_step"]), rows)
            proofs = [_evidence(row) for row in rows if row["status"] is StepStatus.DONE]
            session.execute(insert(table["offboarding_evidence"]), proofs)
    with database.engine.begin() as connection:
        connection.exec_driver_sql("ANALYZE")


def _case(number: int, at: datetime, chance: random.Random) -> dict[str, Any]:
    kinds = [CaseKind.VOLUNTARY, CaseKind.INVOLUNTARY, CaseKind.CONTRACT_END]
    return {
        "id": number, "person": f"Person {number}", "email": f"p{number}@example.com",
        "kind": chance.choice(kinds), "effective_at": at, "time_zone": "Europe/Berlin",
        "status": CaseStatus.CLOSED if at < NOW - timedelta(days=20) else CaseStatus.OPEN,
        "restricted": number % 50 == 0, "source": "file", "opened_at": at - timedelta(days=14),
        "opened_by": "Ada", "version": 1,
    }  # fmt: skip


def _step(
    case: int, place: int, steps: int, at: datetime, chance: random.Random, text: str
) -> dict[str, Any]:
    due = at + timedelta(hours=4)
    finished = at + timedelta(minutes=chance.expovariate(1 / 90))
    open_still = at > NOW - timedelta(days=20) and chance.random() < 0.3
    excused = not open_still and chance.random() < 0.02
    status = (
        StepStatus.OPEN
        if open_still
        else StepStatus.NOT_APPLICABLE
        if excused
        else (StepStatus.DONE)
    )
    return {
        "case_id": case, "position": place, "key": f"list/step-{place}",
        "app_id": f"app-{(case + place // 5) % APPS}" if place >= 10 else None,
        "title": f"Step {place}", "instructions": text, "why": text[:120],
        "kind": StepKind.MANUAL, "phase": Phase.REMOVE, "owner_role": OwnerRole.OPERATOR,
        "owner": f"worker{case % 20}@example.com", "owner_key": f"worker{case % 20}@example.com",
        "due_at": due, "urgent": False, "needs_evidence": EvidenceNeed.ANY,
        "removes_access": place % 5 == 0, "controls": CONTROLS[place % len(CONTROLS)],
        "sources": [], "checklist_version": "1", "status": status,
        "reason": "Never had an account" if excused else None,
        "finished_at": None if open_still else finished,
        "finished_by": None if open_still else "Ben", "version": 1,
    }  # fmt: skip


_NOTE = "Seen myself."
_DIGEST = sha256(_NOTE.encode()).hexdigest()


def _evidence(row: dict[str, Any]) -> dict[str, Any]:
    step = (row["case_id"] - 1) * 50 + row["position"] + 1
    return {
        "case_id": row["case_id"], "step_id": step, "kind": EvidenceKind.NOTE, "text": _NOTE,
        "sha256": _DIGEST, "at": row["finished_at"], "by": "Ben", "by_id": "ben",
    }  # fmt: skip
