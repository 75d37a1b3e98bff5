"""What each option costs for the wizard: a few answers in, low, likely and high out. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from core.cost.estimate import point
from core.cost.facts import AppFacts
from core.cost.options import OptionId
from core.cost.resolve import resolve
from core.cost.result import OptionCost
from core.cost.scenario import DEFAULT_SEED, Given, Scenario
from core.cost.simulate import Spread, deterministic, simulate

DRAWS = 1_000
YEARS = 3


@dataclass(frozen=True)
class CostAnswers:
    """What the wizard knows; ``None``: the calculator's default."""

    current_plan: str | None = None
    seats: int | None = None
    joiners_per_year: int | None = None
    leavers_per_year: int | None = None
    roles_from_idp: bool = False
    idps: tuple[str, ...] = ()


@dataclass(frozen=True)
class Amounts:
    """Money: P10, the figure with every input at its likely value, P90."""

    low: Decimal
    likely: Decimal
    high: Decimal


@dataclass(frozen=True)
class OptionEstimate:
    """One option's cost in ``currency``; ``account_days`` over the three years."""

    first_year: Amounts
    three_years: Amounts
    account_days: Decimal
    currency: str


@dataclass(frozen=True)
class Estimates:
    """Every option that can be reckoned, and why the others cannot."""

    options: Mapping[OptionId, OptionEstimate]
    left_out: Mapping[OptionId, str]


def scenario_of(answers: CostAnswers, app: str, currency: str = "USD") -> Scenario:
    """The scenario that these answers mean: what a calculator opened from the wizard shows."""
    said = {
        "seats": answers.seats,
        "joiners": answers.joiners_per_year,
        "leavers": answers.leavers_per_year,
    }
    return Scenario(
        name=app,
        app=app,
        currency=currency,
        years=YEARS,
        seed=DEFAULT_SEED,
        draws=DRAWS,
        current_plan=answers.current_plan,
        idps=answers.idps,
        roles_from_idp=answers.roles_from_idp,
        inputs={name: Given(point(value)) for name, value in said.items() if value is not None},
    )


def estimate_options(scenario: Scenario, facts: AppFacts) -> Estimates:
    """Reckon every option; raises :class:`core.cost.resolve.BadInputs` for impossible answers."""
    resolved = resolve(scenario, facts)
    known, _ = deterministic(resolved)
    spreads = simulate(resolved, known)
    found = {}
    for option in resolved.frame.options:
        one = OptionCost(option, tuple(known[option]), spreads[option])
        found[option] = OptionEstimate(
            first_year=_amounts(one.years[0].total, one.spread.cumulative[0]),
            three_years=_amounts(one.total, one.spread.total),
            account_days=one.account_days,
            currency=scenario.currency,
        )
    return Estimates(found, resolved.left_out)


def _amounts(likely: Decimal, spread: Spread) -> Amounts:
    return Amounts(min(spread.p10, likely), likely, max(spread.p90, likely))
