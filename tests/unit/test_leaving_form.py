"""What the form that opens a case begins with."""

from datetime import UTC, datetime, time, timedelta

import pytest

from core.offboarding.service import today_at_five, zone_of


@pytest.mark.parametrize(
    ("hour", "minute", "expected"),
    [
        (9, 0, datetime(2026, 11, 30, 17)),
        (16, 59, datetime(2026, 11, 30, 17)),
        (17, 0, datetime(2026, 11, 30, 18)),
        (20, 15, datetime(2026, 11, 30, 21)),
        (23, 30, datetime(2026, 12, 1, 0)),
    ],
)
def test_who_leaves_today_is_the_commonest_and_no_moment_is_past(
    hour: int, minute: int, expected: datetime
) -> None:
    zone = zone_of("America/New_York")
    there = datetime.combine(datetime(2026, 11, 30).date(), time(hour, minute), zone)
    found = today_at_five("America/New_York", there.astimezone(UTC))
    assert found == expected
    assert found.replace(tzinfo=zone) - there <= timedelta(hours=8)
    assert found.replace(tzinfo=zone) > there
