"""Working hours: whether people work in a moment, and what a working day later is. Pure."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.errors import Invalid

DAY = timedelta(days=1)


@dataclass(frozen=True)
class WorkingHours:
    """From ``starts`` until before ``ends`` by the clock of ``zone``, on these weekdays (Monday 0).

    ``version`` is that of the stored row, for a change.
    """

    zone: str = "UTC"
    starts: time = time(9)
    ends: time = time(17)
    weekdays: frozenset[int] = frozenset(range(5))
    version: int = 1

    def __post_init__(self) -> None:
        if not self.weekdays or not self.weekdays <= frozenset(range(7)):
            raise Invalid("Choose at least one working day.", field="weekdays")
        if self.starts >= self.ends:
            raise Invalid(
                f"Work starts at {self.starts:%H:%M} and ends at {self.ends:%H:%M}: "
                "the end must be later on the same day.",
                field="ends",
            )

    def contain(self, moment: datetime) -> bool:
        """Whether people work in this moment."""
        local = moment.astimezone(ZoneInfo(self.zone))
        return local.weekday() in self.weekdays and self.starts <= local.time() < self.ends

    def day_before(self, moment: datetime) -> datetime:
        """The same time by the clock, on the last working day before."""
        return self._moved(moment, -DAY)

    def day_after(self, moment: datetime) -> datetime:
        """The same time by the clock, on the next working day."""
        return self._moved(moment, DAY)

    def _moved(self, moment: datetime, by: timedelta) -> datetime:
        # Arithmetic within one zone is by the clock: 17:00 stays 17:00 over a change of the clock.
        local = moment.astimezone(ZoneInfo(self.zone)) + by
        while local.weekday() not in self.weekdays:
            local += by
        return local.astimezone(moment.tzinfo)
