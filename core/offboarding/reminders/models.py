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
