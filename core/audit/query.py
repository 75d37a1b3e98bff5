"""Which entries of the log are asked for."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select
from sqlmodel import col

from core.audit.models import AuditEntry


@dataclass(frozen=True)
class Query:
    """Which entries: each field that is set must match; newest first."""

    actor: str | None = None
    """Actor's id or part of the name."""
    action: str | None = None
    """Action, or its beginning (``identity.``)."""
    object: str | None = None
    since: datetime | None = None
    until: datetime | None = None

    def told(self) -> dict[str, str]:
        """The fields that are set, as text."""
        said = {
            "actor": self.actor,
            "action": self.action,
            "object": self.object,
            "since": self.since and self.since.isoformat(),
            "until": self.until and self.until.isoformat(),
        }
        return {name: value for name, value in said.items() if value}


def filtered(statement: Select[Any], query: Query) -> Select[Any]:
    """The statement, over the entries that match."""
    if query.actor:
        named = col(AuditEntry.actor_name).icontains(query.actor, autoescape=True)
        statement = statement.where((col(AuditEntry.actor_id) == query.actor) | named)
    if query.action:
        statement = statement.where(
            col(AuditEntry.action).startswith(query.action, autoescape=True)
        )
    if query.object:
        statement = statement.where(col(AuditEntry.object).contains(query.object, autoescape=True))
    if query.since:
        statement = statement.where(col(AuditEntry.at) >= query.since)
    if query.until:
        statement = statement.where(col(AuditEntry.at) < query.until)
    return statement
