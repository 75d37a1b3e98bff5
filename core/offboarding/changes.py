"""How a change of a case or a step is stored: its version goes up, and the audit log has it."""

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session

from core.actor import Actor
from core.audit import service as audit
from core.offboarding.models import Case, Step

Told = Mapping[str, object]


def store_case(
    session: Session,
    actor: Actor,
    case: Case,
    action: str,
    after: Told,
    *,
    before: Told | None = None,
    at: datetime | None = None,
) -> None:
    """Store a changed case. ``before`` and ``after``: what the audit entry says of it."""
    case.version += 1
    session.add(case)
    session.flush()
    audit.record(session, actor, action, f"case:{case.id}", before=before, after=after, at=at)


def store_step(
    session: Session,
    actor: Actor,
    case: Case,
    step: Step,
    action: str,
    after: Told,
    *,
    before: Told | None = None,
    at: datetime | None = None,
) -> None:
    """The same for a step, whose entry is one of its case and names the step."""
    step.version += 1
    session.add(step)
    session.flush()
    told = {"step": step.id, "title": step.title, **after}
    audit.record(session, actor, action, f"case:{case.id}", before=before, after=told, at=at)
