"""What each option costs for the wizard: a few answers in, low, likely and high out. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from core.cost.inputs.facts import AppFacts
from core.cost.inputs.plan_choice import choose_plans
from core.cost.inputs.resolve import Resolved, resolve
from core.cost.model.cost_model import Year
from core.cost.model.estimate import point
from core.cost.model.leftover import HandWork, Leftover
from core.cost.model.options import OptionId, PlanRole
from core.cost.results.simulate import Spread, deterministic, simulate
from core.cost.scenario.scenario import DEFAULT_DRAWS, DEFAULT_SEED, Given, Scenario

YEARS = 3


@dataclass(frozen=True)
class CostAnswers:
    """What the wizard knows; ``None``: the calculator's default."""

    current_plan: str | None = None
    seats: int | None = None
    joiners_per_year: int | Decimal | None = None
    leavers_per_year: int | Decimal | None = None
    roles_from_idp: bool = False
    idps: tuple[str, ...] = ()
    outcomes: Mapping[OptionId, str] = field(default_factory=dict)
    """How options come out here (:attr:`core.cost.values.AppFacts.outcomes`)."""


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
    """Every option that can be calculated, and why the others cannot."""

    options: Mapping[OptionId, OptionEstimate]
    left_out: Mapping[OptionId, str]
    plan: str | None
    """The plan that counts as the current one; ``None``: no price of it is known."""
    work_only: frozenset[OptionId] = frozenset()
    """Options whose amounts are work, set-up and fees alone (and an add-on, where they buy one),
    because our plan has no price."""
    why: str = ""
    """Why the current plan has no price, and what to do."""
    roles: Mapping[OptionId, PlanRole] = field(default_factory=dict)
    """Options that pay for another plan here than they do as a rule."""
    leftover: Mapping[OptionId, Leftover] = field(default_factory=dict)
    """How long leavers keep access, of every option."""
    hand_work: Mapping[OptionId, HandWork] = field(default_factory=dict)
    assumed: bool = False
    """Nobody said which plan: the cheapest with a price stands in."""


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
        draws=DEFAULT_DRAWS,
        current_plan=answers.current_plan,
        idps=answers.idps,
        roles_from_idp=answers.roles_from_idp,
        inputs={name: Given(point(value)) for name, value in said.items() if value is not None},
    )


def estimate_options(scenario: Scenario, facts: AppFacts) -> Estimates:
    """Every option's cost; raises :class:`core.cost.values.BadInputs` for impossible answers."""
    resolved, found = _resolved(scenario, facts)
    known, _ = deterministic(resolved)
    spreads = simulate(resolved, known)
    options = {}
    for option in resolved.frame.options:
        years, spread = known[option], spreads[option]
        first = _amounts(years[0].total, spread.cumulative[0])
        options[option] = _estimate(years, first, _amounts(_sum(years), spread.total), scenario)
    return replace(found, options=options)


def likely_options(scenario: Scenario, facts: AppFacts) -> Estimates:
    """The same at the likely values alone, without drawing: for many apps at once."""
    resolved, found = _resolved(scenario, facts)
    known, _ = deterministic(resolved)
    options = {}
    for option in resolved.frame.options:
        years = known[option]
        first, three = (Amounts(*(total,) * 3) for total in (years[0].total, _sum(years)))
        options[option] = _estimate(years, first, three, scenario)
    return replace(found, options=options)


def _resolved(scenario: Scenario, facts: AppFacts) -> tuple[Resolved, Estimates]:
    """All numbers, and what is to be said of the current plan.

    Where that has no price, it is counted as nothing and the options that include it are marked:
    what they cost is not known, the work in it is.
    """
    choice = choose_plans(scenario, facts)
    if PlanRole.CURRENT in choice.plans:
        resolved = resolve(scenario, facts, choice)
        name = choice.plans[PlanRole.CURRENT].name
        assumed = not (scenario.current_plan or facts.in_stack)
        found = Estimates({}, resolved.left_out, name, roles=choice.roles, assumed=assumed)
        return resolved, _with_leftover(found, resolved)
    why = next((w for o, w in choice.left_out.items() if choice.role_of(o) is PlanRole.CURRENT), "")
    nothing = {"current.base": Given(point(0))}
    unpriced = replace(scenario, inputs={**scenario.inputs, **nothing})
    choice = choose_plans(unpriced, facts)
    resolved = resolve(unpriced, facts, choice)
    with_it = frozenset(o for o in resolved.frame.options if choice.includes_ours(o))
    found = Estimates({}, resolved.left_out, None, with_it, why, choice.roles)
    return resolved, _with_leftover(found, resolved)


def _with_leftover(found: Estimates, resolved: Resolved) -> Estimates:
    return replace(found, leftover=resolved.leftover, hand_work=resolved.hand_work)


def _estimate(
    years: Sequence[Year], first: Amounts, three: Amounts, scenario: Scenario
) -> OptionEstimate:
    days = sum((year.account_days for year in years), Decimal(0))
    return OptionEstimate(first, three, days, scenario.currency)


def _sum(years: Sequence[Year]) -> Decimal:
    return sum((year.total for year in years), Decimal(0))


def _amounts(likely: Decimal, spread: Spread) -> Amounts:
    return Amounts(min(spread.p10, likely), likely, max(spread.p90, likely))
