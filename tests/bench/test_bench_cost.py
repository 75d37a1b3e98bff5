"""Speed of the calculator, beside the floor: the same draws in bare numpy."""

from decimal import Decimal

import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from core.cost.inputs.facts import AppFacts
from core.cost.inputs.resolve import Resolved, resolve
from core.cost.model.estimate import pert, point
from core.cost.model.options import Billing as Bill
from core.cost.model.options import OptionId, PlanRole
from core.cost.results.result import calculate
from core.cost.results.simulate import deterministic, simulate
from core.cost.results.stack_cost import stack_cost
from core.cost.scenario.scenario import Given, GivenPlan, Scenario
from core.stack.entries import StackEntry, StackFields
from core.stack.prices import Spend

DRAWS = (10_000, 1_000_000)


def everything() -> Resolved:
    """Eight options, five years, every default range and four more."""
    ranges = {
        "seats": pert(Decimal(30), Decimal(40), Decimal(60)),
        "hourly_rate": pert(Decimal(50), Decimal(60), Decimal(80)),
        "upgrade.price": pert(Decimal(200), Decimal(300), Decimal(500)),
        "replacement.price": pert(Decimal(100), Decimal(200), Decimal(500)),
    }
    inputs = {name: Given(one) for name, one in ranges.items()}
    inputs["current.price"] = Given(point(144))
    plans = {role: GivenPlan(Bill.SEAT) for role in PlanRole}
    return resolve(Scenario(years=5, options=tuple(OptionId), inputs=inputs, plans=plans))


@pytest.mark.parametrize("draws", DRAWS)
def test_draws_of_eight_options_over_five_years(benchmark: BenchmarkFixture, draws: int) -> None:
    resolved = everything()
    known, _ = deterministic(resolved)
    rounds = 20 if draws == DRAWS[0] else 2
    found = benchmark.pedantic(
        simulate, (resolved, known), {"draws": draws}, rounds=rounds, warmup_rounds=1
    )
    assert len(found) == 8


@pytest.mark.parametrize("draws", DRAWS)
def test_floor_the_same_number_of_uniform_draws_in_numpy(
    benchmark: BenchmarkFixture, draws: int
) -> None:
    number = len(everything().uncertain)

    def floor() -> None:
        random = np.random.default_rng(1)
        inputs = [random.random(draws) for _ in range(number)]
        for option in range(8):
            total = np.zeros(draws)
            for _year in range(5):
                for one in inputs[:4]:
                    total += one * option
            np.percentile(total, (10, 50, 90))

    benchmark.pedantic(floor, rounds=20 if draws == DRAWS[0] else 2, warmup_rounds=1)


def test_everything_that_a_page_shows(benchmark: BenchmarkFixture) -> None:
    resolved = everything()

    def whole() -> int:
        found = calculate(resolved)
        return len(found.break_even) + len(found.tornado)

    assert benchmark(whole) > 0


def test_a_stack_of_300_apps(benchmark: BenchmarkFixture) -> None:
    from datetime import UTC, datetime

    now = datetime.now(UTC)
    fields = StackFields(seats=80, annual_spend=Decimal(9000))
    facts = AppFacts(name="x", stack_seats=80, spend=Spend(Decimal(9000), "USD", None, 80))
    entries = [(StackEntry(f"app-{n}", f"App {n}", fields, 1, now, "x"), facts) for n in range(300)]
    found = benchmark.pedantic(
        stack_cost,
        (entries, "USD"),
        {"years": 3, "chosen": {}, "rates": {}},
        rounds=3,
        warmup_rounds=1,
    )
    assert len(found.apps) == 300
