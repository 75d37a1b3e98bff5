"""Channels, the messages that go out through them, and the hours in which people work."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, Text
from sqlmodel import Column, Field, SQLModel

from core.storage.columns import EnumText, JsonText, UtcDateTime


class Audience(StrEnum):
    SHARED = "shared"
    """One place that several people read, such as a Slack channel."""
    PERSONAL = "personal"
    """Whoever a message is for: the URL has ``{to}`` where their address belongs."""


class MessageState(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    """It was tried for a day, or as often as is sensible."""
    DROPPED = "dropped"
    """Its channel was switched off or removed before."""


class Channel(SQLModel, table=True):
    """A way to reach people, by an Apprise URL."""

    __tablename__ = "channel"

    id: int | None = Field(default=None, primary_key=True)
    name: str
    url: str = Field(sa_column=Column(Text, nullable=False))
    """Encrypted: it holds passwords and tokens. Never shown again."""
    scheme: str
    host: str
    """Scheme and host are all that is shown of the URL."""
    audience: Audience = Field(sa_column=Column(EnumText(Audience), nullable=False))
    urgent_only: bool = False
    enabled: bool = True
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    removed_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    last_success_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    last_problem_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    last_problem: str | None = Field(default=None, sa_column=Column(Text))
    failures: int = 0
    """In a row, since the last success."""
    version: int = 1


class Message(SQLModel, table=True):
    """One message through one channel."""

    __tablename__ = "message"
    __table_args__ = (Index("ix_message_channel_id", "channel_id", "recipient", "created_at"),)

    id: int | None = Field(default=None, primary_key=True)
    channel_id: int = Field(foreign_key="channel.id")
    recipient: str = ""
    """E-mail address, for a personal channel."""
    subject: str
    body: str = Field(sa_column=Column(Text, nullable=False))
    urgent: bool = False
    state: MessageState = Field(sa_column=Column(EnumText(MessageState), nullable=False))
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    sent_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    attempts: int = 0
    problem: str | None = Field(default=None, sa_column=Column(Text))


class WorkingTime(SQLModel, table=True):
    """One row: when people work, in the organisation's zone. Missing: Monday to Friday, 9 to 17."""

    __tablename__ = "working_time"

    id: int = Field(default=1, primary_key=True)
    starts: str = "09:00"
    ends: str = "17:00"
    weekdays: list[int] = Field(
        default_factory=lambda: [0, 1, 2, 3, 4], sa_column=Column(JsonText, nullable=False)
    )
    """Monday is 0."""
    version: int = 1
