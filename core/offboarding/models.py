"""The offboarding room's closed sets and tables: cases, steps, what proves them."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, Integer, Text, text
from sqlmodel import Column, Field, SQLModel

from core.accounts.values import Known
from core.audit.values import audited
from core.storage.columns import EnumText, JsonText, UtcDateTime


class CaseKind(StrEnum):
    """Why access is taken away (or given back)."""

    VOLUNTARY = "voluntary"
    INVOLUNTARY = "involuntary"
    """Access goes first, everywhere, at the moment; handing over comes after."""
    CONTRACT_END = "contract-end"
    MOVE = "move"
    """The person stays in the organisation and changes what they work with."""
    LEAVE = "leave"
    """Leave of absence: access is suspended and comes back."""
    RETURN = "return"
    """The person is back from a leave: what was suspended is given again."""
    IDP_REMOVAL = "idp-removal"
    """An IdP took apps away through a SCIM bridge; nobody has said more."""


LEAVINGS = (
    CaseKind.VOLUNTARY,
    CaseKind.INVOLUNTARY,
    CaseKind.CONTRACT_END,
    CaseKind.MOVE,
    CaseKind.LEAVE,
)
"""The kinds that a person opens a case for."""

ENDS_ACCESS = (
    CaseKind.VOLUNTARY,
    CaseKind.INVOLUNTARY,
    CaseKind.CONTRACT_END,
    CaseKind.LEAVE,
)
"""The kinds after which the person has no account at all, for good or for now.

Somebody who moves, who comes back, or of whom an IdP only took single apps, goes on working here:
what an IdP gives them is not held.
"""


class CaseStatus(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    """The person stays; what was done already is listed for undoing."""


class Phase(StrEnum):
    """Where in a case a step belongs. ``order.yaml`` says which phase waits for which."""

    HAND_OVER = "hand-over"
    REMOVE = "remove"
    CHECK = "check"
    FOLLOW_UP = "follow-up"


class StepKind(StrEnum):
    MANUAL = "manual"
    SCIM = "scim"
    """Offramp removes the account itself at the effective moment, and proves it."""
    APPROVAL = "approval"
    """Somebody else than the doers of the steps that it waits for looks at them."""
    WAIT = "wait"
    """Done by itself when its time has come."""
    OFFRAMP_ACCOUNT = "offramp-account"
    """Offramp disables the person's own account here at the moment, or gives it back."""
    DECISION = "decision"
    """An IdP gives the person something: whether they get it. Made by Offramp, in no checklist."""
    LOOK = "look"
    """Apps of which no list is known: whether the person has an account there. Made by Offramp."""


class StepStatus(StrEnum):
    OPEN = "open"
    STARTED = "started"
    BLOCKED = "blocked"
    DONE = "done"
    NOT_APPLICABLE = "not-applicable"
    CANCELLED = "cancelled"
    """Its case was cancelled, or what asked for it took it back."""


UNFINISHED = (StepStatus.OPEN, StepStatus.STARTED, StepStatus.BLOCKED)


class OwnerRole(StrEnum):
    """Whose step it is; who that is in a case comes from stack and case."""

    OPERATOR = "operator"
    APP_OWNER = "app-owner"
    MANAGER = "manager"
    HR = "hr"
    SECURITY = "security"
    FINANCE = "finance"


class EvidenceNeed(StrEnum):
    """What a step must have before it is done."""

    NONE = "none"
    ANY = "any"
    """A note, a link or a file."""
    RECORD = "record"
    """A link or a file: something that was made by a system, not told by a person."""


class EvidenceKind(StrEnum):
    NOTE = "note"
    LINK = "link"
    FILE = "file"
    SCIM = "scim"
    """The exchange with the app, written by Offramp."""
    SNAPSHOT = "snapshot"
    """An app's complete list in which the account is gone or deactivated: JSON, by Offramp."""


QUESTIONS = (StepKind.DECISION, StepKind.LOOK)
"""Steps that are answered, not ticked off."""

_ONE_OPEN_SQL = text("status = 'open' AND kind NOT IN ('idp-removal', 'return')")
_ONE_REMOVAL_SQL = text("status = 'open' AND kind = 'idp-removal'")


class Case(SQLModel, table=True):
    """The tracked run of one person's offboarding."""

    __tablename__ = "offboarding_case"
    __table_args__ = (
        Index("ix_offboarding_case_email_status", "email", "status"),
        Index("ix_offboarding_case_effective_at", "effective_at"),
        Index(
            "uq_offboarding_case_open_email",
            "email",
            unique=True,
            sqlite_where=_ONE_OPEN_SQL,
            postgresql_where=_ONE_OPEN_SQL,
        ),
        Index(
            "uq_offboarding_case_open_removal",
            "email",
            unique=True,
            sqlite_where=_ONE_REMOVAL_SQL,
            postgresql_where=_ONE_REMOVAL_SQL,
        ),
        audited("case"),
    )

    id: int | None = Field(default=None, primary_key=True)
    person: str
    email: str
    """In lower case: what apps know the person by, and what makes them the same person."""
    kind: CaseKind = Field(sa_column=Column(EnumText(CaseKind), nullable=False))
    effective_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    """The moment from which the person must not have access."""
    time_zone: str
    """IANA zone of the person (or a fixed offset, ``UTC+01:00``) in which days are counted."""
    manager: str | None = None
    hand_over_to: str | None = None
    note: str | None = Field(default=None, sa_column=Column(Text))
    status: CaseStatus = Field(sa_column=Column(EnumText(CaseStatus), nullable=False))
    restricted: bool = False
    """Only those in ``offboarding_reader`` (and overseers) see it."""
    source: str = "form"
    """``form``, ``file``, ``command-line`` or ``idp``."""
    checklists: Any = Field(default=None, sa_column=Column(JsonText))
    """Checklist id → version that the steps were made from."""
    follows: int | None = Field(default=None, foreign_key="offboarding_case.id")
    """For a return: the leave that it ends."""
    opened_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    opened_by: str = ""
    ended_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    ended_by: str | None = None
    end_reason: str | None = Field(default=None, sa_column=Column(Text))
    insisted: Any = Field(default=None, sa_column=Column(JsonText))
    """Who wants it closed although something stands against that: ``by``, ``by_id``, ``at``,
    ``reason`` and ``despite``, the sentences that stood against it then."""
    version: int = 1


class Identifier(SQLModel, table=True):
    """A name that a case's person is known by, in the form that SCIM's names are compared in."""

    __tablename__ = "offboarding_identifier"
    __table_args__ = (audited("identifier", part_of="case_id"),)

    value: str = Field(primary_key=True)
    case_id: int = Field(
        primary_key=True, foreign_key="offboarding_case.id", ondelete="CASCADE", index=True
    )


class Reader(SQLModel, table=True):
    """Somebody who may see a restricted case, by account id or what an owner is named by."""

    __tablename__ = "offboarding_reader"
    __table_args__ = (audited("reader", part_of="case_id"),)

    case_id: int = Field(primary_key=True, foreign_key="offboarding_case.id", ondelete="CASCADE")
    who: str = Field(primary_key=True)
    """E-mail address or user name, in lower case."""


class KnownAccount(SQLModel, table=True):
    """What was known of the person's account in one app when the case was opened, and what somebody
    who looked there answered since."""

    __tablename__ = "offboarding_known_account"
    __table_args__ = (audited("known-account", part_of="case_id"),)

    case_id: int = Field(primary_key=True, foreign_key="offboarding_case.id", ondelete="CASCADE")
    app_id: str = Field(primary_key=True, foreign_key="app.id")
    known: Known = Field(sa_column=Column(EnumText(Known), nullable=False))
    as_of: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    """Of the list that says so; ``None``: no list does, somebody said it or nobody knows."""
    feed: str | None = None
    snapshot: int | None = None
    """Its number; the list may have been forgotten since."""
    step_id: int | None = Field(
        default=None, foreign_key="offboarding_step.id", ondelete="CASCADE", index=True
    )
    """The step that asks somebody to look."""
    answer: bool | None = None
    """Whether there is an account, says who looked."""
    answered_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    answered_by: str | None = None


class AccountOfCase(SQLModel, table=True):
    """An account that a list showed as the person's while their case was open: it stays theirs,
    whatever address it has later."""

    __tablename__ = "offboarding_listed_account"
    __table_args__ = (audited("listed-account", part_of="case_id"),)

    case_id: int = Field(primary_key=True, foreign_key="offboarding_case.id", ondelete="CASCADE")
    app_id: str = Field(primary_key=True, foreign_key="app.id")
    feed: int = Field(primary_key=True)
    """Whose list it is in: an app's own id is its account's in that list alone."""
    key: str = Field(primary_key=True)
    external_id: str | None = None
    names: Any = Field(default_factory=list, sa_column=Column(JsonText, nullable=False))
    """Its addresses and user names, in normal form, of every list since."""


_UNFINISHED_SQL = text("status IN ('open', 'started', 'blocked')")

_REMOVED_SQL = text("removal_id IS NOT NULL")

_REMOVES_SQL = text("removes_access")

REMOVES = text(f"offboarding_step.{_REMOVES_SQL}")
IS_UNFINISHED = text(f"offboarding_step.{_UNFINISHED_SQL}")
"""The condition in letters: with parameters SQLite cannot see that a partial index serves it."""


class Step(SQLModel, table=True):
    """One thing to do. Its words are copied from the checklist: later edits leave it alone."""

    __tablename__ = "offboarding_step"
    __table_args__ = (
        Index("ix_offboarding_step_case_id", "case_id", "position"),
        Index(
            # All that the counts of work need, so that they read this index alone.
            "ix_offboarding_step_due",
            "due_at",
            "id",
            "owner_key",
            "case_id",
            "status",
            sqlite_where=_UNFINISHED_SQL,
            postgresql_where=_UNFINISHED_SQL,
        ),
        Index(
            "ix_offboarding_step_owner",
            "owner_key",
            "due_at",
            "id",
            sqlite_where=_UNFINISHED_SQL,
            postgresql_where=_UNFINISHED_SQL,
        ),
        Index(
            "ix_offboarding_step_removal_id",
            "removal_id",
            sqlite_where=_REMOVED_SQL,
            postgresql_where=_REMOVED_SQL,
        ),
        Index(
            "ix_offboarding_step_removes",
            "app_id",
            "status",
            sqlite_where=_REMOVES_SQL,
            postgresql_where=_REMOVES_SQL,
        ),
        audited("step", part_of="case_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="offboarding_case.id")
    position: int
    key: str
    """``checklist/step``, such as ``customer-io/remove``: unique in a case."""
    app_id: str | None = Field(default=None, foreign_key="app.id")
    place: str | None = None
    """Where it is done, as its checklist says: ``Okta``. ``None``: the checklist says nothing, or
    the step is from before checklists did; one of an app is then done in the app."""
    title: str
    instructions: str = Field(default="", sa_column=Column(Text, nullable=False))
    why: str = Field(default="", sa_column=Column(Text, nullable=False))
    kind: StepKind = Field(sa_column=Column(EnumText(StepKind), nullable=False))
    phase: Phase = Field(sa_column=Column(EnumText(Phase), nullable=False))
    owner_role: OwnerRole = Field(sa_column=Column(EnumText(OwnerRole), nullable=False))
    owner: str | None = None
    """A name or an e-mail address; ``None``: nobody yet."""
    owner_key: str | None = None
    """The owner in lower case, as accounts are compared with."""
    due_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    urgent: bool = False
    """Reminders do not wait for working hours."""
    needs_evidence: EvidenceNeed = Field(sa_column=Column(EnumText(EvidenceNeed), nullable=False))
    removes_access: bool = False
    """Done, it takes access away: what the time from effective moment to removal is measured by."""
    controls: list[str] = Field(default_factory=list, sa_column=Column(JsonText, nullable=False))
    sources: list[Any] = Field(default_factory=list, sa_column=Column(JsonText, nullable=False))
    """``{title, url}`` of what the step rests on."""
    checklist_version: str = ""
    status: StepStatus = Field(sa_column=Column(EnumText(StepStatus), nullable=False))
    reason: str | None = Field(default=None, sa_column=Column(Text))
    """Why it is blocked, not applicable, cancelled or was reopened."""
    started_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    started_by: str | None = None
    finished_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    finished_by: str | None = None
    finished_by_id: str | None = None
    connection_id: int | None = Field(default=None, foreign_key="scim_outbound.id")
    """For a SCIM step: where the removal is sent."""
    removal_id: int | None = Field(default=None, foreign_key="scim_removal.id")
    event_id: int | None = Field(default=None, foreign_key="scim_event.id", index=True)
    """The bridge's event that asked for it."""
    version: int = 1


class Need(SQLModel, table=True):
    """A step waits for another one of its case."""

    __tablename__ = "offboarding_need"
    __table_args__ = (audited("need", part_of="step_id"),)

    step_id: int = Field(primary_key=True, foreign_key="offboarding_step.id", ondelete="CASCADE")
    needs_id: int = Field(
        primary_key=True, foreign_key="offboarding_step.id", ondelete="CASCADE", index=True
    )


class Evidence(SQLModel, table=True):
    """What proves a step. Never changed, never deleted."""

    __tablename__ = "offboarding_evidence"
    __table_args__ = (audited("evidence", part_of="case_id"),)

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="offboarding_case.id", index=True)
    step_id: int = Field(foreign_key="offboarding_step.id", index=True)
    kind: EvidenceKind = Field(sa_column=Column(EnumText(EvidenceKind), nullable=False))
    text: str | None = Field(default=None, sa_column=Column(Text))
    """The note, the link's address, or the file's name."""
    size: int | None = None
    """Bytes of the file."""
    sha256: str
    """Of the file's bytes, or of the text in UTF-8."""
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    by: str
    by_id: str


class ChecklistEdit(SQLModel, table=True):
    """A checklist as administrators edited it here; the newest number is in force."""

    __tablename__ = "offboarding_checklist"
    __table_args__ = (audited("checklist"),)

    checklist: str = Field(primary_key=True)
    number: int = Field(
        primary_key=True, sa_type=Integer, sa_column_kwargs={"autoincrement": False}
    )
    text: str | None = Field(default=None, sa_column=Column(Text))
    """YAML; ``None``: from here on the bundled one again."""
    digest: str | None = None
    """SHA-256 of the text: the version that a case names."""
    note: str | None = Field(default=None, sa_column=Column(Text))
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    by: str
    by_id: str


class CalendarLink(SQLModel, table=True):
    """The secret link of one account's calendar. The secret itself is not here."""

    __tablename__ = "calendar_link"

    account_id: str = Field(primary_key=True, foreign_key="account.id")
    digest: str = Field(unique=True)
    """SHA-256 of the link's 256 random bits."""
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
