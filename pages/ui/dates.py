"""Moments in the viewer's own zone, and saying which that is."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import streamlit as st

from core.offboarding.service import said_zone
from core.stack.values import OrganisationView
from core.time_zones import known_zones


def moment(at: datetime, *, seconds: bool = False) -> str:
    """Date and time with its zone, such as ``2026-11-24 09:30 CET``."""
    zone = ZoneInfo(st.context.timezone) if st.context.timezone else UTC
    local = at.astimezone(zone)
    return f"{local:%Y-%m-%d %H:%M:%S %Z}" if seconds else f"{local:%Y-%m-%d %H:%M %Z}"


def home_zone(organisation: OrganisationView) -> str:
    """The organisation's time zone; the viewer's while it has never said one."""
    here = st.context.timezone
    return said_zone(organisation.time_zone) or (here if here in known_zones() else "UTC")
