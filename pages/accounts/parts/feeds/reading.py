"""The feeds, read once for the page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from core.accounts import service as inventory
from core.accounts.values import FeedHealth, FeedView, Subject
from core.catalog import service as catalog
from core.stack import service as stack
from pages.ui.page_context import authenticate, database
from pages.ui.page_context import reading as verdicts_here

_ORDER = (
    FeedHealth.HELD,
    FeedHealth.FAILING,
    FeedHealth.STALE,
    FeedHealth.OVERDUE,
    FeedHealth.EMPTY,
    FeedHealth.FRESH,
)


SHOW, ATTENTION = "show", "attention"
"""In the link: only the feeds that someone has to look at."""


@dataclass(frozen=True)
class Found:
    """Feeds, those that need someone first. ``missing``: apps of ours without a list, the
    largest first: id → name."""

    feeds: Sequence[FeedView]
    missing: Mapping[str, str]

    @property
    def troubled(self) -> Sequence[FeedView]:
        """Those that someone has to look at."""
        return [one for one in self.feeds if one.needs_somebody]


def read(now: datetime) -> Found:
    """Every feed."""
    with database().read() as session:
        who = authenticate()
        feeds = inventory.feeds(session, who, now)
        whole = catalog.catalog(session, who, verdicts_here())
        known = {one.app for one in feeds if one.subject is Subject.ACCOUNTS and one.last}
        ours = sorted(
            stack.entries(session, who),
            key=lambda one: (-(one.fields.seats or 0), one.name.casefold()),
        )
        missing = {
            entry.app: entry.name
            for entry in ours
            if entry.app not in known and entry.app in whole.apps
        }
    return Found(
        sorted(feeds, key=lambda one: _ORDER.index(one.health)),
        missing,
    )
