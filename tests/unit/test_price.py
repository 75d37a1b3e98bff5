"""Prices of one plan from several sources."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from core.catalog.models import Authority, Period, Unit
from core.catalog.verdicts.price import PriceView
from core.catalog.verdicts.verdict import Standing
from tests.support.catalogue import plan, price
from tests.support.clock import TODAY


def prices() -> st.SearchStrategy[PriceView]:
    return st.builds(
        lambda low, more, source, unit, period, billing: price(
            None if low is None else str(low),
            None if low is None else str(low + more),
            source_id=source,
            unit=unit,
            period=period,
            billing=billing,
        ),
        st.none() | st.integers(0, 50),
        st.integers(0, 20),
        st.sampled_from("abcd"),
        st.sampled_from(Unit),
        st.none() | st.sampled_from(Period),
        st.sampled_from([None, "annual", "monthly"]),
    )


@given(st.lists(prices(), min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_the_order_of_prices_changes_neither_figure_nor_standing(found, random) -> None:  # type: ignore[no-untyped-def]
    mixed = list(found)
    random.shuffle(mixed)
    one, other = plan(*found), plan(*mixed)
    assert one.standing == other.standing
    assert (one.best is None) == (other.best is None)
    if one.best and other.best:
        assert (one.best.low, one.best.high) == (other.best.low, other.best.high)


@given(st.lists(prices(), min_size=1, max_size=5))
def test_saying_the_same_again_under_another_name_is_no_contradiction_of_its_own(found) -> None:  # type: ignore[no-untyped-def]
    one_source = [replace(p, source_id="only") for p in found]
    assert not plan(*one_source).is_contested


def test_a_month_and_a_year_are_compared_by_the_year() -> None:
    monthly = price("10", source_id="a")
    yearly = price("120", source_id="b", period=Period.YEAR)
    assert monthly.yearly == yearly.yearly == (Decimal(120), Decimal(120))
    assert plan(monthly, yearly).standing is Standing.AGREED


def test_ranges_that_do_not_touch_are_contested_and_those_that_touch_are_not() -> None:
    assert plan(price("8", "10"), price("11", "12", source_id="b")).is_contested
    assert not plan(price("8", "10"), price("10", "12", source_id="b")).is_contested


def test_a_figure_against_not_published_is_contested() -> None:
    found = plan(price("8"), price(None, source_id="b"))
    assert found.is_contested
    assert found.best is not None
    assert found.best.low == 8


def test_not_published_alone_is_unknown_not_free() -> None:
    found = plan(price(None))
    assert found.standing is Standing.UNKNOWN
    assert found.best is None


def test_other_currencies_and_other_units_are_not_compared() -> None:
    assert not plan(price("8"), price("20", source_id="b", currency="EUR")).is_contested
    assert not plan(price("8"), price("20", source_id="b", unit=Unit.PROFILE)).is_contested
    assert plan(price("8"), price("20", source_id="b", unit=Unit.FLAT)).is_contested


def test_the_monthly_price_of_one_source_does_not_contradict_the_annual_one_of_another() -> None:
    found = plan(
        price("10", source_id="a", billing="monthly"),
        price("8", source_id="a", billing="annual"),
        price("10", source_id="b", billing="monthly"),
        price("8", source_id="b", billing="annual"),
    )
    assert found.standing is Standing.AGREED


def test_the_vendors_price_comes_before_a_newer_one_of_a_third_party() -> None:
    old = TODAY - timedelta(days=100)
    found = plan(
        price("9", source_id="blog", authority=Authority.THIRD_PARTY),
        price("8", as_of=old),
    )
    assert found.best is not None
    assert found.best.source == "vendor"


def test_a_generated_price_file_comes_after_one_that_was_read() -> None:
    found = plan(
        price("9", source_id="generated", quality="generated file"),
        price("9", source_id="read", as_of=TODAY - timedelta(days=30)),
    )
    assert found.best is not None
    assert found.best.source == "read"


def test_an_old_price_is_stale() -> None:
    assert plan(price("8", as_of=TODAY - timedelta(days=366))).standing is Standing.STALE


def test_a_price_of_nothing_is_a_price() -> None:
    free = price("0")
    assert free.is_published
    assert free.yearly == (Decimal(0), Decimal(0))
    assert replace(free, low=None, high=Decimal(5)).yearly == (Decimal(60), Decimal(60))
