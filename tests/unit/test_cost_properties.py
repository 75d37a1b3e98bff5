"""What must hold of every calculation, whatever the numbers."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from core.cost.inputs.resolve import resolve
from core.cost.model import high_water
from core.cost.model.arithmetic import Vector
from core.cost.model.cost_model import reckon
from core.cost.model.estimate import Estimate, Shape, between, pert, point
from core.cost.model.high_water import Bills, Mark, Month
from core.cost.model.options import Billing, Commitment, OptionId, PlanRole
from core.cost.results.profile_bills import profile_bills
from core.cost.results.result import calculate
from core.cost.results.simulate import deterministic, simulate
from core.cost.scenario.scenario import Given, GivenPlan, Profiles, Scenario

RISING = (
    "seats", "joiners", "leavers", "role_changes", "hourly_rate", "rate_increase",
    "minutes_joiner", "minutes_leaver", "minutes_role_change", "reviews", "hours_per_review",
    "error_rate", "minutes_error", "other_hours", "unused_seats", "missed_share", "missed_days",
    "seat_growth", "current.base", "current.price", "current.increase", "current.minimum",
    "upgrade.base", "upgrade.price", "managed-automation.yearly_fee", "change-idp.seat_fee",
    "manual-checklist.open_days", "replace-app.setup_fee",
)  # fmt: skip
"""Prices, rates, head-counts and work: more of any is never cheaper."""

numbers = st.decimals(0, 2000, places=2)
percents = st.decimals(0, 100, places=1)


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    """Any calculation: all kinds of bill, both commitments, tiers, growth."""
    inputs = {name: Given(point(draw(numbers))) for name in ("seats", "joiners", "leavers")}
    for name in ("hourly_rate", "unused_seats", "role_changes"):
        inputs[name] = Given(point(draw(st.decimals(0, 500, places=2))))
    for name in ("seat_growth", "rate_increase", "error_rate", "seat_reuse", "missed_share"):
        inputs[name] = Given(point(draw(percents)))
    plans = {}
    for role in PlanRole:
        tiers = draw(st.integers(0, 2))
        plans[role] = GivenPlan(
            draw(st.sampled_from(Billing)), draw(st.sampled_from(Commitment)), tiers
        )
        for key in ("base", "price", "included", "minimum", "usage"):
            inputs[f"{role}.{key}"] = Given(point(draw(numbers)))
        inputs[f"{role}.discount"] = Given(point(draw(percents)))
        inputs[f"{role}.increase"] = Given(point(draw(st.decimals(0, 20, places=1))))
        for tier in range(1, tiers + 1):
            inputs[f"{role}.tier{tier}.from"] = Given(point(tier * draw(numbers) + tier * 2000))
            inputs[f"{role}.tier{tier}.price"] = Given(point(draw(numbers)))
    return Scenario(
        years=draw(st.integers(1, 5)), options=tuple(OptionId), inputs=inputs, plans=plans
    )


def totals(scenario: Scenario) -> dict[OptionId, Decimal]:
    known, _ = deterministic(resolve(scenario))
    return {
        option: sum((year.total for year in years), Decimal(0)) for option, years in known.items()
    }


@settings(max_examples=40)
@given(scenarios())
def test_totals_are_the_sum_of_their_parts_to_the_cent(scenario: Scenario) -> None:
    for option in calculate(resolve(scenario), draws=100).options:
        for year in option.years:
            parts = (year.plan, year.labour, year.setup, year.waste)
            assert all(part == part.quantize(Decimal("0.01")) for part in parts)
            assert sum(parts) == year.total
        assert sum(year.total for year in option.years) == option.total


@settings(max_examples=60)
@given(scenarios(), st.sampled_from(RISING), st.decimals(0, 50, places=2))
def test_costs_never_fall_when_a_price_a_rate_or_a_head_count_rises(
    scenario: Scenario, name: str, more: Decimal
) -> None:
    # Tier prices may fall with volume; prices that fall below the last tier's are a discount.
    before = resolve(scenario).inputs[name].estimate.likely
    raised = scenario.with_input(name, Given(point(before + more)))
    assume(before + more <= resolve(scenario).inputs[name].spec.most)
    old, new = totals(scenario), totals(raised)
    # Four parts a year are rounded to the cent.
    slack = Decimal("0.02") * scenario.years
    for option in old:
        assert new[option] >= old[option] - slack, (option, name)


@settings(max_examples=60)
@given(scenarios())
def test_arrays_and_decimals_reckon_the_same(scenario: Scenario) -> None:
    resolved = resolve(scenario)
    known, _ = deterministic(resolved)
    values = {name: float(one.estimate.likely) for name, one in resolved.inputs.items()}
    for option, years in reckon(resolved.frame, values, Vector()).items():
        for fast, exact in zip(years, known[option], strict=True):
            assert abs(Decimal(fast.total) - exact.total) <= Decimal("0.02") + exact.total / 10**9


@settings(max_examples=20)
@given(scenarios(), st.integers(0, 2**63 - 1))
def test_with_every_range_a_point_all_percentiles_are_the_deterministic_figure(
    scenario: Scenario, seed: int
) -> None:
    collapsed = {
        name: Given(pert(one.estimate.likely, one.estimate.likely, one.estimate.likely))
        for name, one in resolve(scenario).inputs.items()
        if not one.estimate.is_point
    }
    certain = resolve(replace(scenario, seed=seed, inputs={**scenario.inputs, **collapsed}))
    assert not certain.uncertain
    for option in calculate(certain, draws=100).options:
        spread = option.spread.total
        assert spread.p10 == spread.p50 == spread.p90 == option.total


def by_profiles(
    months: tuple[Month, ...] | list[Month], mark: Mark, base: Decimal, included: Decimal,
    extra: Decimal, cleanup: Decimal,
) -> Bills:  # fmt: skip
    given_prices = {"base": base, "included": included, "price": extra}
    scenario = Scenario(
        options=(OptionId.MANUAL_CHECKLIST,),
        plans={PlanRole.CURRENT: GivenPlan(Billing.PROFILE)},
        inputs={f"current.{key}": Given(point(value)) for key, value in given_prices.items()},
        profiles=Profiles(tuple(months), mark, cleanup),
    )
    (one,) = profile_bills(resolve(scenario))
    return one.bills


@given(st.lists(st.integers(0, 10**7), min_size=12, max_size=12), numbers, numbers, percents)
@example([0] * 12, Decimal(0), Decimal(0), Decimal(0))
def test_the_high_water_bill_is_never_below_the_others(
    counts: list[int], included: Decimal, extra: Decimal, cleanup: Decimal
) -> None:
    months = high_water.from_ends([Decimal(count) for count in counts])
    for mark in Mark:
        bills = by_profiles(months, mark, Decimal(1200), included, extra, cleanup)
        assert bills.high_water >= bills.average
        assert bills.high_water >= bills.month_end
        assert bills.high_water >= bills.cleaned
        assert bills.saving >= 0


@given(
    st.lists(
        st.tuples(st.integers(0, 1000), st.integers(0, 1000), st.integers(0, 1000)),
        min_size=12,
        max_size=12,
    ),
    numbers,
)
def test_measured_peaks_bill_no_less_than_averages(
    rows: list[tuple[int, int, int]], extra: Decimal
) -> None:
    months = [Month(Decimal(max(row)), Decimal(row[1]), Decimal(row[2])) for row in rows]
    for mark in Mark:
        bills = by_profiles(months, mark, Decimal(0), Decimal(100), extra, Decimal(0))
        assert bills.high_water >= max(bills.average, bills.month_end)


estimates = st.one_of(
    st.tuples(numbers, numbers).map(lambda pair: between(*sorted(pair))),
    st.tuples(numbers, numbers, numbers).map(lambda three: pert(*sorted(three))),
)


@settings(max_examples=30)
@given(estimates)
def test_draws_stay_inside_their_range_and_have_its_mean(estimate: Estimate) -> None:
    from core.cost.model.estimate import Stream

    assume(not estimate.is_point)
    drawn = Stream(estimate, "x", 1).take(20_000)
    low, likely, high = (float(v) for v in (estimate.low, estimate.likely, estimate.high))
    assert drawn.min() >= low - 1e-9  # type: ignore[union-attr]
    assert drawn.max() <= high + 1e-9  # type: ignore[union-attr]
    weight = 4 if estimate.shape is Shape.PERT else 1
    mean = (low + weight * likely + high) / (weight + 2)
    assert abs(drawn.mean() - mean) < 0.012 * (high - low)  # type: ignore[union-attr]


def test_the_same_seed_gives_these_figures_on_every_machine() -> None:
    scenario = Scenario(
        options=(OptionId.MANUAL_CHECKLIST, OptionId.MANAGED_AUTOMATION),
        inputs={
            "current.base": Given(point(1200)),
            "seats": Given(pert(Decimal(30), Decimal(40), Decimal(60))),
        },
    )
    resolved = resolve(scenario)
    known, _ = deterministic(resolved)
    spread = simulate(resolved, known)[OptionId.MANUAL_CHECKLIST].total
    again = simulate(resolved, known)[OptionId.MANUAL_CHECKLIST].total
    other = simulate(resolved, known, seed=2)[OptionId.MANUAL_CHECKLIST].total
    assert (str(spread.p10), str(spread.p50), str(spread.p90)) == ("6618.77", "7356.21", "8219.42")
    assert spread == again
    assert spread != other


def test_draws_do_not_depend_on_how_many_are_taken_at_a_time() -> None:
    from core.cost.model.estimate import Stream

    estimate = pert(Decimal(1), Decimal(2), Decimal(9))
    whole = Stream(estimate, "x", 5).take(1000)
    parts = Stream(estimate, "x", 5)
    assert list(whole) == [*parts.take(300), *parts.take(700)]  # type: ignore[arg-type, misc]


def test_another_uncertain_input_does_not_change_the_luck_of_this_one() -> None:
    from core.cost.model.estimate import Stream

    estimate = between(Decimal(0), Decimal(1))
    assert list(Stream(estimate, "seats", 5).take(9)) == list(  # type: ignore[arg-type]
        Stream(estimate, "seats", 5).take(9)  # type: ignore[arg-type]
    )
    assert list(Stream(estimate, "seats", 5).take(9)) != list(  # type: ignore[arg-type]
        Stream(estimate, "leavers", 5).take(9)  # type: ignore[arg-type]
    )
