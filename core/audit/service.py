"""The audit log's door: services record here, in the transaction of the change itself."""

from collections.abc import Mapping
from datetime import UTC, datetime

from sqlmodel import Session

from core.actor import Actor
from core.audit.models import AuditEntry

Facts = Mapping[str, object]
"""Field → value, JSON-able; never a secret."""


def record(
    session: Session,
    actor: Actor,
    action: str,
    obj: str,
    *,
    before: Facts | None = None,
    after: Facts | None = None,
    at: datetime | None = None,
) -> None:
    """Append one entry to the log, inside the caller's transaction."""
    session.add(
        AuditEntry(
            at=at or datetime.now(UTC),
            actor_id=actor.id,
            actor_name=actor.name,
            action=action,
            object=obj,
            before=dict(before) if before is not None else None,
            after=dict(after) if after is not None else None,
            address=actor.address,
            request_id=actor.request_id,
        )
    )
