"""A step before it is stored, whoever plans it: a checklist or an identity provider."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.offboarding.models import EvidenceNeed, OwnerRole, Phase, StepKind, StepStatus


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


def step_values(case_id: int, step: PlannedStep, position: int) -> dict[str, Any]:
    """The columns of a step that is stored for the first time."""
    return {
        "case_id": case_id,
        "position": position,
        "key": step.key,
        "app_id": step.app,
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
