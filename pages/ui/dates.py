"""Moments in the viewer's own zone, and saying which that is."""

from datetime import UTC, date, datetime, tzinfo
from zoneinfo import ZoneInfo

import streamlit as st

from core.offboarding.service import said_zone
from core.stack.values import OrganisationView
from core.time_zones import known_zones


def moment(at: datetime, *, seconds: bool = False) -> str:
    """Date and time with its zone, such as ``2026-11-24 09:30 CET``."""
    local = at.astimezone(viewers_zone())
    return f"{local:%Y-%m-%d %H:%M:%S %Z}" if seconds else f"{local:%Y-%m-%d %H:%M %Z}"


def viewers_zone() -> tzinfo:
    """The zone of the viewer's clock; UTC where the browser does not say."""
    return ZoneInfo(st.context.timezone) if st.context.timezone else UTC


def near(at: datetime, now: datetime, zone: tzinfo | None = None) -> str:
    """A moment that is near, on the viewer's clock: ``today 17:00``, ``Sat 10:00`` within six days,
    else its day. On another ``zone``'s clock it is named: ``Sat 10:00 CET``."""
    local, here = at.astimezone(zone or viewers_zone()), now.astimezone(zone or viewers_zone())
    if local.date() == here.date():
        return f"today {local:%H:%M %Z}" if zone else f"today {local:%H:%M}"
    if abs((local.date() - here.date()).days) < 6:
        return f"{local:%a %H:%M %Z}" if zone else f"{local:%a %H:%M}"
    return day_in_words(local.date(), here.date())


def day_in_words(day: date, today: date) -> str:
    """``20 Dec``, with its year where that is not this one."""
    return f"{day.day} {day:%b}" if day.year == today.year else f"{day.day} {day:%b %Y}"


def home_zone(organisation: OrganisationView) -> str:
    """The organisation's time zone; the viewer's while it has never said one."""
    here = st.context.timezone
    return said_zone(organisation.time_zone) or (here if here in known_zones() else "UTC")


def weekday(at: datetime, now: datetime) -> str:
    """``Mon 30 Nov 17:00`` on the viewer's clock, with the year where it is not this one."""
    local, here = at.astimezone(viewers_zone()), now.astimezone(viewers_zone())
    year = "" if local.year == here.year else f" {local.year}"
    return f"{local:%a} {local.day} {local:%b}{year} {local:%H:%M}"
