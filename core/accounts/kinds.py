"""The closed sets of the accounts room: light, and known to all of its parts."""

from enum import StrEnum


class Subject(StrEnum):
    """What a feed delivers."""

    ACCOUNTS = "accounts"
    """The accounts of one app."""
    PEOPLE = "people"
    """Who works here."""


class FeedKind(StrEnum):
    """How a feed's deliveries reach Offramp."""

    FILE = "file"
    """Somebody uploads, pastes or imports a file."""
    INBOX = "inbox"
    """Files that appear in the feed's folder of ``OFFRAMP_INBOX_DIR``."""
    SCIM = "scim"
    """An outbound SCIM connection is asked for its Users (RFC 7644 §3.4.2)."""
    BRIDGE = "bridge"
    """The Users that an IdP keeps in a bridge of Offramp."""


class SnapshotState(StrEnum):
    """What may be concluded from a snapshot."""

    CONCLUDED = "concluded"
    """It is what the app, or the roster, said at its moment."""
    HELD = "held"
    """A fence stopped it; nothing is concluded until a person has said so."""
    DISCARDED = "discarded"
    """It was held, and a person said that it is wrong."""
    OLDER = "older"
    """Taken before the newest that was concluded: kept, and nothing follows from it."""


class AccountStatus(StrEnum):
    """An account's status, as the app says it."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    DEACTIVATED = "deactivated"
    INVITED = "invited"
    UNKNOWN = "unknown"
    """The feed does not say. It is not a no."""


IN_USE = (AccountStatus.ACTIVE, AccountStatus.INVITED, AccountStatus.UNKNOWN)
"""Statuses of an account in use. A suspended one lets nobody in."""


class AccountKind(StrEnum):
    """What an account is for."""

    PERSON = "person"
    GUEST = "guest"
    SERVICE = "service"
    SHARED = "shared"
    BOT = "bot"


NOBODYS = (AccountKind.SERVICE, AccountKind.SHARED, AccountKind.BOT)
"""Kinds that have an owner instead of a person."""


class PersonKind(StrEnum):
    EMPLOYEE = "employee"
    CONTRACTOR = "contractor"
    GUEST = "guest"


class Employment(StrEnum):
    """Where somebody stands, as their roster says it."""

    ACTIVE = "active"
    ON_LEAVE = "leave"
    LEFT = "left"
    NOT_STARTED = "not-started"
    UNKNOWN = "unknown"


class Standing(StrEnum):
    """Where somebody stands at a moment, by everything that is known of them."""

    HERE = "here"
    NOT_STARTED = "not-started"
    ON_LEAVE = "leave"
    LEAVES = "leaves"
    LEFT = "left"
    UNKNOWN = "unknown"
    """Listed, and the list does not say whether they work here."""


class IdentifierKind(StrEnum):
    """What kind of name somebody is known by. Only the same kinds are compared."""

    ADDRESS = "address"
    """An e-mail address, or a user name in its form."""
    USER_NAME = "user-name"
    NUMBER = "number"
    """An employee number."""


class MatchKind(StrEnum):
    """How it is known whose account it is."""

    EXACT = "exact"
    """By an identifier that one person has."""
    CONFIRMED = "confirmed"
    """Somebody said so."""
    SUGGESTED = "suggested"
    """Alike; nothing follows until somebody confirms it."""


class Known(StrEnum):
    """What is known of one person's account in one app."""

    HAS = "has"
    HAD = "had"
    """It was listed, and a later complete list lacks it or shows it deactivated."""
    NEVER = "never"
    """No complete list has ever had it, and the newest is not stale."""
    NO_DATA = "no-data"
    """There is no complete list that is not stale."""


class FindingKind(StrEnum):
    """What should not be."""

    ORPHANED = "orphaned"
    """An account in use of a person who left."""
    RETURNED = "returned"
    """A case removed it, and it is active again."""
    UNMATCHED = "unmatched"
    """An account in use that belongs to nobody we know."""
    DORMANT = "dormant"
    """No activity for long, where the feed knows activity."""
    DUPLICATE = "duplicate"
    """One person has two accounts in use in one app."""
    ADMIN_WITHOUT_SECOND_FACTOR = "admin-without-2fa"
    ADMIN_LEAVING = "admin-leaving"
    """An administrator whose last day is set."""
    ONLY_ADMIN = "only-admin"
    """An app's last administrator: without them nobody can administer it."""
    OWNERLESS = "ownerless"
    """A service, shared or bot account that nobody answers for."""
    GUEST_EXPIRED = "guest-expired"
    """A guest past their end date."""
    NOT_ASSIGNED = "not-assigned"
    """In the app, and not assigned to it in the identity provider."""


class FindingState(StrEnum):
    OPEN = "open"
    WORKING = "working"
    """A step of an open case removes it."""
    ACCEPTED = "accepted"
    """Somebody accepted it until a date."""
