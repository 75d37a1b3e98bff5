"""A decision is looked at again before the contract renews."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from core.advice.decisions.wording import review_by

TODAY = date(2026, 11, 30)


def test_there_is_time_to_give_notice() -> None:
    assert review_by(date(2027, 5, 1), TODAY) == date(2027, 3, 2)


def test_a_renewal_that_is_past_or_not_known_asks_for_half_a_year() -> None:
    assert review_by(None, TODAY) == review_by(TODAY, TODAY) == TODAY + timedelta(days=182)


@given(st.integers(2, 2_000))
def test_it_is_ahead_of_today_and_never_after_the_renewal(days: int) -> None:
    renewal = TODAY + timedelta(days=days)
    assert TODAY < review_by(renewal, TODAY) < renewal
