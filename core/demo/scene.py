"""The scene of the story: a database, people who act on it, and a diary of what they do when."""

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from itertools import count
from zoneinfo import ZoneInfo

from core import clock
from core.actor import SYSTEM, Actor
from core.catalog import service as catalog
from core.catalog.values import Reading
from core.config import Settings
from core.demo.moments import Moment
from core.demo.story import Story
from core.storage.database import Database

Act = Callable[[], None]


@dataclass
class Scene:
    """Everything that the story's acts need. ``now``: the moment at which the story ends."""

    database: Database
    settings: Settings
    story: Story
    now: datetime
    actors: dict[str, Actor] = field(default_factory=dict)
    """User name → the account as one who acts."""
    _diary: list[tuple[datetime, int, Act]] = field(default_factory=list)
    _number: Iterator[int] = field(default_factory=count)

    @cached_property
    def place(self) -> ZoneInfo:
        """The zone that the company's days are in."""
        return ZoneInfo(self.story.company.time_zone)

    @cached_property
    def today(self) -> date:
        """The day at which the story ends."""
        return self.now.astimezone(self.place).date()

    def moment(self, told: Moment) -> datetime:
        """When that was, or will be."""
        return told.at(self.today, self.place)

    @cached_property
    def reading(self) -> Reading:
        """How verdicts are drawn, all through the story: its catalogue is today's."""
        return Reading(self.today, self.settings.stale_after_days)

    def plan(self, at: datetime, act: Act) -> None:
        """Write into the diary; what lies after the story's end never happens."""
        if at <= self.now:
            heapq.heappush(self._diary, (at, next(self._number), act))

    def play(self) -> None:
        """Do what the diary says, in its order; an act may plan further ones."""
        while self._diary:
            at, _, act = heapq.heappop(self._diary)
            self._have_catalogue_at_hand()
            with clock.at(at):
                act()

    def _have_catalogue_at_hand(self) -> None:
        """Draw its verdicts where they are kept: one that is drawn within a write is not."""
        with self.database.read() as session:
            catalog.catalog(session, SYSTEM, self.reading)

    def owner(self, name: str | None) -> str | None:
        """An owner as the stack keeps it: an e-mail address, or a group's name."""
        if name is None or name not in self.actors:
            return name
        return self.actors[name].email
