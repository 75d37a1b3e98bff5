"""What the stack's door takes and gives."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True)
class OrganisationView:
    """This organisation. ``idps``: ids, the main one first."""

    name: str
    idps: tuple[str, ...]
    currency: str
    time_zone: str
    version: int


@dataclass(frozen=True)
class StackFields:
    """What people enter about an app that they use."""

    plan: str | None = None
    seats: int | None = None
    annual_spend: Decimal | None = None
    currency: str = "USD"
    owner: str | None = None
    renewal: date | None = None
    notes: str | None = None
    quote_plan: str | None = None
    """The plan that the vendor made us a quote for."""
    quote: Decimal | None = None
    """The quoted amount a year, in ``currency``, for these seats."""


@dataclass(frozen=True)
class StackEntry:
    """An app of the stack. ``annual_spend`` in ``currency`` a year."""

    app: str
    name: str
    fields: StackFields
    version: int
    updated_at: datetime
    updated_by: str


@dataclass(frozen=True)
class StackEdit:
    """A change of one entry, made by somebody who saw ``version``."""

    app: str
    version: int
    fields: StackFields
    anew: frozenset[str] = frozenset()
    """Amounts that hold for this plan and currency even where they are as they were before."""
