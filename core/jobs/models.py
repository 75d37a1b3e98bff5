"""The outbox: work that a transaction has decided, written in that transaction."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, Text, text
from sqlmodel import Column, Field, SQLModel

from core.storage.columns import EnumText, JsonText, UtcDateTime


class JobState(StrEnum):
    WAITING = "waiting"
    """For its moment, or for its next attempt."""
    HANDED_OVER = "handed-over"
    """DBOS has it, and runs it when its moment has come."""
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    """For good: it was tried as often as is sensible, or said itself that there is no use."""
    WITHDRAWN = "withdrawn"
    """What asked for it no longer wants it."""


ENDED = (JobState.DONE, JobState.FAILED, JobState.WITHDRAWN)


class Job(SQLModel, table=True):
    """One thing to do, not before its moment."""

    __tablename__ = "job"
    __table_args__ = (
        Index(
            "ix_job_next_at",
            "next_at",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
        Index(
            "ix_job_moving",
            "state",
            sqlite_where=text("state IN ('handed-over', 'running')"),
            postgresql_where=text("state IN ('handed-over', 'running')"),
        ),
        Index("ix_job_finished_at", "finished_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    """Which handler does it, such as ``step.start``."""
    key: str = Field(unique=True)
    """What makes it the same job: asked for twice, it is done once."""
    payload: Any = Field(default=None, sa_column=Column(JsonText))
    run_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    """The moment that was decided."""
    next_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    """When it is tried next: ``run_at``, or later after a failure."""
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    state: JobState = Field(sa_column=Column(EnumText(JobState), nullable=False))
    hand_overs: int = 0
    """How often it was given to DBOS; a hand-over that is not the newest runs nothing."""
    handed_over_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    held_by: str | None = None
    """The process that runs it."""
    held_until: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    """Renewed while it runs; afterwards the process is taken for dead."""
    finished_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    attempts: int = 0
    """How often it has failed."""
    problem: str | None = Field(default=None, sa_column=Column(Text))
    """What the newest failure said."""
