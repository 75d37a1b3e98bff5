"""Moments and deadlines: calendar days in the person's own zone, hours on the clock. Pure."""

import re
from datetime import UTC, datetime, time, timedelta, timezone, tzinfo
from functools import cache
from zoneinfo import ZoneInfo

from core.errors import Invalid
from core.offboarding.models import UNFINISHED, Phase, StepKind, StepStatus
from core.offboarding.offset import Offset
from core.time_zones import known_zones

FINISHED = (StepStatus.DONE, StepStatus.NOT_APPLICABLE)

_FIXED = re.compile(r"UTC([+-])(\d\d):(\d\d)")
_EARLIEST, _LATEST = datetime(1990, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


@cache
def zone_of(name: str) -> tzinfo:
    """An IANA zone (``Europe/Berlin``) or a fixed offset (``UTC+01:00``).

    Raises :class:`Invalid` for anything else.
    """
    if found := _FIXED.fullmatch(name):
        sign, hours, minutes = found.groups()
        if int(hours) <= 14 and int(minutes) < 60:
            length = timedelta(hours=int(hours), minutes=int(minutes))
            return timezone(length if sign == "+" else -length, name)
    elif name in known_zones():
        return ZoneInfo(name)
    raise Invalid(
        f"{name!r} is not a time zone.", field="zone", hint="Write Europe/Berlin or UTC+01:00."
    )


def today_at_five(zone: str, at: datetime) -> datetime:
    """The end of access that a form begins with: 17:00 today at the person's place, after that the
    next full hour there; without zone, as a form takes it."""
    now = at.astimezone(zone_of(zone)).replace(tzinfo=None)
    next_hour = now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return max(datetime.combine(now.date(), time(17)), next_hour)


def said_zone(zone: str) -> str | None:
    """The organisation's time zone; ``None`` while nobody has said one.

    ``UTC`` is what an organisation begins with; one that means it says ``Etc/UTC``.
    """
    return None if zone == "UTC" else zone


def moment_of(
    text: str, zone: str | None = None, *, default_zone: str | None = None
) -> tuple[datetime, str]:
    """An effective moment from text (ISO 8601), in UTC, and the zone in which its days count.

    The zone is the one given, else the offset that the text itself carries, else the default (the
    organisation's own); with none of them it is :class:`Invalid`: nobody is removed at a guessed
    hour.
    """
    try:
        moment = datetime.fromisoformat(text.strip())
        if len(text.strip()) <= len("2026-12-01"):
            raise ValueError("no time of day")
    except ValueError:
        raise Invalid(
            f"{text.strip()!r} is not a moment.",
            field="effective",
            hint="Write 2026-12-01T17:00:00+01:00.",
        ) from None
    offset = moment.utcoffset()
    zone = zone or (default_zone if offset is None else None)
    if zone:
        place = zone_of(zone)
        return in_range(moment if moment.tzinfo else moment.replace(tzinfo=place)), zone
    if offset is None:
        raise Invalid(
            f"The end of access {text.strip()!r} has no time zone.",
            field="effective",
            hint="Write 2026-12-01T17:00:00+01:00, give the zone, or say the organisation's own "
            "under Our stack.",
        )
    return in_range(moment), _fixed_name(offset)


def in_range(moment: datetime) -> datetime:
    """The moment in UTC; raises :class:`Invalid` for one that can only be a slip of the pen."""
    found = moment.astimezone(UTC)
    if not _EARLIEST <= found < _LATEST:
        raise Invalid(
            f"The end of access {found:%Y-%m-%d} is not possible.",
            field="effective",
            hint="From 1990 to 2099.",
        )
    return found


def deadline(effective: datetime, offset: Offset, zone: str) -> datetime:
    """The effective moment moved by an offset, in UTC.

    Days keep the hour of the clock across a change of daylight saving; an hour that the clock
    skips that day is taken as the one after it. Hours are counted as they pass.
    """
    place = zone_of(zone)
    local = effective.astimezone(place)
    if offset.days:
        moved = local.replace(tzinfo=None) + timedelta(days=offset.days)
        local = moved.replace(tzinfo=place, fold=local.fold)
    return local.astimezone(UTC) + timedelta(hours=offset.hours)


def moved(due: datetime, old: datetime, new: datetime, zone: str) -> datetime:
    """A deadline after the effective moment was moved: as far from it on the person's clock."""
    place = zone_of(zone)

    def clock(moment: datetime) -> datetime:
        return moment.astimezone(place).replace(tzinfo=None)

    local = clock(due) + (clock(new) - clock(old))
    return local.replace(tzinfo=place).astimezone(UTC)


def is_overdue(status: StepStatus, due: datetime, now: datetime) -> bool:
    """Whether a step should be finished by now and is not.

    The one answer for every list, message and document; ``overdue`` in ``steps/step_sql.py`` is
    the same in SQL.
    """
    return status in UNFINISHED and due <= now


def is_early(phase: Phase, effective: datetime, due: datetime, now: datetime) -> bool:
    """Whether a step is meant for the effective moment or later, and that is still to come.

    Of somebody who leaves today the hand-over is due at the moment itself: it begins now.
    """
    return phase is not Phase.HAND_OVER and now < effective <= due


def is_late(
    kind: StepKind, status: StepStatus, due: datetime, finished_at: datetime | None, now: datetime
) -> bool:
    """Whether a step was finished after it was due (not at that very moment), or is overdue.

    A wait never is: it ends when its time has come and Offramp next looks, which nobody does late.
    """
    if kind is StepKind.WAIT:
        return False
    if status in FINISHED:
        return finished_at is not None and finished_at > due
    return is_overdue(status, due, now)


def _fixed_name(offset: timedelta) -> str:
    minutes = round(offset.total_seconds() / 60)
    sign, minutes = ("-", -minutes) if minutes < 0 else ("+", minutes)
    return f"UTC{sign}{minutes // 60:02}:{minutes % 60:02}"
