"""The calculator's tables: saved scenarios and every earlier version of them."""

from datetime import datetime
from typing import Any

from sqlmodel import Column, Field, SQLModel

from core.storage.columns import JsonText, UtcDateTime


class SavedScenarioRow(SQLModel, table=True):
    """A saved scenario: what a person said, and the catalogue's prices it was reckoned with."""

    __tablename__ = "scenario"

    id: str = Field(primary_key=True)
    name: str
    owner: str
    notes: str = ""
    app_id: str | None = Field(default=None, foreign_key="app.id", index=True)
    content: dict[str, Any] = Field(sa_column=Column(JsonText, nullable=False))
    """The document of :func:`core.cost.scenario.scenario.to_plain`."""
    prices: dict[str, Any] = Field(sa_column=Column(JsonText, nullable=False))
    """Input name → low, likely, high, source, of every catalogue price that was used."""
    version: int = 1
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    updated_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    updated_by: str


class ScenarioVersion(SQLModel, table=True):
    """What a scenario was at one version; never changed."""

    __tablename__ = "scenario_version"

    scenario_id: str = Field(primary_key=True, foreign_key="scenario.id", ondelete="CASCADE")
    version: int = Field(primary_key=True)
    name: str
    content: dict[str, Any] = Field(sa_column=Column(JsonText, nullable=False))
    prices: dict[str, Any] = Field(sa_column=Column(JsonText, nullable=False))
    saved_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    saved_by: str
