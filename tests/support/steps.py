"""Steps of a case as a page sees them, made without a database."""

from datetime import UTC, datetime, timedelta
from typing import Any

from core.offboarding.models import EvidenceNeed, OwnerRole, Phase, StepKind, StepStatus
from core.offboarding.values import StepView

NOW = datetime(2026, 11, 30, 16, tzinfo=UTC)
HOUR = timedelta(hours=1)


def step(id: int, title: str = "Do it", **more: Any) -> StepView:
    given: dict[str, Any] = {
        "case": 1,
        "key": f"general/{id}",
        "app": None,
        "app_name": None,
        "instructions": "",
        "why": "",
        "kind": StepKind.MANUAL,
        "phase": Phase.REMOVE,
        "owner_role": OwnerRole.OPERATOR,
        "owner": "IT",
        "owner_key": "it",
        "due": NOW + HOUR,
        "urgent": False,
        "needs_evidence": EvidenceNeed.ANY,
        "removes_access": True,
        "controls": (),
        "sources": (),
        "status": StepStatus.OPEN,
        "reason": None,
        "started_at": None,
        "started_by": None,
        "finished_at": None,
        "finished_by": None,
        "removal": None,
        "event": None,
        "version": 1,
    }
    return StepView(id=id, title=title, **(given | more))


def of_app(id: int, app: str, title: str = "Do it", **more: Any) -> StepView:
    return step(id, title, app=app.lower(), app_name=app, **({"place": app} | more))
