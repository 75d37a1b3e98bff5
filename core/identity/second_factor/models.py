"""Tables of second factors: passkeys, authenticator apps, recovery codes, half sign-ins."""

from datetime import datetime

from sqlalchemy import BigInteger, Text
from sqlmodel import Column, Field, SQLModel

from core.audit.values import audited
from core.storage.columns import UtcDateTime


class Passkey(SQLModel, table=True):
    """The public half of a key pair that a person's device keeps (WebAuthn level 3)."""

    __tablename__ = "passkey"
    __table_args__ = (audited("passkey", "sign_count", "last_used_at", part_of="account_id"),)

    id: str = Field(primary_key=True)
    account_id: str = Field(foreign_key="account.id", index=True)
    credential_id: str = Field(index=True, unique=True)
    """What the device calls it, in base64url."""
    public_key: str
    """COSE key, in base64url."""
    sign_count: int = Field(sa_column=Column(BigInteger, nullable=False))
    """How often the device has used it; always 0 for one that is synchronised."""
    name: str
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    last_used_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    disabled_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    """When its counter went back: there may be a copy."""


class AuthenticatorApp(SQLModel, table=True):
    """The secret that an account shares with an app that shows codes (RFC 6238)."""

    __tablename__ = "authenticator_app"
    __table_args__ = (
        audited("authenticator app", "secret", "last_step", "last_used_at", part_of="account_id"),
    )

    account_id: str = Field(primary_key=True, foreign_key="account.id")
    secret: str = Field(sa_column=Column(Text, nullable=False))
    """Encrypted."""
    last_step: int | None = Field(default=None, sa_column=Column(BigInteger))
    """The newest time step (30 seconds) of which a code was used: none is good twice."""
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    last_used_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))


class RecoveryCode(SQLModel, table=True):
    """A code for when the device is lost, good once. The code itself is not here."""

    __tablename__ = "recovery_code"
    __table_args__ = (audited("recovery code", part_of="account_id"),)

    digest: str = Field(primary_key=True)
    """SHA-256 of its 120 random bits."""
    account_id: str = Field(foreign_key="account.id", index=True)
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    used_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))


class HalfSignIn(SQLModel, table=True):
    """Somebody gave the right password, and has not shown the second factor yet: no session."""

    __tablename__ = "half_sign_in"

    digest: str = Field(primary_key=True)
    """SHA-256 of the 256-bit id, which is only in that browser's cookie."""
    account_id: str = Field(foreign_key="account.id", index=True)
    method: str
    """How the first factor was proven, as in :class:`SignInSession`."""
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    tries: int = 0
