"""The accounts room's tables: feeds and their snapshots, people, and what somebody said of both."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, ForeignKey, Index, Integer, LargeBinary, Text
from sqlmodel import Column, Field, SQLModel

from core.accounts.kinds import (
    AccountKind,
    Employment,
    FeedKind,
    IdentifierKind,
    PersonKind,
    SnapshotState,
    Subject,
)
from core.audit.values import audited
from core.storage.columns import EnumText, JsonText, UtcDateTime


class AccountSettings(SQLModel, table=True):
    """One row: what counts as the same, when a delivery is held, what is kept for how long."""

    __tablename__ = "account_settings"
    __table_args__ = (audited("account-settings"),)

    id: int = Field(default=1, primary_key=True)
    same_domains: Any = Field(default_factory=list, sa_column=Column(JsonText, nullable=False))
    """Sets of domains that mean the same; the first of each stands for it."""
    plus_is_same: bool = False
    lost_percent: int = 10
    """A complete snapshot that lacks more of what the one before it had is held."""
    dormant_days: int = 90
    leaves_at: str = "18:00"
    """Local time at which access ends on a last day that a roster gives as a date."""
    retention_days: int = 730
    """People who left, and what was delivered, are forgotten so long after nothing needs them."""
    opens_at_once: Any = Field(default_factory=list, sa_column=Column(JsonText, nullable=False))
    """Kinds of people whose cases are opened, moved and withdrawn without being asked."""
    version: int = 1


class Feed(SQLModel, table=True):
    """How accounts of one app, or people, reach Offramp."""

    __tablename__ = "account_feed"
    __table_args__ = (audited("feed"),)

    id: int | None = Field(default=None, primary_key=True)
    name: str
    key: str = Field(unique=True)
    """The name as it is compared: folded, without spaces around it."""
    subject: Subject = Field(sa_column=Column(EnumText(Subject), nullable=False))
    kind: FeedKind = Field(sa_column=Column(EnumText(FeedKind), nullable=False))
    app_id: str | None = Field(default=None, foreign_key="app.id", index=True)
    source: str | None = None
    """Id of the outbound connection (``scim``) or bridge (``bridge``) that it is read from."""
    every_hours: int | None = None
    """How often it delivers; ``None``: when somebody does."""
    stale_after_hours: int = 24 * 35
    """A snapshot that is older proves and concludes nothing."""
    format: str | None = None
    """Of the last delivery that was concluded."""
    columns: Any = Field(default=None, sa_column=Column(JsonText))
    """Its columns in their order; another set is refused."""
    mapping: Any = Field(default=None, sa_column=Column(JsonText))
    """Field → column, as somebody confirmed it once."""
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    created_by: str = ""
    version: int = 1


class FeedTrouble(SQLModel, table=True):
    """Since when a feed fails, and why; or that its list came again unchanged (``feeds.rows``),
    which is no failure. Not audited: nobody decides it; a success ends it."""

    __tablename__ = "account_feed_trouble"

    feed_id: int = Field(
        sa_column=Column(
            Integer, ForeignKey("account_feed.id", ondelete="CASCADE"), primary_key=True
        )
    )
    since: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    last: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    what: str = Field(sa_column=Column(Text, nullable=False))


class Snapshot(SQLModel, table=True):
    """What a feed delivered at one moment. Never changed but for what was settled of a held one."""

    __tablename__ = "account_snapshot"
    __table_args__ = (
        Index("ix_account_snapshot_feed", "feed_id", "taken_at"),
        audited("snapshot"),
    )

    id: int | None = Field(default=None, primary_key=True)
    feed_id: int = Field(foreign_key="account_feed.id")
    state: SnapshotState = Field(sa_column=Column(EnumText(SnapshotState), nullable=False))
    complete: bool
    taken_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    """The moment whose truth it says."""
    received_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    by: str = ""
    by_id: str = ""
    file: str | None = None
    format: str = ""
    rows: int = 0
    new: int = 0
    changed: int = 0
    gone: int = 0
    listed: int = 0
    """Accounts, or people, that stand with it: those of earlier partial ones among them."""
    suspicious: Any = Field(default_factory=list, sa_column=Column(JsonText, nullable=False))
    """What it suddenly has none of, as sentences."""
    sha256: str
    """Of the bytes as they were delivered."""
    root: str | None = None
    """Of the tree of account keys that absence is proven by (``core/accounts/absence``)."""
    leaves: int | None = None
    held: Any = Field(default_factory=list, sa_column=Column(JsonText, nullable=False))
    """Why it was held, as sentences."""
    columns: Any = Field(default=None, sa_column=Column(JsonText))
    """Its columns, which are its feed's once it is concluded."""
    mapping: Any = Field(default=None, sa_column=Column(JsonText))
    settled_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    settled_by: str | None = None
    settled_reason: str | None = Field(default=None, sa_column=Column(Text))


class SnapshotContent(SQLModel, table=True):
    """A snapshot's bytes, whose digest it names; they go when they are kept long enough."""

    __tablename__ = "account_content"

    snapshot_id: int = Field(
        sa_column=Column(
            Integer, ForeignKey("account_snapshot.id", ondelete="CASCADE"), primary_key=True
        )
    )
    delivered: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    """What was delivered, compressed with zlib."""
    rows: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    """Its rows as they were read (``frames.ACCOUNTS`` or ``PEOPLE``), as Parquet."""
    tree_key: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    """The secret of its tree (``core/accounts/absence``)."""
    same: Any = Field(default=None, sa_column=Column(JsonText))
    """What counted as the same name when it was concluded: ``domains`` and ``plus``."""


class Standing(SQLModel, table=True):
    """The accounts of a feed as they stand with its newest concluded snapshot, as Parquet.

    The fold of its snapshots, kept so that a new one costs as itself and not as all before it.
    """

    __tablename__ = "account_standing"

    feed_id: int = Field(
        sa_column=Column(
            Integer, ForeignKey("account_feed.id", ondelete="CASCADE"), primary_key=True
        )
    )
    snapshot_id: int = Field(foreign_key="account_snapshot.id")
    sha256: str
    accounts: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class Person(SQLModel, table=True):
    """Somebody who works or worked here. What rosters say is in snapshots, whose digests are in the
    audit log; a change by hand is an entry of its own."""

    __tablename__ = "person"
    __table_args__ = (
        Index("ix_person_email", "email"),
        Index("ix_person_feed_record", "feed_id", "record"),
    )

    id: int | None = Field(default=None, primary_key=True)
    name: str
    given_name: str | None = None
    family_name: str | None = None
    email: str | None = None
    """Their main address, in normal form."""
    employee_number: str | None = None
    manager: str | None = None
    """As the roster gives it: an address, an employee number or a name."""
    department: str | None = None
    title: str | None = None
    kind: PersonKind = Field(sa_column=Column(EnumText(PersonKind), nullable=False))
    employment: Employment = Field(sa_column=Column(EnumText(Employment), nullable=False))
    start_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    end_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    """When their access ends or ended, as far as it is said."""
    zone: str | None = None
    feed_id: int | None = Field(default=None, foreign_key="account_feed.id")
    """The roster that says all this; ``None``: somebody here, by hand."""
    record: str | None = None
    """The key of their record in that roster."""
    first_seen_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    end_told_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    """When their end was first said, moved or withdrawn, after they were known already."""
    unlisted_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    """Of the first complete snapshot that no longer lists them."""
    kept_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    """When somebody said that they still work here, although no list has them."""
    version: int = 1


class PersonIdentifier(SQLModel, table=True):
    """A name that a person is known by, in normal form (``core/accounts/identifiers.py``)."""

    __tablename__ = "person_identifier"
    __table_args__ = (Index("ix_person_identifier_person", "person_id"),)

    form: str = Field(primary_key=True)
    kind: IdentifierKind = Field(sa_column=Column(EnumText(IdentifierKind), primary_key=True))
    person_id: int = Field(
        sa_column=Column(Integer, ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    )
    feed_id: int | None = None
    """The roster that says it; ``None``: somebody here."""


class AccountDecision(SQLModel, table=True):
    """What somebody said of an account: whose it is, who answers for it, what it is for.

    It outlives every later snapshot: it belongs to the app's own key of the account, and is asked
    again once another person's address stands there.
    """

    __tablename__ = "account_decision"
    __table_args__ = (Index("ix_account_decision_person", "person_id"), audited("account-decision"))

    app_id: str = Field(primary_key=True, foreign_key="app.id")
    key: str = Field(primary_key=True)
    person_id: int | None = Field(
        default=None, sa_column=Column(Integer, ForeignKey("person.id", ondelete="SET NULL"))
    )
    owner: str | None = None
    kind: AccountKind | None = Field(default=None, sa_column=Column(EnumText(AccountKind)))
    email: str | None = None
    """The account's address when it was said whose it is, in normal form."""
    user_name: str | None = None
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    by: str
    by_id: str
    version: int = 1


class SuggestionRefusal(SQLModel, table=True):
    """Somebody said that an account is not this person's: it is not suggested again."""

    __tablename__ = "account_suggestion_refusal"
    __table_args__ = (audited("suggestion-refusal"),)

    app_id: str = Field(primary_key=True, foreign_key="app.id")
    key: str = Field(primary_key=True)
    person_id: int = Field(
        sa_column=Column(Integer, ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    )
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    by: str
    by_id: str


class FindingAcceptance(SQLModel, table=True):
    """A finding that somebody accepted until a date, and why."""

    __tablename__ = "account_finding_acceptance"
    __table_args__ = (audited("finding-acceptance"),)

    finding: str = Field(primary_key=True)
    """The finding's id, which its kind, app and account make."""
    until: date = Field(sa_column=Column(Date, nullable=False))
    reason: str = Field(sa_column=Column(Text, nullable=False))
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    by: str
    by_id: str
    version: int = 1


class AccountEdition(SQLModel, table=True):
    """What tells one state of people, or of decisions, from every other: what was derived in memory
    from one is good for as long as its mark stands."""

    __tablename__ = "account_edition"

    of: str = Field(primary_key=True)
    """``people``, ``decisions``; ``person-ids`` counts."""
    number: int = 0
    mark: str = ""
    """Random, and another one after each change: that of a change that was rolled back never
    comes again."""
