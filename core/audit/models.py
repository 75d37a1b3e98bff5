"""The audit log's table."""

from datetime import datetime
from typing import Any

from sqlmodel import Column, Field, SQLModel

from core.storage.columns import JsonText, UtcDateTime


class AuditEntry(SQLModel, table=True):
    """One line of the append-only log: who did what to which object, when."""

    __tablename__ = "audit_entry"

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False, index=True))
    actor_id: str = Field(index=True)
    actor_name: str
    action: str = Field(index=True)
    object: str = Field(index=True)
    """What it was done to, as ``kind:id`` (``stack:customer-io``)."""
    before: Any = Field(default=None, sa_column=Column(JsonText))
    after: Any = Field(default=None, sa_column=Column(JsonText))
    address: str | None = None
    request_id: str | None = None
