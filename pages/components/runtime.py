"""What every page needs first: who looks, and the database."""

from datetime import UTC, date, datetime

import streamlit as st

from core.actor import LOCAL_OPERATOR, Actor
from core.catalog.service import Reading
from core.runtime import runtime
from core.storage.database import Database


def actor() -> Actor:
    """Who is looking at this page."""
    return LOCAL_OPERATOR


def database() -> Database:
    """This process's database."""
    return runtime().database


def today() -> date:
    """The day at the viewer's place."""
    offset = st.context.timezone
    if offset:
        from zoneinfo import ZoneInfo

        return datetime.now(ZoneInfo(offset)).date()
    return datetime.now(UTC).date()


def reading() -> Reading:
    """How verdicts are to be drawn for this viewer."""
    return Reading(today(), runtime().settings.stale_after_days)
