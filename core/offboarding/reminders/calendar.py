"""One operator's calendar: what is due of theirs, and when people leave. Pure: values to iCalendar.

Moments are written in UTC, which every calendar shows in its reader's own zone; a deadline at the
end of a day, by the clock of the case, is an all-day event (:rfc:`5545` §3.6.1).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from core.names import visible
from core.offboarding.deadline import zone_of

if TYPE_CHECKING:
    from icalendar import Event

PRODUCT = "-//Offramp//Offboarding//EN"
REFRESH = timedelta(minutes=30)
_DAY_ENDS = {time(0, 0), time(23, 59), time(23, 59, 59)}


@dataclass(frozen=True)
class Entry:
    """Something at a moment. ``zone`` decides which day it is."""

    uid: str
    """The same for as long as the step or case exists."""
    at: datetime
    zone: str
    summary: str
    description: str
    url: str
    made_at: datetime
    revision: int


def calendar(name: str, entries: Iterable[Entry]) -> bytes:
    """The feed: the same entries give the same bytes."""
    from icalendar import Calendar  # late: a start need not wait for it

    name = visible(" ".join(name.split()))
    found = Calendar()
    found.add("prodid", PRODUCT)
    found.add("version", "2.0")
    found.add("name", name)
    found.add("x-wr-calname", name)
    found.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    found.add("x-published-ttl", REFRESH)
    for entry in sorted(entries, key=lambda each: (each.at, each.uid)):
        found.add_component(_event(entry))
    return bytes(found.to_ical())


def _event(entry: Entry) -> "Event":
    from icalendar import Event

    event = Event()
    event.add("uid", entry.uid)
    # In a calendar without METHOD the stamp is when the entry was made, not when it was asked for.
    event.add("dtstamp", entry.made_at.astimezone(UTC).replace(microsecond=0))
    event.add("sequence", entry.revision)
    local = entry.at.astimezone(zone_of(entry.zone))
    if local.time().replace(microsecond=0) in _DAY_ENDS:
        # Midnight is the end of the day before.
        day = (local - timedelta(seconds=1)).date() if local.time() == time(0, 0) else local.date()
        event.add("dtstart", day)
        event.add("dtend", day + timedelta(days=1))
    else:
        event.add("dtstart", entry.at.astimezone(UTC).replace(microsecond=0))
    event.add("summary", visible(" ".join(entry.summary.split())))
    event.add("description", visible(entry.description))
    event.add("url", entry.url)
    event.add("transp", "TRANSPARENT")
    event.add("class", "CONFIDENTIAL")
    return event
