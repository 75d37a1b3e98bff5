"""What was said about steps, and the secret links of calendars."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Column, Field, SQLModel

from core.offboarding.reminders.due_reminders import Level
from core.storage.columns import EnumText, UtcDateTime


class Notice(SQLModel, table=True):
    """That a level was said of a step, for its deadline, to a recipient of a channel."""

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint(
            "step_id", "due_at", "level", "channel_id", "recipient", name="uq_notice_step_id"
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    step_id: int = Field(foreign_key="offboarding_step.id")
    due_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    level: Level = Field(sa_column=Column(EnumText(Level), nullable=False))
    channel_id: int = Field(foreign_key="channel.id")
    recipient: str = ""
    message_id: int = Field(foreign_key="message.id", index=True)


class CalendarLink(SQLModel, table=True):
    """The secret link of one account's calendar. The secret itself is not here."""

    __tablename__ = "calendar_link"

    account_id: str = Field(primary_key=True, foreign_key="account.id")
    digest: str = Field(unique=True)
    """SHA-256 of the link's 256 random bits."""
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
