"""What is told of accounts and people: value types."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from core.accounts.kinds import (
    AccountKind,
    AccountStatus,
    Employment,
    IdentifierKind,
    Known,
    MatchKind,
    PersonKind,
    Standing,
)


@dataclass(frozen=True)
class Suggestion:
    """Whose an account may be. Nothing follows from it until somebody confirms it."""

    person: int
    person_name: str
    person_email: str | None
    score: int
    """About how many of a hundred such suggestions are right."""
    reason: str
    left_at: datetime | None = None
    """Since when the person is known to have left: if it is theirs, it should not be in use."""
    rival: int | None = None
    """Another person who fits about as well: which of the two it is takes somebody who knows."""
    rival_name: str | None = None
    rival_email: str | None = None


@dataclass(frozen=True)
class AccountRow:
    """One account as it stands, and whose it is."""

    app: str
    app_name: str
    key: str
    external_id: str | None
    user_name: str | None
    email: str | None
    name: str | None
    status: AccountStatus
    admin: bool | None
    second_factor: bool | None
    kind: AccountKind
    roles: str | None
    licences: str | None
    billed: bool | None
    last_active: datetime | None
    never_active: bool | None
    created: datetime | None
    expires: datetime | None
    person: int | None
    person_name: str | None
    person_email: str | None
    match: MatchKind | None
    owner: str | None
    feed: int
    feed_name: str
    snapshot: int
    as_of: datetime
    """The moment of the newest snapshot that has it."""
    first_seen: datetime
    status_since: datetime
    gone: bool
    gone_at: datetime | None
    gone_snapshot: int | None = None
    """The first complete list that lacks it, of ``gone_at``."""
    owner_person: int | None = None
    """Whom the owner means, where that is one person here."""
    owner_name: str | None = None
    suggestion: Suggestion | None = None
    """Of one that is nobody's, where suggestions were asked for: the likeliest."""

    @property
    def account(self) -> str:
        """What people know it by."""
        return self.user_name or self.email or self.external_id or self.key


_STANDINGS = {
    Employment.NOT_STARTED: Standing.NOT_STARTED,
    Employment.ON_LEAVE: Standing.ON_LEAVE,
    Employment.UNKNOWN: Standing.UNKNOWN,
}


@dataclass(frozen=True)
class PersonRow:
    """One person in a list."""

    id: int
    name: str
    email: str | None
    department: str | None
    manager: str | None
    kind: PersonKind
    employment: Employment
    start_at: datetime | None
    end_at: datetime | None
    zone: str | None
    left_at: datetime | None
    feed_name: str | None
    accounts: int | None = None
    """Accounts in use; ``None``: no app's list is known."""

    def standing(self, now: datetime) -> Standing:
        """Where they stand: what is known of their end comes before what their list calls it."""
        if self.left_at is not None and self.left_at <= now:
            return Standing.LEFT
        if self.end_at is not None and self.end_at > now:
            return Standing.LEAVES
        return _STANDINGS.get(self.employment, Standing.HERE)


@dataclass(frozen=True)
class IdentifierView:
    """A name that a person is known by, and who says so (``None``: somebody here)."""

    form: str
    kind: IdentifierKind
    feed_name: str | None


@dataclass(frozen=True)
class PersonView:
    """One person with everything they are known by."""

    row: PersonRow
    given_name: str | None
    family_name: str | None
    employee_number: str | None
    title: str | None
    identifiers: tuple[IdentifierView, ...]
    manager_id: int | None
    """The manager, where the roster's word for them names exactly one person here."""
    first_seen_at: datetime
    unlisted_at: datetime | None
    kept_at: datetime | None
    version: int


@dataclass(frozen=True)
class ListedAs:
    """An account that a list once showed as somebody's: it stays theirs, whatever it is called
    later. ``names``: its addresses and user names, in any spelling."""

    app: str
    feed: int
    key: str
    external_id: str | None
    names: tuple[str, ...]


@dataclass(frozen=True)
class KnownInApp:
    """What is known of one person's accounts in one app."""

    app: str
    known: Known
    as_of: datetime | None
    """Of the list that says so; ``None``: there is none."""
    feed: str | None = None
    snapshot: int | None = None
    is_stale: bool = False
    accounts: tuple[AccountRow, ...] = field(default=())
    may_be: tuple[str, ...] = ()
    """Accounts that may be theirs, as nobody has confirmed: while there are any, nothing follows
    from there being none of theirs."""
    why: str = ""
    """Why a list does not say it, where there is one and it is not known: ``too old``."""

    @property
    def is_admin(self) -> bool | None:
        """Whether one of the accounts is an administrator's; ``None``: not known."""
        said = [one.admin for one in self.accounts if not one.gone]
        return True if True in said else (False if said and None not in said else None)

    @property
    def is_suspended(self) -> bool:
        """Whether none that is listed lets anybody in, and one is only suspended."""
        listed = {one.status for one in self.accounts if not one.gone}
        off = {AccountStatus.SUSPENDED, AccountStatus.DEACTIVATED}
        return AccountStatus.SUSPENDED in listed and listed <= off


class Sight(StrEnum):
    """How a list shows an account."""

    ABSENT = "absent"
    DEACTIVATED = "deactivated"
    IN_USE = "in-use"
    """It is listed, and neither as suspended nor as deactivated: in both nobody gets in."""


@dataclass(frozen=True)
class Accepted:
    """A list that Offramp held, and somebody said is right. ``held``: why, as sentences."""

    held: tuple[str, ...]
    by: str
    at: datetime
    reason: str


@dataclass(frozen=True)
class Seen:
    """What one list says of one person's accounts in its app."""

    sight: Sight
    app: str
    feed: str
    snapshot: int
    taken_at: datetime
    rows: int
    """Accounts that it lists."""
    sha256: str
    root: str | None
    names: tuple[str, ...]
    """Everything that the accounts would be found by, in normal form."""
    accounts: tuple[str, ...] = ()
    """Those that it lists, as people know them."""
    proof: dict[str, Any] | None = None
    """What anybody can check it by (docs/proof-of-absence.md)."""
    accepted: Accepted | None = None
    """Who accepted it although it was held; ``None``: it was not."""
    never: bool = False
    """No list of the app has ever shown an account of theirs: they may never have had one."""
    also: tuple["Seen", ...] = ()
    """What the app's other lists say, that had the account, too: all of them say so together."""
