"""Deadlines: days on the person's clock, hours as they pass, whatever the clocks do."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Invalid
from core.offboarding.checklists.checklist import Offset
from core.offboarding.deadline import deadline, moment_of, moved, said_zone, zone_of
from core.stack.models import Organisation

BERLIN = "Europe/Berlin"
ZONES = st.sampled_from(
    [BERLIN, "America/New_York", "Asia/Kolkata", "Pacific/Auckland", "UTC", "UTC+05:30"]
)
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))


def local(zone: str, *parts: int) -> datetime:
    return datetime(*parts, tzinfo=ZoneInfo(zone))


def test_a_day_keeps_the_hour_across_the_end_of_summer_time() -> None:
    effective = local(BERLIN, 2026, 10, 24, 17)
    found = deadline(effective, Offset(days=1), BERLIN)
    assert found == local(BERLIN, 2026, 10, 25, 17)
    assert found - effective == timedelta(hours=25)


def test_hours_are_counted_as_they_pass() -> None:
    effective = local(BERLIN, 2026, 10, 25, 1)
    assert deadline(effective, Offset(hours=4), BERLIN) == local(BERLIN, 2026, 10, 25, 4)


def test_an_hour_that_the_clock_skips_is_the_one_after_it() -> None:
    effective = local(BERLIN, 2026, 3, 28, 2, 30)
    found = deadline(effective, Offset(days=1), BERLIN).astimezone(ZoneInfo(BERLIN))
    assert (found.day, found.hour, found.minute) == (29, 3, 30)


def test_the_day_after_the_28th_of_february_in_a_leap_year_is_the_29th() -> None:
    found = deadline(local(BERLIN, 2028, 2, 28, 9), Offset(days=1), BERLIN)
    assert found == local(BERLIN, 2028, 2, 29, 9)


def test_days_are_the_persons_not_the_servers() -> None:
    effective = local("Pacific/Auckland", 2026, 9, 26, 17)  # summer time begins on the 27th
    found = deadline(effective, Offset(days=1), "Pacific/Auckland")
    assert found - effective == timedelta(hours=23)


@given(MOMENTS, ZONES, st.integers(-30, 30))
def test_a_deadline_in_days_shows_the_same_clock_or_the_skipped_hour(
    effective: datetime, zone: str, days: int
) -> None:
    place = zone_of(zone)
    before = effective.astimezone(place)
    found = deadline(effective, Offset(days=days), zone).astimezone(place)
    assert found.date() - before.date() in (timedelta(days), timedelta(days + 1))
    clock = before.replace(tzinfo=None) + timedelta(days)
    assert timedelta(0) <= found.replace(tzinfo=None) - clock <= timedelta(hours=1)


@given(MOMENTS, MOMENTS, ZONES, st.integers(-10, 10), st.integers(0, 48))
def test_moving_the_moment_there_and_back_changes_no_deadline_by_more_than_a_clock_change(
    old: datetime, new: datetime, zone: str, days: int, hours: int
) -> None:
    due = deadline(old, Offset(days, hours), zone)
    back = moved(moved(due, old, new, zone), new, old, zone)
    assert abs(back - due) <= timedelta(hours=2)


def test_the_zone_of_a_moment_is_the_one_given_or_the_offset_it_carries() -> None:
    assert moment_of("2026-12-01T17:00:00+01:00") == (
        datetime(2026, 12, 1, 16, tzinfo=UTC),
        "UTC+01:00",
    )
    assert moment_of("2026-12-01 17:00", BERLIN) == (
        datetime(2026, 12, 1, 16, tzinfo=UTC),
        BERLIN,
    )
    assert moment_of("2026-12-01T16:00:00Z")[1] == "UTC+00:00"


def test_the_organisations_zone_counts_only_where_the_text_names_none() -> None:
    four = datetime(2026, 12, 1, 16, tzinfo=UTC)
    assert moment_of("2026-12-01 17:00", default_zone=BERLIN) == (four, BERLIN)
    assert moment_of("2026-12-01 16:00", "UTC", default_zone=BERLIN) == (four, "UTC")
    assert moment_of("2026-12-01T17:00+01:00", default_zone="UTC") == (four, "UTC+01:00")


def test_an_organisation_that_has_never_said_its_zone_has_none() -> None:
    assert said_zone(Organisation().time_zone) is None
    assert (said_zone("Etc/UTC"), said_zone(BERLIN)) == ("Etc/UTC", BERLIN)


@pytest.mark.parametrize(
    ("text", "zone", "told"),
    [
        ("2026-12-01T17:00:00", None, "has no time zone"),
        ("2026-12-01", BERLIN, "is not a moment"),
        ("tomorrow", BERLIN, "is not a moment"),
        ("2026-12-01 17:00", "Berlin", "is not a time zone"),
        ("1026-12-01T17:00:00+01:00", None, "is not possible"),
    ],
)
def test_a_moment_that_is_none_is_told(text: str, zone: str | None, told: str) -> None:
    with pytest.raises(Invalid, match=told):
        moment_of(text, zone)
