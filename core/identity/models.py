"""Accounts, the sessions that they are signed in with, and what slows guessing down."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Column, Field, SQLModel

from core.actor import Role
from core.audit.values import audited
from core.storage.columns import EnumText, UtcDateTime


class Account(SQLModel, table=True):
    """Somebody who may sign in."""

    __tablename__ = "account"
    __table_args__ = (audited("account"),)

    id: str = Field(primary_key=True)
    username: str = Field(index=True, unique=True)
    """What is typed at sign-in, in lower case; for company sign-in the e-mail address."""
    name: str
    email: str | None = Field(default=None, index=True)
    role: Role = Field(sa_column=Column(EnumText(Role), nullable=False))
    role_pinned: bool = False
    """Set by an administrator, so that the provider's rule no longer changes it."""
    password_hash: str | None = None
    active: bool = True
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    not_before: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    """Sign-ins from before this moment are void, whoever vouches for them."""
    suspended_by: str | None = None
    """What disabled it by itself, such as ``case:12``; ``None``: an administrator did."""
    second_factor_since: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    """First sign-in at which its role needed a second factor; the time of grace counts from it."""
    version: int = 1


class AccountLink(SQLModel, table=True):
    """The provider's name for an account: never the e-mail address, which can be given away."""

    __tablename__ = "account_link"
    __table_args__ = (audited("link", part_of="account_id"),)

    issuer: str = Field(primary_key=True)
    subject: str = Field(primary_key=True)
    account_id: str = Field(foreign_key="account.id", index=True)
    provider: str
    linked_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


class SignInSession(SQLModel, table=True):
    """One sign-in of one browser. The id itself is only in that browser's cookie."""

    __tablename__ = "sign_in_session"

    digest: str = Field(primary_key=True)
    """SHA-256 of the 256-bit id."""
    account_id: str = Field(foreign_key="account.id", index=True)
    method: str
    """``password`` or the provider's name."""
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    last_seen_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    expires_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    ended_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    end_reason: str | None = None
    address: str | None = None
    agent: str | None = None
    device_id: str | None = Field(default=None, index=True)
    """The :class:`Device` that it was begun on; that may be forgotten before."""
    is_news: bool | None = None
    """The account knew neither the device nor the address."""
    told_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    """Of news: since when the owner knows."""
    confirmed_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    """When it was last proven that it is this person; ``None``: before step-up was there."""
    factor: str | None = None
    """The second factor, or what the provider says of one; ``None``: not known, or none."""


class Device(SQLModel, table=True):
    """A browser that an account has signed in from. The secret itself is only in its cookie."""

    __tablename__ = "sign_in_device"

    id: str = Field(primary_key=True)
    digest: str = Field(index=True)
    """SHA-256 of the 256-bit secret; the same for every account that uses the browser."""
    account_id: str = Field(foreign_key="account.id", index=True)
    first_seen_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    last_seen_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    """Its last sign-in."""
    address: str | None = None
    agent: str | None = None
    ended_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    end_reason: str | None = None


class GuessCounter(SQLModel, table=True):
    """Failed guesses at one name, from one address, or on one device."""

    __tablename__ = "guess_counter"

    key: str = Field(primary_key=True)
    failures: int = 0
    last_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


class CodeKind(StrEnum):
    """What a one-time code is good for."""

    SET_UP = "set-up"
    RESET = "reset"


class OneTimeCode(SQLModel, table=True):
    """A code that is good once, for a while. Only its hash is here."""

    __tablename__ = "one_time_code"

    digest: str = Field(primary_key=True)
    kind: CodeKind = Field(sa_column=Column(EnumText(CodeKind), nullable=False))
    account_id: str | None = Field(default=None, foreign_key="account.id")
    expires_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


class SpentAssertion(SQLModel, table=True):
    """A provider's statement that has been exchanged for a session: it is good once."""

    __tablename__ = "spent_assertion"

    digest: str = Field(primary_key=True)
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


class CommandLineToken(SQLModel, table=True):
    """A secret with which scripts act as an account. The secret itself is not here."""

    __tablename__ = "command_line_token"
    __table_args__ = (audited("token", part_of="account_id"),)

    digest: str = Field(primary_key=True)
    """SHA-256 of the 256-bit token."""
    account_id: str = Field(foreign_key="account.id", index=True)
    name: str
    """What its owner called it; the audit log names it."""
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    expires_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    ended_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    end_reason: str | None = None


class OwnGroup(SQLModel, table=True):
    """A group that an administrator added to those that are always there."""

    __tablename__ = "account_group"
    __table_args__ = (audited("group"),)

    key: str = Field(primary_key=True)
    """The name in lower case, as owners of steps are compared by."""
    name: str


class GroupMember(SQLModel, table=True):
    """An account is in a group."""

    __tablename__ = "account_group_member"
    __table_args__ = (audited("member", part_of="account_id"),)

    group_key: str = Field(primary_key=True)
    account_id: str = Field(primary_key=True, foreign_key="account.id", index=True)
