"""Time zones by name, as this machine knows them."""

from functools import cache
from zoneinfo import available_timezones


@cache
def known_zones() -> frozenset[str]:
    """Every name of the IANA database here. Read once: it is a walk through hundreds of files."""
    return frozenset(available_timezones())
