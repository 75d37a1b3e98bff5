"""What is told of feeds, their snapshots, and what a delivery did: value types."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.accounts.kinds import FeedKind, SnapshotState, Subject
from core.accounts.list_changes import ListChanges


class FeedHealth(StrEnum):
    """The one thing that is to be known of a feed."""

    FRESH = "fresh"
    EMPTY = "empty"
    """Nothing was delivered yet."""
    OVERDUE = "overdue"
    """Later than its schedule, and not yet stale."""
    STALE = "stale"
    """Its newest snapshot is too old to conclude anything from."""
    HELD = "held"
    """A delivery waits for a person."""
    FAILING = "failing"


@dataclass(frozen=True)
class SnapshotView:
    """One delivery."""

    id: int
    feed: int
    feed_name: str
    app: str | None
    state: SnapshotState
    complete: bool
    taken_at: datetime
    received_at: datetime
    by: str
    file: str | None
    format: str
    rows: int
    new: int
    changed: int
    gone: int
    sha256: str
    held: tuple[str, ...] = ()
    settled_at: datetime | None = None
    settled_by: str | None = None
    settled_reason: str | None = None


@dataclass(frozen=True)
class FeedView:
    """A feed, its schedule and its health."""

    id: int
    name: str
    subject: Subject
    kind: FeedKind
    app: str | None
    app_name: str | None
    source: str | None
    every_hours: int | None
    stale_after_hours: int
    health: FeedHealth
    last: SnapshotView | None
    """The newest that was concluded."""
    last_complete: SnapshotView | None
    held: SnapshotView | None
    held_after: SnapshotView | None
    """The newer list that leaves nothing to follow from the held one."""
    next_due: datetime | None
    stale_at: datetime | None
    failing_since: datetime | None
    trouble: str | None
    again: str | None
    """That the newest file was the one of before, and why it counts as no newer."""
    suspicious: tuple[str, ...]
    """What the newest suddenly lacks, as sentences."""
    standing: int
    """Accounts, or people, that it lists."""
    version: int

    def is_stale(self, now: datetime) -> bool:
        """Whether its newest list is too old, whatever else is to be said of the feed."""
        return self.stale_at is not None and self.stale_at <= now

    @property
    def needs_somebody(self) -> bool:
        """Whether a delivery waits for a decision, fails, or is late."""
        return self.health not in (FeedHealth.FRESH, FeedHealth.EMPTY)


def stale_lists(feeds: Iterable[FeedView], now: datetime) -> str | None:
    """Of apps' lists, that they are stale as a sentence; ``None``: none is."""
    listed = [each for each in feeds if each.subject is Subject.ACCOUNTS and each.last]
    number = sum(each.is_stale(now) for each in listed)
    if not number:
        return None
    if number == len(listed):
        return "The only list is stale." if number == 1 else f"All {number:,} lists are stale."
    return f"{number:,} of {len(listed):,} lists {'is' if number == 1 else 'are'} stale."


@dataclass(frozen=True)
class RowError:
    """One thing wrong in a delivery: the line, counted from 1, and what."""

    line: int
    message: str
    column: str | None = None


@dataclass(frozen=True)
class ImportResult:
    """What a delivery did, or would do. ``snapshot`` is ``None`` where nothing was stored."""

    feed: str
    snapshot: int | None
    format: str
    rows: int
    new: int
    changed: int
    gone: int
    held: tuple[str, ...] = ()
    errors: tuple[RowError, ...] = ()
    app: str | None = None
    matched: int = 0
    suggested: int = 0
    unmatched: int = 0
    same_as: int | None = None
    """The earlier snapshot that this is a second delivery of."""
    notes: tuple[str, ...] = ()
    """What is to be known of it: what was guessed, left out, or is suspicious."""
    doubts: tuple[str, ...] = ()
    """Why it may be older than now, where nobody said of which moment it is."""
    changes: ListChanges | None = None
    """Of a trial: what it would change, by name."""
    is_older: bool = False
    """Older than the newest list: it is kept, and nothing follows from it."""

    @property
    def counts(self) -> bool:
        """Whether anything follows from it: not of a held one, of one that is older than the newest
        list, or of a second delivery."""
        return not self.held and not self.is_older and self.same_as is None

    @property
    def no_ones(self) -> int:
        """Accounts of the list that belong to nobody here, suggested or not: as the list of
        accounts counts them."""
        return self.suggested + self.unmatched
