"""What findings are derived from beside accounts and people: the lists, cases, the IdP. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import polars as pl

from core.accounts.frames import ASSIGNED, IDENTIFIERS, MOMENT, REMOVALS, Schema, empty
from core.accounts.identifiers import Rules

FEEDS: Schema = {
    "feed": pl.Int64,
    "complete_at": MOMENT,
    "complete_snapshot": pl.Int64,
    "stale_after": pl.Duration("us"),
}


@dataclass(frozen=True)
class FeedFacts:
    """What one feed of accounts can tell."""

    feed: int
    complete_at: datetime | None
    """Of its newest concluded complete snapshot; ``None``: there was none."""
    complete_snapshot: int | None
    stale_after: timedelta
    """From a snapshot's moment on; what becomes true later is not concluded from it."""


@dataclass(frozen=True)
class Context:
    """Everything that findings depend on, and the moment for which they are derived."""

    now: datetime
    dormant_days: int
    feeds: Sequence[FeedFacts]
    identifiers: pl.DataFrame = field(default_factory=lambda: empty(IDENTIFIERS))
    rule: Rules = field(default_factory=Rules)
    removals: pl.DataFrame = field(default_factory=lambda: empty(REMOVALS))
    assigned: pl.DataFrame = field(default_factory=lambda: empty(ASSIGNED))
    assigned_apps: frozenset[str] = frozenset()
    """Apps whose whole assignment in the identity provider is known."""

    def feeds_frame(self) -> pl.DataFrame:
        """The feeds as a frame."""
        return pl.DataFrame(
            [[getattr(feed, name) for name in FEEDS] for feed in self.feeds],
            schema=FEEDS,
            orient="row",
        )
