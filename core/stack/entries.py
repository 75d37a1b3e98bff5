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
    provisioning_on: bool | None = None
    """Whether the IdP's provisioning of the app is switched on; ``None``: not known."""
    provisioning_idp: str | None = None
    """Of which IdP that was said: of another one nothing is known."""


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
class Imported:
    """What a list, or a choice of several apps, changed in the stack; false where nothing was."""

    added: tuple[StackEntry, ...]
    changed: tuple[tuple[StackEntry, StackEntry], ...] = ()
    """Each app that was there: before and after."""
    own: tuple[str, ...] = ()
    """Of those added the ones that came into the catalogue by it, as our own."""
    currency_before: str | None = None
    """The organisation's currency before, where the list set another one."""

    def __bool__(self) -> bool:
        return bool(self.added or self.changed)


@dataclass(frozen=True)
class StackEdit:
    """A change of one entry, made by somebody who saw ``version``."""

    app: str
    version: int
    fields: StackFields
    anew: frozenset[str] = frozenset()
    """Fields that hold for this plan and currency even where they are as they were before."""
