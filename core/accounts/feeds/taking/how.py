"""How a delivery came, and a delivery that is being taken: value types."""

from dataclasses import dataclass
from datetime import datetime

from core.accounts.formats.delivery import Delivery
from core.accounts.kinds import FeedKind
from core.accounts.models import Feed, Snapshot

ASKED = (FeedKind.SCIM, FeedKind.BRIDGE)
"""Kinds of feeds that are a system's answers."""


@dataclass(frozen=True)
class Taken:
    """A delivery that is being taken. ``row`` is stored only where it is no trial."""

    feed: Feed
    row: Snapshot
    delivery: Delivery
    is_trial: bool
    now: datetime
    is_new: bool
    """Whether it is the first of its feed, which is made with it."""
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True)
class How:
    """How a delivery came, and what somebody said of it.

    ``complete``: whether it lists everybody (``None``: as its format says, else yes); ``as_of``: of
    which moment it is (``None``: of now); ``is_now``: who delivers it saw what speaks against its
    being of now, and says that it is; ``new_columns``: other columns than last time are meant;
    ``trial``: say what it would do, and store nothing.
    """

    feed: str | None = None
    complete: bool | None = None
    as_of: datetime | None = None
    file: str | None = None
    kind: FeedKind = FeedKind.FILE
    source: str | None = None
    is_now: bool = False
    new_columns: bool = False
    trial: bool = False
