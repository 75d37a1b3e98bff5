"""The overview's one table: how exposed the organisation was, as it was measured each day."""

from datetime import date, datetime

from sqlalchemy import Date
from sqlmodel import Column, Field, SQLModel

from core.storage.columns import UtcDateTime


class ExposureObservation(SQLModel, table=True):
    """One day. A measurement, not a truth that can be computed again: the catalogue of that day,
    which it rests on, is not kept. Not audited: nobody decides it."""

    __tablename__ = "exposure_observation"

    day: date = Field(sa_column=Column(Date, primary_key=True))
    """In the organisation's time zone."""
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    """When it was last looked at."""
    apps: int
    automatic: int
    """Apps from which a leaver is removed with nobody's work, for certain."""
    seats: int
    """In the other apps, as far as it is known."""
    unseated: int
    """Other apps whose seats nobody has said."""
