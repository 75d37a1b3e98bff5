"""Accounts as rows."""

from datetime import UTC, datetime

from sqlmodel import Session

from core.actor import Actor, Role
from core.identity.models import Account

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def add_account(
    session: Session,
    name: str,
    role: Role = Role.OPERATOR,
    *,
    email: str | None = None,
    active: bool = True,
) -> Actor:
    """An account of this name, ``otto`` for Otto Example; the person as an actor."""
    username = name.split()[0].lower()
    row = Account(
        id=username,
        username=username,
        name=name,
        role=role,
        email=email or f"{username}@example.com",
        active=active,
        created_at=LONG_AGO,
        not_before=LONG_AGO,
    )
    session.add(row)
    session.flush()
    return Actor(row.id, row.name, row.role, email=row.email)
