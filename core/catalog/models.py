"""The catalogue's tables and closed sets: apps, identity providers, sources, claims, prices."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import Index, Text
from sqlmodel import Column, Field, SQLModel

from core.audit.values import audited
from core.storage.columns import DecimalText, EnumText, UtcDateTime


class Fact(StrEnum):
    """What a claim can be about. Each may be said of the app as a whole or under one IdP."""

    SSO = "sso"
    """Does single sign-on work?"""
    PROVISIONING = "provisioning"
    """Does the IdP create, update and deactivate users?"""
    SSO_PLAN = "sso_plan"
    """The lowest plan of the vendor that has single sign-on."""
    SCIM_PLAN = "scim_plan"
    """The lowest plan of the vendor that has SCIM."""
    IDP_PLAN = "idp_plan"
    """The plan or add-on that the IdP itself asks for."""
    SSO_FIRST = "sso_first"
    """Must single sign-on be set up before SCIM?"""
    SCIM_VERSION = "scim_version"
    PROTOCOLS = "protocols"
    """Sign-on protocols."""
    OPERATIONS = "operations"
    """What provisioning can do: create, update, deactivate, groups, ..."""
    ATTRIBUTES = "attributes"
    """User attributes that provisioning carries."""
    INTEGRATION = "integration"
    """How it is added in the IdP: a gallery app or a custom one."""
    SCIM_BASE_URL = "scim_base_url"
    DOCUMENTATION = "documentation"
    """Where the vendor documents SCIM: an address, or :data:`NOT_AVAILABLE`."""
    DEPROVISIONING = "deprovisioning"
    """What becomes of the account of a person who is deprovisioned."""
    AFTER_REMOVAL = "after_removal"
    """What becomes of the things that a removed person owned."""
    SSO_COST = "sso_cost"
    """What the vendor asks for single sign-on by itself."""
    UNUSED_SEAT_COST = "unused_seat_cost"
    """What accounts that nobody uses cost a year."""
    PLAN_NAMES = "plan_names"
    """What the vendor's plans are called."""


class Sso(StrEnum):
    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


OTHER_IDP = "other"
"""Stands for whatever IdP a source calls "other": nothing that one could change to."""


class Provisioning(StrEnum):
    """How far an IdP runs an app's accounts. ``unknown`` is not ``none``."""

    SCIM = "scim"
    """Creates, updates and deactivates, whatever the wire protocol."""
    PARTIAL = "partial"
    """Some of create, update, deactivate is missing, beta, or needs a bridge."""
    JIT_ONLY = "jit-only"
    """Accounts appear at the first sign-in; nothing removes them."""
    NONE = "none"
    UNKNOWN = "unknown"


class Deprovisioning(StrEnum):
    """What happens to the account when the IdP takes the app away from a person."""

    DEACTIVATED = "deactivated"
    SUSPENDED = "suspended"
    LOCKED = "locked"
    REMOVED = "removed"
    """Taken out of the organisation; an account of the person's own may live on."""
    DELETED = "deleted"
    KEPT = "kept"
    """Stays open: somebody has to close it."""
    UNKNOWN = "unknown"


UNKNOWN = "unknown"
NOT_AVAILABLE = "not available"
"""What a source says of documentation that does not exist or is not public."""

CLOSED_VALUES: dict[Fact, tuple[str, ...]] = {
    Fact.SSO: tuple(Sso),
    Fact.PROVISIONING: tuple(Provisioning),
    Fact.DEPROVISIONING: tuple(Deprovisioning),
    Fact.SSO_FIRST: ("yes", "no", "recommended", UNKNOWN),
    Fact.INTEGRATION: ("gallery", "custom", UNKNOWN),
}
"""The values that a closed field may take; every other field is free text."""

SET_FACTS = frozenset({Fact.PROTOCOLS, Fact.OPERATIONS, Fact.ATTRIBUTES})
"""Fields whose value is a set of terms; a term ``no x`` says that x is missing."""


class Authority(StrEnum):
    """Where a source stands, from the strongest to the weakest."""

    OWN = "own observation"
    VENDOR = "vendor"
    IDP = "idp"
    THIRD_PARTY = "third-party"
    COMMUNITY = "community"


AUTHORITY_RANK: dict[Authority, int] = {
    Authority.OWN: 3,
    Authority.VENDOR: 2,
    Authority.IDP: 2,
    Authority.THIRD_PARTY: 1,
    Authority.COMMUNITY: 0,
}


class Origin(StrEnum):
    """Who put a row here: the bundled files, or somebody in this organisation."""

    BUNDLE = "bundle"
    LOCAL = "local"


class Period(StrEnum):
    MONTH = "month"
    YEAR = "year"


class Unit(StrEnum):
    """What a price is counted by. ``flat`` may hide a per-seat price: the source names no unit."""

    SEAT = "seat"
    PROFILE = "profile"
    FLAT = "flat"
    USAGE = "usage"
    CUSTOM = "custom"


class RemarkKind(StrEnum):
    LIMITATION = "limitation"
    LEAVER = "leaver"
    """What happens, or must be done, when a person leaves."""
    PLAN_FEATURE = "plan-feature"
    """What begins with the plan whose slug is the topic."""
    VOICE = "voice"
    """What administrators say, as a source reports it."""
    MEMBER_LIST = "member-list"
    """Where the app lists who has an account: its own names of what to click, joined by `` > ``."""
    REMOVAL = "removal"
    """What to click in that list to remove or deactivate one account."""
    EXPORT = "export"
    """What to click to export that list."""


WHERE = (RemarkKind.MEMBER_LIST, RemarkKind.REMOVAL, RemarkKind.EXPORT)
"""Remarks that say what to click; of each the first in an app's file counts."""


class CustomScim(StrEnum):
    """Does an IdP send SCIM to an address of one's own, for an app that is in no catalogue?"""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Idp(SQLModel, table=True):
    """An identity provider."""

    __tablename__ = "idp"

    id: str = Field(primary_key=True)
    name: str
    position: int
    """Order in which columns are shown."""
    custom_scim: CustomScim = Field(default=CustomScim.UNKNOWN, sa_type=EnumText(CustomScim))
    """Whether it can provision into our bridge."""
    custom_scim_source: str | None = None
    """Address of the page that says so."""
    custom_scim_note: str | None = None


class App(SQLModel, table=True):
    """A SaaS product."""

    __tablename__ = "app"
    # A case's proof calls apps by their names.
    __table_args__ = (audited("app", "category", "website", "depth", "origin", "withdrawn"),)

    id: str = Field(primary_key=True)
    name: str = Field(index=True)
    category: str | None = None
    website: str | None = None
    depth: str = "listed"
    """``described``: read in depth; ``listed``: known from an IdP's list or a price list only."""
    origin: Origin = Field(default=Origin.BUNDLE, sa_type=EnumText(Origin))
    withdrawn: bool = False
    """No longer in the bundled catalogue; kept for what points to it."""


class Alias(SQLModel, table=True):
    """Another name of an app, normalised by :func:`core.catalog.names.normalise`."""

    __tablename__ = "alias"

    alias: str = Field(primary_key=True)
    app_id: str = Field(foreign_key="app.id", index=True)
    origin: Origin = Field(default=Origin.BUNDLE, sa_type=EnumText(Origin))


class Source(SQLModel, table=True):
    """Where claims were read."""

    __tablename__ = "source"

    id: str = Field(primary_key=True)
    title: str
    url: str | None = None
    publisher: str = Field(index=True)
    authority: Authority = Field(sa_type=EnumText(Authority))
    interest: str | None = None
    """What the publisher sells that this claim helps to sell; ``None``: nothing known."""
    read_on: date | None = None
    dated: str | None = None
    """The date that the page itself gives, as exact as it is: ``2025``, ``2025-01``, ..."""
    older_copy: bool = False
    """A newer copy of the same page is known."""
    quality: str | None = None
    """A warning about how the source was made."""
    cites: str | None = None
    note: str | None = None
    origin: Origin = Field(default=Origin.BUNDLE, sa_type=EnumText(Origin))


class Claim(SQLModel, table=True):
    """One source's statement of one field. Kept for ever; a newer one supersedes."""

    __tablename__ = "claim"
    __table_args__ = (Index("ix_claim_app_id_fact_idp_id", "app_id", "fact", "idp_id"),)

    id: int | None = Field(default=None, primary_key=True)
    app_id: str = Field(foreign_key="app.id")
    idp_id: str | None = Field(default=None, foreign_key="idp.id")
    fact: Fact = Field(sa_type=EnumText(Fact))
    value: str
    """For a set field its terms, joined by ``, ``."""
    disputes: str | None = None
    """A value that this source speaks against without naming another (not in the full list)."""
    note: str | None = None
    source_id: str = Field(foreign_key="source.id", index=True)
    as_of: date
    origin: Origin = Field(default=Origin.BUNDLE, sa_type=EnumText(Origin))
    evidence: str | None = Field(default=None, sa_column=Column(Text))
    recorded_by: str | None = None
    recorded_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))


class Plan(SQLModel, table=True):
    """A vendor's tier."""

    __tablename__ = "plan"

    app_id: str = Field(foreign_key="app.id", primary_key=True)
    slug: str = Field(primary_key=True)
    name: str
    position: int
    """Order in which the sources list the plans."""
    origin: Origin = Field(default=Origin.BUNDLE, sa_type=EnumText(Origin))


class Price(SQLModel, table=True):
    """What one source says that a plan costs: a range of ``currency`` per ``unit`` and period."""

    __tablename__ = "price"

    id: int | None = Field(default=None, primary_key=True)
    app_id: str = Field(foreign_key="app.id", index=True)
    plan_slug: str
    low: Decimal | None = Field(default=None, sa_column=Column(DecimalText))
    high: Decimal | None = Field(default=None, sa_column=Column(DecimalText))
    currency: str
    period: Period | None = Field(default=None, sa_type=EnumText(Period))
    unit: Unit = Field(sa_type=EnumText(Unit))
    billing: str | None = None
    included: str | None = None
    has_sso: str | None = None
    """``yes``, ``no``, ``add-on``, or ``None`` where the source does not say."""
    has_scim: str | None = None
    negotiated: bool = False
    note: str | None = None
    source_id: str = Field(foreign_key="source.id", index=True)
    as_of: date
    origin: Origin = Field(default=Origin.BUNDLE, sa_type=EnumText(Origin))


class PricePair(SQLModel, table=True):
    """The cheapest price without and with single sign-on, from one source at one time."""

    __tablename__ = "price_pair"

    id: int | None = Field(default=None, primary_key=True)
    app_id: str = Field(foreign_key="app.id", index=True)
    base: Decimal | None = Field(default=None, sa_column=Column(DecimalText))
    base_unit: str | None = None
    base_period: Period | None = Field(default=None, sa_type=EnumText(Period))
    with_sso: Decimal | None = Field(default=None, sa_column=Column(DecimalText))
    sso_unit: str | None = None
    sso_period: Period | None = Field(default=None, sa_type=EnumText(Period))
    currency: str
    stated_increase_percent: str | None = None
    """The source's own figure; see ``increase_doubt`` before showing it."""
    increase_doubt: str | None = None
    """Why the stated percentage must not be shown."""
    note: str | None = None
    source_id: str = Field(foreign_key="source.id", index=True)
    as_of: date


class Remark(SQLModel, table=True):
    """A sentence about an app, of one of the kinds."""

    __tablename__ = "remark"

    id: int | None = Field(default=None, primary_key=True)
    app_id: str = Field(foreign_key="app.id", index=True)
    kind: RemarkKind = Field(sa_type=EnumText(RemarkKind))
    topic: str | None = None
    text: str
    source_id: str = Field(foreign_key="source.id", index=True)
    origin: Origin = Field(default=Origin.BUNDLE, sa_type=EnumText(Origin))


class SetupGuide(SQLModel, table=True):
    """How the app is connected to one IdP."""

    __tablename__ = "setup_guide"

    id: int | None = Field(default=None, primary_key=True)
    app_id: str = Field(foreign_key="app.id", index=True)
    idp_id: str = Field(foreign_key="idp.id")
    how: str
    place: str | None = None
    docs: str | None = None
    note: str | None = None
    source_id: str = Field(foreign_key="source.id", index=True)


class Benchmark(SQLModel, table=True):
    """Published yearly figures of manual work on an app, for ``employees`` people; money in USD."""

    __tablename__ = "benchmark"

    id: int | None = Field(default=None, primary_key=True)
    app_id: str = Field(foreign_key="app.id", index=True)
    employees: int
    orphaned_accounts: int | None = None
    unused_licences: int | None = None
    it_hours: int | None = None
    unused_licence_cost: int | None = None
    it_labour_cost: int | None = None
    compliance_cost: int | None = None
    basis: str
    """Whose figures these are: an aggregate is a benchmark, never a measurement of the app."""
    inferred: bool = False
    """Taken over from a sibling page that carries the same label."""
    note: str | None = None
    source_id: str = Field(foreign_key="source.id", index=True)


class LinkCheck(SQLModel, table=True):
    """The last time somebody here fetched a source's link."""

    __tablename__ = "link_check"

    source_id: str = Field(primary_key=True, foreign_key="source.id")
    checked_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    outcome: str
    """``ok``, ``gone``, ``refused``, ``unreachable`` ... see :mod:`core.catalog.link_check`."""
    detail: str | None = None


class CatalogState(SQLModel, table=True):
    """One row: what is loaded. ``digest`` is of the files, ``edition`` counts every change."""

    __tablename__ = "catalog_state"

    id: int = Field(default=1, primary_key=True)
    digest: str
    edition: int
    loaded_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
