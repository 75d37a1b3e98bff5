"""The audit log's tables: the entries, and the head of their chain."""

from datetime import datetime
from typing import Any

from sqlmodel import Column, Field, SQLModel

from core.storage.columns import JsonText, UtcDateTime


class AuditEntry(SQLModel, table=True):
    """One line of the append-only log: who did what to which object, when."""

    __tablename__ = "audit_entry"

    id: int | None = Field(default=None, primary_key=True)
    """Its place in the chain: 1, 2, 3 … without gaps."""
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
    state: Any = Field(default=None, sa_column=Column(JsonText))
    """Digests of the rows that it changed, by table and key; of none: ``None``."""
    hash: str = Field(default="", sa_column_kwargs={"server_default": ""})
    """SHA-256 over the previous hash and this entry's canonical JSON, in hex."""
    mac: str = Field(default="", sa_column_kwargs={"server_default": ""})
    """``key id:HMAC-SHA256(key, hash)``, in hex."""


class AuditHead(SQLModel, table=True):
    """One row: how long the chain is and how it ends. Writers queue up behind its lock."""

    __tablename__ = "audit_head"

    id: int = Field(default=1, primary_key=True)
    length: int = 0
    hash: str = ""
