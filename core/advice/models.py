"""The advice room's closed sets and tables: drafts of the wizard, and decisions."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Text
from sqlmodel import Column, Field, SQLModel

from core.audit.values import audited
from core.cost.values import OptionId
from core.storage.columns import EnumText, JsonText, UtcDateTime


class RemovalDuty(StrEnum):
    """Within how long a leaver's access must be gone without anybody remembering it."""

    NONE = "none"
    WITHIN_A_DAY = "within-a-day"
    WITHIN_AN_HOUR = "within-an-hour"


class IdpChange(StrEnum):
    NO = "no"
    ADD = "add"
    REPLACE = "replace"


class Capacity(StrEnum):
    """How much work by hand is bearable."""

    NONE = "none"
    SOME = "some"
    PLENTY = "plenty"


class Doer(StrEnum):
    """Who would do work by hand."""

    IT = "it"
    APP_OWNER = "app-owner"
    SERVICE_DESK = "service-desk"
    NOBODY = "nobody"


class Sensitivity(StrEnum):
    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"


class DecisionStatus(StrEnum):
    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    SUPERSEDED = "superseded"


class AdviceDraft(SQLModel, table=True):
    """Answers given so far; whoever has the link goes on with them."""

    __tablename__ = "advice_draft"

    id: str = Field(primary_key=True)
    app_id: str = Field(index=True)
    """No foreign key: a draft outlives an app that vanished, and says so."""
    app_name: str
    answers: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JsonText))
    replaces: int | None = None
    """The decision that this run is to supersede."""
    decision_id: int | None = None
    """What became of it."""
    version: int = 1
    updated_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    updated_by: str = ""


class OrganisationAnswers(SQLModel, table=True):
    """One row: the answers that hold for every app."""

    __tablename__ = "organisation_answers"

    id: int = Field(default=1, primary_key=True)
    answers: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JsonText))
    version: int = 1
    updated_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    updated_by: str = ""


class Decision(SQLModel, table=True):
    """A recommendation that somebody accepted or overruled, with what it rested on."""

    __tablename__ = "decision"
    __table_args__ = (audited("decision"),)

    id: int | None = Field(default=None, primary_key=True)
    app_id: str = Field(index=True)
    app_name: str
    title: str
    status: DecisionStatus = Field(sa_type=EnumText(DecisionStatus))
    choice: OptionId = Field(sa_type=EnumText(OptionId))
    recommended: OptionId = Field(sa_type=EnumText(OptionId))
    reason: str | None = Field(default=None, sa_column=Column(Text))
    """Why the recommendation was overruled."""
    context: str = Field(sa_column=Column(Text, nullable=False))
    consequences: str = Field(sa_column=Column(Text, nullable=False))
    answers: dict[str, Any] = Field(sa_column=Column(JsonText, nullable=False))
    """Every answer with where it came from: ``{id: {"value": ..., "origin": ...}}``."""
    frozen: dict[str, Any] = Field(sa_column=Column(JsonText, nullable=False))
    """What the recommendation read, see :mod:`core.advice.decisions.frozen_facts`."""
    options: list[dict[str, Any]] = Field(sa_column=Column(JsonText, nullable=False))
    """The options as they were ranked then."""
    review_on: date | None = None
    supersedes: int | None = None
    superseded_by: int | None = None
    decided_by: str
    decided_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    version: int = 1
