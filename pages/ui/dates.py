"""Moments in the viewer's own zone, and saying which that is."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import streamlit as st


def moment(at: datetime, *, seconds: bool = False) -> str:
    """Date and time with its zone, such as ``2026-11-24 09:30 CET``."""
    zone = ZoneInfo(st.context.timezone) if st.context.timezone else UTC
    local = at.astimezone(zone)
    return f"{local:%Y-%m-%d %H:%M:%S %Z}" if seconds else f"{local:%Y-%m-%d %H:%M %Z}"
