"""Moments that are counted from the day on which the company is made. Pure."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

_WRITTEN = re.compile(r"(Q-1 )?([+-]\d{1,3})d(?: (\d\d):(\d\d))?")
SATURDAY = 5


@dataclass(frozen=True)
class Moment:
    """Days from today, or from the first day of the last calendar quarter, and an hour."""

    days: int
    hour: time
    is_of_last_quarter: bool = False

    def day(self, today: date) -> date:
        """The day; of the past, a working day."""
        start = first_of_last_quarter(today) if self.is_of_last_quarter else today
        day = start + timedelta(days=self.days)
        return working_day(day) if day < today else day

    def at(self, today: date, place: tzinfo) -> datetime:
        """The moment, in UTC."""
        return datetime.combine(self.day(today), self.hour, place).astimezone(UTC)


def moment(text: str) -> Moment:
    """``-3d 17:00``, ``Q-1 +14d 17:00`` or ``+40d``. Raises :class:`ValueError`."""
    found = _WRITTEN.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"{text!r} is no moment: write -3d 17:00, or Q-1 +14d 17:00")
    quarter, days, hours, minutes = found.groups()
    return Moment(int(days), time(int(hours or 0), int(minutes or 0)), quarter is not None)


def first_of_last_quarter(today: date) -> date:
    """The first day of the calendar quarter before this one."""
    this = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    before = this - timedelta(days=1)
    return date(before.year, (before.month - 1) // 3 * 3 + 1, 1)


def working_day(day: date) -> date:
    """The day, or the Friday before a weekend."""
    return day - timedelta(days=max(0, day.weekday() - SATURDAY + 1))
