"""Moments that are counted from a day."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.demo.moments import first_of_last_quarter, moment, working_day

MONDAY = date(2026, 11, 30)
BERLIN = ZoneInfo("Europe/Berlin")


def test_days_are_counted_from_today_on_the_companys_clock() -> None:
    assert moment("-4d 17:00").at(MONDAY, BERLIN) == datetime(2026, 11, 26, 16, tzinfo=UTC)
    assert moment("+7d 17:00").at(MONDAY, BERLIN) == datetime(2026, 12, 7, 16, tzinfo=UTC)
    assert moment("+40d").day(MONDAY) == date(2027, 1, 9)


def test_a_weekend_of_the_past_is_the_friday_before_and_one_to_come_stays() -> None:
    assert moment("-1d 10:00").day(MONDAY) == date(2026, 11, 27)
    assert moment("-2d 10:00").day(MONDAY) == date(2026, 11, 27)
    assert moment("+5d 10:00").day(MONDAY) == date(2026, 12, 5)


def test_the_last_quarter_is_the_calendars() -> None:
    assert first_of_last_quarter(MONDAY) == date(2026, 7, 1)
    assert first_of_last_quarter(date(2027, 1, 1)) == date(2026, 10, 1)
    assert moment("Q-1 +13d 09:00").day(MONDAY) == date(2026, 7, 14)
    assert moment("Q-1 -60d 09:00").day(MONDAY) == date(2026, 5, 1)


@pytest.mark.parametrize(
    "text", ["", "yesterday", "-3d 25", "3d 10:00", "Q-2 +3d 10:00", "-3d 25:00"]
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        moment(text)


@given(st.dates(date(2024, 1, 1), date(2040, 1, 1)))
def test_the_last_quarter_is_always_over(today: date) -> None:
    first = first_of_last_quarter(today)
    assert first.day == 1
    assert first.month in (1, 4, 7, 10)
    assert 89 <= (today - first).days <= 184


@given(st.dates(date(2024, 1, 1), date(2040, 1, 1)))
def test_a_working_day_is_one_and_near(day: date) -> None:
    found = working_day(day)
    assert found.weekday() < 5
    assert 0 <= (day - found).days <= 2
