"""What time it is: the machine's, or the moment that a story is at."""

from datetime import UTC, datetime, timedelta, timezone
from threading import Thread

import pytest

from core import clock

THEN = datetime(2026, 8, 3, 9, tzinfo=timezone(timedelta(hours=2)))


def test_it_is_the_moment_of_the_story_until_its_end() -> None:
    with clock.at(THEN):
        assert clock.now() == THEN
        assert clock.now().tzinfo is UTC
    assert abs(datetime.now(UTC) - clock.now()) < timedelta(minutes=1)


def test_a_story_that_breaks_off_leaves_the_clock_right() -> None:
    with pytest.raises(RuntimeError), clock.at(THEN):
        raise RuntimeError
    assert clock.now() > datetime(2026, 10, 1, tzinfo=UTC)


def test_nobody_else_is_in_the_story() -> None:
    seen: list[datetime] = []
    with clock.at(THEN):
        other = Thread(target=lambda: seen.append(clock.now()))
        other.start()
        other.join()
    assert seen[0] > THEN + timedelta(days=1)
