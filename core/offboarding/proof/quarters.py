"""The periods that people ask for by name: quarters and years of the calendar. Pure."""

from collections.abc import Mapping
from datetime import date, timedelta

from core.offboarding.proof.period import Period

LAST_QUARTER, THIS_QUARTER = "last-quarter", "this-quarter"
THIS_YEAR, LAST_YEAR = "this-year", "last-year"

NAMES: Mapping[str, str] = {
    LAST_QUARTER: "Last quarter",
    THIS_QUARTER: "This quarter",
    THIS_YEAR: "This year",
    LAST_YEAR: "Last year",
}


def named_periods(today: date, zone: str) -> dict[str, Period]:
    """Name → its days. What is not over yet ends today."""
    begin = date(today.year, 3 * ((today.month - 1) // 3) + 1, 1)
    end_before = begin - timedelta(days=1)
    begin_before = date(end_before.year, end_before.month - 2, 1)
    return {
        LAST_QUARTER: Period(begin_before, end_before, zone),
        THIS_QUARTER: Period(begin, today, zone),
        THIS_YEAR: Period(date(today.year, 1, 1), today, zone),
        LAST_YEAR: Period(date(today.year - 1, 1, 1), date(today.year - 1, 12, 31), zone),
    }


def name_of(period: Period, today: date) -> str | None:
    """Which of them a period is. In January two of them are the same days: the quarter."""
    found = named_periods(today, period.zone)
    return next((name for name, one in found.items() if one == period), None)


def said(period: Period, today: date) -> str:
    """``Last quarter``, ``From 2026-07-01 to 2026-08-12,``: the beginning of a sentence."""
    name = name_of(period, today)
    return NAMES[name] if name else f"From {period.first} to {period.last},"
