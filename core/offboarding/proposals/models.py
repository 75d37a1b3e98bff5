"""A proposal that somebody dismissed: what follows from lists is derived, this is decided."""

from datetime import datetime

from sqlmodel import Column, Field, SQLModel

from core.audit.values import audited
from core.storage.columns import UtcDateTime


class ProposalDismissal(SQLModel, table=True):
    """Not this one: until the list says something else of that person."""

    __tablename__ = "roster_dismissal"
    __table_args__ = (audited("proposal-dismissal"),)

    proposal: str = Field(primary_key=True)
    """Its id, which the person, what is proposed and for which moment make."""
    reason: str = ""
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    by: str
    by_id: str
