"""A step before it is stored, whoever plans it: a checklist or an identity provider."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session, SQLModel

from core.audit import service as audit
from core.jobs import service as jobs
from core.offboarding.models import Case, EvidenceNeed, OwnerRole, Phase, StepKind, StepStatus
from core.offboarding.steps.automation.scheduled_jobs import KINDS, step_jobs

_STEPS = SQLModel.metadata.tables["offboarding_step"]
_NEEDS = SQLModel.metadata.tables["offboarding_need"]


@dataclass(frozen=True)
class PlannedStep:
    """A step before it is stored. ``needs``: keys of the steps that it waits for."""

    key: str
    app: str | None
    title: str
    instructions: str
    why: str
    kind: StepKind
    phase: Phase
    owner_role: OwnerRole
    owner: str | None
    due: datetime
    urgent: bool
    evidence: EvidenceNeed
    removes_access: bool
    controls: tuple[str, ...]
    sources: tuple[tuple[str, str], ...]
    needs: tuple[str, ...] = ()
    connection: int | None = None
    checklist: str = ""
    checklist_version: str = ""
    event: int | None = None
    """The bridge's event that asked for it."""
    place: str | None = None
    """Where it is done."""


def step_values(case_id: int, step: PlannedStep, position: int) -> dict[str, Any]:
    """The columns of a step that is stored for the first time."""
    return {
        "case_id": case_id,
        "position": position,
        "key": step.key,
        "app_id": step.app,
        "place": step.place,
        "title": step.title,
        "instructions": step.instructions,
        "why": step.why,
        "kind": step.kind,
        "phase": step.phase,
        "owner_role": step.owner_role,
        "owner": step.owner,
        "owner_key": step.owner.strip().casefold() if step.owner else None,
        "due_at": step.due,
        "urgent": step.urgent,
        "needs_evidence": step.evidence,
        "removes_access": step.removes_access,
        "controls": list(step.controls),
        "sources": [{"title": title, "url": url} for title, url in step.sources],
        "checklist_version": step.checklist_version,
        "status": StepStatus.OPEN,
        "connection_id": step.connection if step.kind is StepKind.SCIM else None,
        "event_id": step.event,
        "version": 1,
    }


def store_steps(
    session: Session,
    case: Case,
    steps: Sequence[PlannedStep],
    first: int = 0,
    had: Mapping[str, int] = MappingProxyType({}),
) -> list[int]:
    """Write planned steps, what they wait for, and what happens by itself at its moment; their ids.

    ``had``: the steps that the case has already, by key; they may be waited for.
    """
    if not steps:
        return []
    values = [step_values(case.id or 0, step, first + place) for place, step in enumerate(steps)]
    statement = insert(_STEPS).returning(_STEPS.c.id, sort_by_parameter_order=True)
    ids = [int(found) for found in session.execute(statement, values).scalars()]
    by_key = {**had, **{step.key: found for step, found in zip(steps, ids, strict=True)}}
    needs = [
        {"step_id": found, "needs_id": by_key[name]}
        for step, found in zip(steps, ids, strict=True)
        for name in step.needs
        if name in by_key
    ]
    audit.made(session, _STEPS.name, *ids)
    if needs:
        session.execute(insert(_NEEDS), needs)
        audit.made(session, _NEEDS.name, *((need["step_id"], need["needs_id"]) for need in needs))
    planned = [
        (found, step.kind, step.due)
        for step, found in zip(steps, ids, strict=True)
        if step.kind in KINDS
    ]
    jobs.schedule_many(session, step_jobs(planned, case.effective_at))
    return ids
