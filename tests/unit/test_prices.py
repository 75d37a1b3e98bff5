"""What a plan costs here: what we pay belongs to our plan, and nothing is never a price."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.catalog.models import Unit
from core.catalog.plans import OurPlan, PlanView
from core.stack.prices import (
    Gap,
    ListBelowOurs,
    PriceHere,
    Spend,
    price_here,
    upgrade_gap,
)
from tests.support.catalogue import price

PRO = PlanView("pro", "Pro", price("8"))
MAX = PlanView("max", "Max", price("10", "20"))
PAID = Spend(Decimal(10_000), "USD", "pro", 40)


def of(low: int, high: int | None = None, currency: str = "USD") -> PriceHere:
    return PriceHere(Decimal(low), Decimal(high or low), currency, False)


def test_what_we_pay_is_the_price_of_our_plan_and_of_no_other() -> None:
    ours = price_here(OurPlan("pro", PRO), 40, PAID)
    assert ours == PriceHere(Decimal(10_000), Decimal(10_000), "USD", True)
    other = price_here(OurPlan("max", MAX), 40, PAID)
    assert other == PriceHere(Decimal(4_800), Decimal(9_600), "USD", False, is_per_seat=True)


def test_what_we_pay_for_a_plan_of_our_own_is_its_price_however_it_is_written() -> None:
    paid = Spend(Decimal(900), "EUR", OurPlan("contract of 2019").key, 40)
    assert price_here(OurPlan("Contract of  2019"), 40, paid) == PriceHere(
        Decimal(900), Decimal(900), "EUR", True
    )
    assert price_here(OurPlan("Another"), 40, paid) is None


@pytest.mark.parametrize("ours", [OurPlan(), OurPlan("pro", PRO), OurPlan("Contract of 2019")])
def test_what_is_paid_while_nobody_says_for_which_plan_is_the_price_of_ours(ours: OurPlan) -> None:
    paid = price_here(ours, 40, Spend(Decimal(900), "USD", None, 40))
    assert paid == PriceHere(Decimal(900), Decimal(900), "USD", is_ours=True)


@pytest.mark.parametrize(
    "plan",
    [
        OurPlan(),
        OurPlan("Contract of 2019"),
        OurPlan("max", PlanView("max", "Max")),
        OurPlan("max", PlanView("max", "Max", price(None))),
        OurPlan("max", PlanView("max", "Max", price("2", unit=Unit.USAGE))),
    ],
)
def test_what_is_not_known_is_none_and_never_nothing(plan: OurPlan) -> None:
    assert price_here(plan, 40, None) is None


def test_an_upgrade_costs_the_nearest_to_the_farthest_distance() -> None:
    assert upgrade_gap(of(1_000, 2_000), of(5_000, 9_000)) == Gap(
        Decimal(3_000), Decimal(8_000), "USD"
    )
    # Where the ranges meet it may cost nothing more, and never less.
    assert upgrade_gap(of(1_000, 6_000), of(5_000, 9_000)) == Gap(Decimal(0), Decimal(8_000), "USD")
    assert upgrade_gap(of(1_000), of(1_000)) == Gap(Decimal(0), Decimal(0), "USD")


def test_a_list_price_below_ours_is_a_question_and_no_saving() -> None:
    ours, listed = replace(of(10_000), is_ours=True), of(3_000)
    assert upgrade_gap(ours, listed) == ListBelowOurs(listed, ours)


def test_a_price_that_is_not_known_or_in_another_currency_leaves_no_gap() -> None:
    assert upgrade_gap(None, of(1)) is None
    assert upgrade_gap(of(1), None) is None
    assert upgrade_gap(of(1), of(2, currency="EUR")) is None


def test_what_is_paid_is_for_the_seats_that_it_was_said_for() -> None:
    ours = OurPlan("pro", PRO)
    assert PAID.amount_for(ours, 80) == 20_000
    flat = PlanView("pro", "Pro", price("900", unit=Unit.FLAT))
    assert PAID.amount_for(OurPlan("pro", flat), 80) == 10_000
    # How a plan of our own is billed is not known, and nothing follows from no seats at all.
    assert PAID.amount_for(OurPlan("pro"), 80) is None
    assert replace(PAID, seats=0).amount_for(ours, 80) is None
    assert price_here(OurPlan("pro"), 80, PAID) is None


def test_what_is_paid_for_seats_that_nobody_counted_is_not_held_against_a_price_a_seat() -> None:
    uncounted = replace(PAID, seats=None)
    ours = price_here(OurPlan("pro", PRO), 100, uncounted)
    listed = price_here(OurPlan("max", MAX), 100, None)
    assert ours is not None
    assert ours.low == 10_000
    assert upgrade_gap(ours, listed) is None
    # A quote is for all our seats too, and a flat price for any number.
    quote = Spend(Decimal(12_000), "USD", "max", is_quote=True)
    quoted = price_here(OurPlan("max", MAX), 100, None, quote)
    assert upgrade_gap(ours, quoted) == Gap(Decimal(2_000), Decimal(2_000), "USD")
    flat = OurPlan("all", PlanView("all", "All", price("1500", unit=Unit.FLAT)))
    assert upgrade_gap(ours, price_here(flat, 100, None)) == Gap(
        Decimal(8_000), Decimal(8_000), "USD"
    )
    # Somebody has answered how many there are.
    counted = price_here(OurPlan("pro", PRO), 40, uncounted.counted(40))
    assert isinstance(
        upgrade_gap(counted, price_here(OurPlan("max", MAX), 40, None)), ListBelowOurs
    )


AMOUNTS = st.integers(0, 10**6)


@given(AMOUNTS, AMOUNTS, AMOUNTS, AMOUNTS)
def test_a_gap_is_never_negative(a: int, b: int, c: int, d: int) -> None:
    ours = PriceHere(Decimal(min(a, b)), Decimal(max(a, b)), "USD", False)
    listed = PriceHere(Decimal(min(c, d)), Decimal(max(c, d)), "USD", False)
    found = upgrade_gap(ours, listed)
    if isinstance(found, Gap):
        assert 0 <= found.low <= found.high
    else:
        assert isinstance(found, ListBelowOurs)
        assert c + d < a + b
