"""The answer of a calculation: every figure that page, file and command line show. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property

from core.cost.inputs.facts import AppFacts
from core.cost.inputs.resolve import Resolved, resolve
from core.cost.model.arithmetic import CENT
from core.cost.model.cost_model import Year
from core.cost.model.options import PLAN_OF, OptionId, PlanRole
from core.cost.results.sensitivity import (
    Bar,
    BreakEven,
    Variable,
    break_even,
    reference_of,
    tornado,
)
from core.cost.results.simulate import OptionSpread, deterministic, simulate
from core.cost.scenario.scenario import Scenario

NOTHING_IMPOSSIBLE: Mapping[OptionId, str] = {}


@dataclass(frozen=True)
class OptionCost:
    """One option: exact years, their sum, and the spread."""

    id: OptionId
    years: tuple[Year, ...]
    spread: OptionSpread

    @property
    def total(self) -> Decimal:
        """Over the horizon, with every input at its likely value."""
        return sum((year.total for year in self.years), Decimal(0))

    @property
    def account_days(self) -> Decimal:
        """Days that accounts of leavers stay open, over the horizon."""
        days = sum((year.account_days for year in self.years), Decimal(0))
        return Decimal(days).quantize(CENT, ROUND_HALF_UP)


@dataclass(frozen=True)
class CostResult:
    """Everything that is shown of one scenario."""

    resolved: Resolved
    options: tuple[OptionCost, ...]

    _kept: dict[Variable, tuple[BreakEven, ...]] = field(
        default_factory=dict, repr=False, compare=False
    )

    @property
    def break_even(self) -> tuple[BreakEven, ...]:
        """Where the upgrade (or the first option) and another one cost the same."""
        return tuple(one for variable in Variable for one in self.break_even_in(variable))

    def break_even_in(self, variable: Variable) -> tuple[BreakEven, ...]:
        """The same for one variable. Found when asked for: a page seldom shows them all."""
        if variable not in self._kept:
            reference = reference_of(self.resolved)
            self._kept[variable] = tuple(break_even(self.resolved, variable, reference))
        return self._kept[variable]

    @cached_property
    def tornado(self) -> tuple[Bar, ...]:
        """What each range alone does to the cheapest option's total, the widest first."""
        return tuple(tornado(self.resolved, self.cheapest.id))

    @property
    def unpriced(self) -> str | None:
        """Why the plan in use has no price, where it has none: nothing compares with it then."""
        if PlanRole.CURRENT in self.resolved.plans:
            return None
        out = self.resolved.left_out
        return next((why for one, why in out.items() if PLAN_OF[one] is PlanRole.CURRENT), None)

    @property
    def cheapest(self) -> OptionCost:
        """Of the options that can be done the one that is cheapest in most draws.

        Of equals the one with the lowest total, then the first.
        """
        possible = (o for o in self.options if o.id in self.resolved.possible)
        return min(possible, key=lambda option: (-option.spread.p_cheapest, option.total))

    def option(self, wanted: OptionId) -> OptionCost | None:
        return next((one for one in self.options if one.id is wanted), None)

    def exposure_money(self, option: OptionCost) -> Decimal | None:
        """Account-days in money, only where the person gave cost and frequency of incidents."""
        scenario = self.resolved.scenario
        cost, often = scenario.incident_cost, scenario.incidents_per_1000_account_days
        if cost is None or often is None:
            return None
        return (option.account_days / 1000 * often * cost).quantize(CENT, ROUND_HALF_UP)


def calculate_scenario(
    scenario: Scenario, facts: AppFacts, impossible: Mapping[OptionId, str] = NOTHING_IMPOSSIBLE
) -> CostResult:
    """Calculate a scenario with the facts about its app.

    ``impossible``: options that cannot be done here, with the reason (the advice room knows); they
    are calculated, but are never the cheapest. Raises :class:`core.cost.inputs.resolve.BadInputs`
    with everything that cannot be used.
    """
    resolved = resolve(scenario, facts)
    # Why an option is out is said once: by the wizard's sentence, where it has one.
    out = {one: impossible.get(one, why) for one, why in resolved.left_out.items()}
    return calculate(replace(resolved, left_out=out, impossible=impossible))


def calculate(resolved: Resolved, draws: int | None = None) -> CostResult:
    """Reckon, draw, and look at what moves the answer."""
    known, _ = deterministic(resolved)
    spreads = simulate(resolved, known, draws=draws)
    options = tuple(
        OptionCost(option, tuple(known[option]), spreads[option])
        for option in resolved.frame.options
    )
    return CostResult(resolved, options)


def to_json(result: CostResult) -> dict[str, object]:
    """The document of ``python -m core cost --json``; amounts as strings of digits."""
    scenario = result.resolved.scenario
    return {
        "currency": scenario.currency,
        "horizon_years": scenario.years,
        "options": [_option(one) for one in result.options],
        "break_even": [_break_even(one) for one in result.break_even],
        "tornado": [_bar(one) for one in result.tornado],
        "seed": scenario.seed,
    }


def _option(option: OptionCost) -> Mapping[str, object]:
    spread = option.spread
    return {
        "id": str(option.id),
        "per_year": [
            {
                "year": number,
                "plan": digits(year.plan),
                "labour": digits(year.labour),
                "setup": digits(year.setup),
                "waste": digits(year.waste),
                "total": digits(year.total),
            }
            for number, year in enumerate(option.years, start=1)
        ],
        "total": digits(option.total),
        "p10": digits(spread.total.p10),
        "p50": digits(spread.total.p50),
        "p90": digits(spread.total.p90),
        "p_cheapest": round(spread.p_cheapest, 6),
        "account_days": float(option.account_days),
    }


def _break_even(one: BreakEven) -> Mapping[str, object]:
    return {
        "variable": str(one.variable),
        "option": str(one.option),
        "against": str(one.against),
        "at": None if one.at is None else plain(one.at),
        "from": None if one.first_whole is None else plain(one.first_whole),
        "cheaper_below": str(one.cheaper_below),
        "cheaper_above": str(one.cheaper_above),
        "searched_to": plain(one.searched_to),
    }


def _bar(bar: Bar) -> Mapping[str, object]:
    return {
        "input": bar.input,
        "option": str(bar.option),
        "low": plain(bar.low),
        "high": plain(bar.high),
        "total_at_low": digits(bar.at_low),
        "total_at_high": digits(bar.at_high),
        "swing": digits(bar.swing),
        "cheapest_at_low": str(bar.cheapest_at_low),
        "cheapest_at_high": str(bar.cheapest_at_high),
    }


def digits(amount: Decimal) -> str:
    """An amount to the cent: ``1234.50``."""
    return format(amount.quantize(CENT, ROUND_HALF_UP), "f")


def plain(number: Decimal) -> str:
    """A number without needless zeros or exponents."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
