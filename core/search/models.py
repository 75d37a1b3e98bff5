"""The search room's table."""

from datetime import datetime

from sqlmodel import Column, Field, SQLModel

from core.search.values import Kind
from core.storage.columns import EnumText, UtcDateTime


class RecentlyOpened(SQLModel, table=True):
    """Something that an account looked at lately; nobody else sees it, and it is no evidence."""

    __tablename__ = "recently_opened"

    account_id: str = Field(primary_key=True, foreign_key="account.id", ondelete="CASCADE")
    kind: Kind = Field(sa_column=Column(EnumText(Kind), primary_key=True))
    key: str = Field(primary_key=True)
    """The app's id or the number of the case: as in :class:`~core.search.values.Result`."""
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
