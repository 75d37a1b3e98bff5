"""Tables and closed sets of both directions of SCIM."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Index, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Column, Field, SQLModel

from core.audit.values import audited
from core.storage.columns import EnumText, JsonText, UtcDateTime


class Profile(StrEnum):
    """Which client's habits a bridge connection accepts beyond the RFC."""

    STRICT = "strict"
    ENTRA = "entra-id"
    OKTA = "okta"


class CredentialKind(StrEnum):
    """What a client of the bridge shows us."""

    BEARER = "bearer"
    """A long-lived token, pasted into the IdP."""
    CLIENT_SECRET = "client-secret"  # noqa: S105 - a kind, not a secret
    """The secret of an OAuth 2 client; it only buys access tokens."""
    ACCESS_TOKEN = "access-token"  # noqa: S105 - a kind, not a secret
    """A short-lived token bought with a client secret."""


class EventKind(StrEnum):
    """What an IdP's request meant for a person."""

    USER_CREATED = "user-created"
    USER_RENAMED = "user-renamed"
    USER_DEACTIVATED = "user-deactivated"
    USER_REACTIVATED = "user-reactivated"
    USER_DELETED = "user-deleted"
    MEMBER_ADDED = "member-added"
    MEMBER_REMOVED = "member-removed"
    LAST_GROUP_LEFT = "last-group-left"


REMOVALS = frozenset(
    {EventKind.USER_DEACTIVATED, EventKind.USER_DELETED, EventKind.LAST_GROUP_LEFT}
)
"""Events after which the person must not have an account any more."""

GRANTS = frozenset({EventKind.USER_CREATED, EventKind.USER_REACTIVATED, EventKind.MEMBER_ADDED})
"""Events that give somebody an account, or more access than they had."""


class WorkState(StrEnum):
    """What has become of the work that an event asks for."""

    NONE = "none"
    """Recorded; no rule asks for work."""
    PENDING = "pending"
    """Waiting to be handed over (the hand-over failed and is retried)."""
    OPEN = "open"
    JOINED = "joined"
    """Work for this person and app was open already; nothing new was made."""
    HELD = "held"
    """The person leaves, or left just now: a step of their case decides whether it is done."""
    DONE = "done"
    CANCELLED = "cancelled"


class Bridge(SQLModel, table=True):
    """One bridged app: an IdP provisions into it at ``/scim/v2/{id}/``."""

    __tablename__ = "scim_bridge"
    __table_args__ = (audited("scim-bridge"),)

    id: str = Field(primary_key=True)
    """Public, unguessable enough to be unique, not a secret: the token is."""
    app_id: str = Field(foreign_key="app.id", index=True)
    name: str
    profile: Profile = Field(sa_column=Column(EnumText(Profile), nullable=False))
    enabled: bool = True
    baseline: bool = False
    """While true, new users are recorded as already having an account: no work is made."""
    requests_per_second: int = 2000
    token_minutes: int = 60
    """How long an OAuth 2 access token lives, 60 to 360 minutes."""
    rules: Any = Field(default=None, sa_column=Column(JsonText))
    """Edited rules by event kind; ``None`` means ``data/rules/bridge.yaml``."""
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    created_by: str = ""
    deleted_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    """Since then nobody can sign in and it is listed nowhere; its events stay as history."""
    version: int = 1


class BridgeCredential(SQLModel, table=True):
    """A token or secret that a bridge recognises; only its SHA-256 is kept."""

    __tablename__ = "scim_credential"

    id: int | None = Field(default=None, primary_key=True)
    bridge_id: str = Field(foreign_key="scim_bridge.id", index=True)
    kind: CredentialKind = Field(sa_column=Column(EnumText(CredentialKind), nullable=False))
    prefix: str = Field(unique=True)
    """Finds the row; the rest of the token is compared in constant time."""
    digest: str
    parent: int | None = None
    """The client secret that an access token was bought with."""
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    created_by: str = ""
    expires_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    revoked_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    last_used_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))


class ScimResource(SQLModel, table=True):
    """A User or Group that an IdP provisioned, as it was sent, and in comparable form."""

    __tablename__ = "scim_resource"
    __table_args__ = (
        UniqueConstraint("bridge_id", "resource_id"),
        Index("uq_scim_resource_user_name", "bridge_id", "user_name", unique=True),
        Index("ix_scim_resource_external_id", "bridge_id", "external_id"),
        Index("ix_scim_resource_kind", "bridge_id", "kind", "seq"),
    )

    seq: int | None = Field(default=None, primary_key=True)
    """Order of creation: the stable order of pages."""
    bridge_id: str = Field(foreign_key="scim_bridge.id")
    resource_id: str
    kind: str
    user_name: str | None = None
    """``userName`` in comparable form (RFC 7643 §4.1.1: case-insensitive); Users only."""
    external_id: str | None = None
    active: bool | None = None
    version: int = 1
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    modified_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    body: str = Field(sa_column=Column(Text, nullable=False))
    """The resource as JSON, without id, meta and members."""
    search: Any = Field(sa_column=Column(JSON().with_variant(JSONB, "postgresql"), nullable=False))
    """The same with every string in the form in which filters compare (RFC 7643 §2.2)."""
    work: str | None = None
    """JSON of the status extension: what was asked for, done or failed."""


class ScimName(SQLModel, table=True):
    """One name that a stored User is known by: what makes it the same person as elsewhere."""

    __tablename__ = "scim_name"

    value: str = Field(primary_key=True)
    """As :mod:`core.scim.person_names` makes it comparable."""
    resource_seq: int = Field(
        primary_key=True, foreign_key="scim_resource.seq", ondelete="CASCADE", index=True
    )


class ScimMember(SQLModel, table=True):
    """One member of a Group; apart from the body, so that ten thousand stay quick."""

    __tablename__ = "scim_member"
    __table_args__ = (
        UniqueConstraint("group_seq", "value"),
        Index("ix_scim_member_value", "value"),
    )

    id: int | None = Field(default=None, primary_key=True)
    group_seq: int = Field(foreign_key="scim_resource.seq", ondelete="CASCADE")
    value: str
    kind: str
    """``User`` or ``Group``: the type of the resource that ``value`` names."""
    display: str | None = None


class BridgeEvent(SQLModel, table=True):
    """What one request of an IdP meant, and the work that it made; written with the change."""

    __tablename__ = "scim_event"
    __table_args__ = (
        Index("ix_scim_event_person", "bridge_id", "resource_id", "id"),
        Index("ix_scim_event_name", "bridge_id", "user_name", "id"),
        Index("ix_scim_event_state", "bridge_id", "state", "id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    bridge_id: str = Field(foreign_key="scim_bridge.id")
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    kind: EventKind = Field(sa_column=Column(EnumText(EventKind), nullable=False))
    resource_id: str
    user_name: str
    """In comparable form; ``display`` keeps how it was written where there is no other name."""
    email: str | None = None
    display: str | None = None
    detail: Any = Field(default=None, sa_column=Column(JsonText))
    state: WorkState = Field(sa_column=Column(EnumText(WorkState), nullable=False))
    work: str | None = None
    """``create-account``, ``change-role`` or ``remove-access``."""
    owner: str | None = None
    due_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    reference: str | None = None
    """The step (or the event itself) that carries the work."""
    note: str | None = None
    closed_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    closed_by: str | None = None


class AuthKind(StrEnum):
    """How Offramp signs in to an app's SCIM endpoint."""

    BEARER = "bearer"
    BASIC = "basic"
    OAUTH = "oauth-client-credentials"


class RemovalState(StrEnum):
    """Where the removal of one user in one app stands."""

    WAITING = "waiting"
    RUNNING = "running"
    RETRYING = "retrying"
    """Something temporary was in the way; ``next_at`` says when it goes on."""
    VERIFYING = "verifying"
    """Gone at once; looked at again when the app has had its time."""
    LOOKING = "looking"
    """Somebody asked to look again: the app is read, and nothing is sent that changes anything."""
    VERIFIED = "verified"
    OPEN_STEP = "open-step"
    """A person must do or decide something; ``outcome`` says what and why."""
    RETURNED = "returned"
    """Was verified as gone, and is there again."""


class RemovalCause(StrEnum):
    """Why a person is needed, where it decides how the removal goes on."""

    OTHER_ACCOUNT = "other-account"
    """The one that was removed is gone; another one has come under the same name."""


class Outbound(SQLModel, table=True):
    """A connection to an app's own SCIM endpoint."""

    __tablename__ = "scim_outbound"
    __table_args__ = (
        audited("scim-outbound", "secret", "tested_at", "report", "failures", "closed_until"),
    )

    id: int | None = Field(default=None, primary_key=True)
    app_id: str = Field(foreign_key="app.id", index=True)
    name: str
    base_url: str
    auth: AuthKind = Field(sa_column=Column(EnumText(AuthKind), nullable=False))
    user_name: str | None = None
    """Of basic sign-in, or the client id."""
    secret: str
    """Encrypted; never shown."""
    token_url: str | None = None
    scope: str | None = None
    allowed_networks: list[str] = Field(
        default_factory=list, sa_column=Column(JsonText, nullable=False)
    )
    """Networks beyond the public internet that this connection may reach, as CIDR."""
    allow_http: bool = False
    deletes: bool = False
    """Deletion is wanted, not only deactivation."""
    verify_after_seconds: int = 0
    """How long the app needs until a reading shows the change."""
    most_at_once: int = 4
    enabled: bool = True
    tested_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    report: Any = Field(default=None, sa_column=Column(JsonText))
    failures: int = 0
    """Failures in a row; the circuit opens at five."""
    closed_until: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    """While in the future, nothing is sent: the circuit is open."""
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    created_by: str = ""
    deleted_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    """Since then it is listed nowhere and has no secret; its removals stay as history."""
    version: int = 1


_SEEN_ACTIVE_SQL = text("account_active")


class Removal(SQLModel, table=True):
    """The removal of one user in one app: the outbox row and its history."""

    __tablename__ = "scim_removal"
    __table_args__ = (
        UniqueConstraint("outbound_id", "key"),
        Index("ix_scim_removal_due", "state", "next_at"),
        Index(
            "ix_scim_removal_active",
            "outbound_id",
            sqlite_where=_SEEN_ACTIVE_SQL,
            postgresql_where=_SEEN_ACTIVE_SQL,
        ),
        # Who, where, and what was read back; how far the worker is, changes without a decision.
        audited(
            "scim-removal",
            "state",
            "remote_id",
            "attempts",
            "next_at",
            "claimed_until",
            "outcome",
            "cause",
            "candidates",
            "checks",
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    outbound_id: int = Field(foreign_key="scim_outbound.id")
    key: str
    """Idempotency key: asking twice with the same key is asking once."""
    user: str
    """userName, e-mail address or externalId that the user is looked for by."""
    reference: str | None = None
    """The step that asked (``step:12``), if one did."""
    state: RemovalState = Field(sa_column=Column(EnumText(RemovalState), nullable=False))
    remote_id: str | None = None
    attempts: int = 0
    next_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    claimed_until: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    """Lease of the worker that runs it; afterwards anybody may."""
    outcome: str | None = None
    """One sentence: what is proven, or what a person must do and why."""
    cause: RemovalCause | None = Field(default=None, sa_column=Column(EnumText(RemovalCause)))
    candidates: Any = Field(default=None, sa_column=Column(JsonText))
    """Users to choose from when more than one matches."""
    checks: int = 0
    """Later looks that found the user gone still."""
    account_active: bool | None = None
    """What the newest reading showed: an active account, none, or nothing that tells."""
    seen_at_url: str | None = None
    """Address of the server that showed it; where none is kept, the connection's own."""
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    created_by: str = ""
    verified_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))


class Exchange(SQLModel, table=True):
    """One request and its answer, secrets cut out: the evidence of a removal."""

    __tablename__ = "scim_exchange"

    id: int | None = Field(default=None, primary_key=True)
    removal_id: int = Field(foreign_key="scim_removal.id", index=True)
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    purpose: str
    method: str
    url: str
    sent: str | None = None
    status: int | None = None
    received: str | None = None
    problem: str | None = None
    milliseconds: int = 0
