"""The organisation's own tables: who we are, and the apps that we use."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint
from sqlmodel import Column, Field, SQLModel

from core.storage.columns import DecimalText, JsonText, UtcDateTime


class Organisation(SQLModel, table=True):
    """One row: this organisation."""

    __tablename__ = "organisation"

    id: int = Field(default=1, primary_key=True)
    name: str = ""
    idps: list[str] = Field(default_factory=list, sa_column=Column(JsonText, nullable=False))
    """Ids of the identity providers in use, the main one first."""
    currency: str = "USD"
    time_zone: str = "UTC"
    """IANA zone in which dates are shown."""
    version: int = 1


class StackApp(SQLModel, table=True):
    """An app that this organisation uses."""

    __tablename__ = "stack_app"
    __table_args__ = (CheckConstraint("seats IS NULL OR seats >= 0", name="seats_not_negative"),)

    app_id: str = Field(primary_key=True, foreign_key="app.id")
    plan: str | None = None
    """Slug of the plan in use, or the organisation's own word for it."""
    seats: int | None = None
    annual_spend: Decimal | None = Field(default=None, sa_column=Column(DecimalText))
    currency: str = "USD"
    owner: str | None = None
    """Who answers for the app: a name or an e-mail address."""
    renewal: date | None = None
    notes: str | None = None
    quote_plan: str | None = None
    """The plan that the vendor made a quote for."""
    quote: Decimal | None = Field(default=None, sa_column=Column(DecimalText))
    provisioning_on: bool | None = None
    """Whether the IdP's provisioning is switched on, as somebody here saw it."""
    provisioning_idp: str | None = None
    """Of which IdP that was said."""
    version: int = 1
    """Counts the edits; an edit of an older version is a conflict."""
    updated_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    updated_by: str = ""
