"""Lengths of time and moments, as people read them."""

import re
from datetime import datetime, timedelta

from core.offboarding.deadline import zone_of


def length(time: timedelta) -> str:
    """The two largest units: ``3 d 4 h``, ``2 h 5 min``, ``40 s``, ``0``; no seconds of minutes."""
    seconds = round(time.total_seconds())
    if seconds < 0:
        return f"-{length(-time)}"
    if seconds >= 60:
        seconds = round(seconds / 60) * 60
    parts = []
    for unit, size in (("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1)):
        number, seconds = divmod(seconds, size)
        parts.append((number, unit))
    first = next((place for place, (number, _unit) in enumerate(parts) if number), None)
    if first is None:
        return "0"
    return " ".join(f"{number} {unit}" for number, unit in parts[first : first + 2] if number)


_AMOUNT = re.compile(r"(\d) (d|h|min|s)\b(?: (?=\d+ (?:h|min|s)\b))?")


def unbroken(text: str) -> str:
    """The text with each length of time on one line: no-break spaces in ``5 d 20 h``."""
    return _AMOUNT.sub(lambda m: m[0].replace(" ", "\N{NO-BREAK SPACE}"), text)


def local(at: datetime, zone: str) -> str:
    """``2026-12-01 17:00 CET``: in a case's own zone, and which that is."""
    moment = at.astimezone(zone_of(zone))
    return f"{moment:%Y-%m-%d %H:%M} {moment.tzname()}"
