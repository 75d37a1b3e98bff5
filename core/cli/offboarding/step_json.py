"""A step of a case as the command line prints it for programs."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from core.offboarding.service import zone_of
from core.offboarding.values import StepView


def clock(at: datetime, zone: str) -> str:
    """A moment on the person's own clock, with its offset."""
    return at.astimezone(zone_of(zone)).isoformat()


def step_json(each: StepView, zone: str) -> dict[str, Any]:
    """One step, its moments on the clock of ``zone``."""
    return {
        "id": each.id,
        "app": each.app,
        "title": each.title,
        "kind": str(each.kind),
        "due": clock(each.due, zone),
        "depends_on": list(each.needs),
        "owner": each.owner,
        "owner_role": str(each.owner_role),
        "status": each.state,
        "key": each.key,
        "evidence": _evidence_json(each),
        "reason": each.reason,
        "finished_at": clock(each.finished_at, zone) if each.finished_at else None,
        "finished_by": each.finished_by,
    }


def _evidence_json(each: StepView) -> Sequence[dict[str, Any]]:
    return [
        {"kind": str(one.kind), "text": one.text, "sha256": one.sha256, "by": one.by}
        for one in each.evidence
    ]
