"""A scenario: the saved inputs of a calculation, as a value and as plain data. Pure.

The same document is a YAML or JSON file for the command line, a row's content in the database and
what a page edits. It holds only what a person said; everything else comes from defaults.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from core.cost.model.estimate import Estimate, Shape
from core.cost.model.high_water import Mark, Month
from core.cost.model.options import Billing, Commitment, OptionId, PlanRole

DEFAULT_SEED = 20261124
DEFAULT_DRAWS = 10_000
DEFAULT_YEARS = 3
MOST_DRAWS = 1_000_000


@dataclass(frozen=True)
class Given:
    """A number that a person gave, in ``currency`` where it is money of another one."""

    estimate: Estimate
    currency: str | None = None


@dataclass(frozen=True)
class GivenPlan:
    """What a person said about how a plan is billed; ``None``: as the catalogue has it."""

    billing: Billing | None = None
    commitment: Commitment | None = None
    tiers: int = 0


@dataclass(frozen=True)
class Profiles:
    """Monthly profile counts, and the period over which the vendor takes the highest."""

    months: tuple[Month, ...]
    mark: Mark = Mark.MONTH
    cleanup_percent: Decimal = Decimal(0)


@dataclass(frozen=True)
class Scenario:
    """What a person said. ``rates``: what one unit of another currency is in ``currency``."""

    name: str = "Scenario"
    app: str | None = None
    currency: str = "USD"
    years: int = DEFAULT_YEARS
    seed: int = DEFAULT_SEED
    draws: int = DEFAULT_DRAWS
    options: tuple[OptionId, ...] | None = None
    current_plan: str | None = None
    upgrade_plan: str | None = None
    idps: tuple[str, ...] = ()
    roles_from_idp: bool | None = None
    """``None``: not said; then :attr:`AppFacts.roles_from_idp` holds."""
    rates: Mapping[str, Decimal] = field(default_factory=dict)
    inputs: Mapping[str, Given] = field(default_factory=dict)
    plans: Mapping[PlanRole, GivenPlan] = field(default_factory=dict)
    profiles: Profiles | None = None
    incident_cost: Decimal | None = None
    incidents_per_1000_account_days: Decimal | None = None
    notes: str = ""

    def with_input(self, name: str, given: Given | None) -> "Scenario":
        """The same with one number given, or taken back to its default."""
        inputs = {k: v for k, v in self.inputs.items() if k != name}
        if given is not None:
            inputs[name] = given
        return replace(self, inputs=inputs)


def to_plain(scenario: Scenario) -> dict[str, object]:
    """The document as JSON-able values, what is at its default left out."""
    plain: dict[str, object] = {
        "name": scenario.name,
        "app": scenario.app,
        "currency": scenario.currency,
        "horizon_years": scenario.years,
        "seed": scenario.seed,
        "draws": scenario.draws,
        "options": None if scenario.options is None else [str(one) for one in scenario.options],
        "current_plan": scenario.current_plan,
        "upgrade_plan": scenario.upgrade_plan,
        "idps": list(scenario.idps),
        "roles_from_idp": scenario.roles_from_idp,
        "rates": {code: _digits(rate) for code, rate in scenario.rates.items()},
        "inputs": {name: plain_given(given) for name, given in sorted(scenario.inputs.items())},
        "plans": {str(role): _plain_plan(plan) for role, plan in scenario.plans.items()},
        "profiles": _plain_profiles(scenario.profiles),
        "incident_cost": _optional(scenario.incident_cost),
        "incidents_per_1000_account_days": _optional(scenario.incidents_per_1000_account_days),
        "notes": scenario.notes,
    }
    return {key: value for key, value in plain.items() if value not in (None, "", [], {})}


def plain_given(given: Given) -> object:
    """One number as it stands in the document."""
    one = given.estimate
    if one.is_point and given.currency is None:
        return _digits(one.likely)
    if one.is_point:
        return {"value": _digits(one.likely), "currency": given.currency}
    plain = {"low": _digits(one.low), "high": _digits(one.high)}
    if one.shape is Shape.PERT:
        plain["likely"] = _digits(one.likely)
    if given.currency:
        plain["currency"] = given.currency
    return plain


def _plain_plan(plan: GivenPlan) -> dict[str, object]:
    said = {"billing": plan.billing, "commitment": plan.commitment, "tiers": plan.tiers or None}
    return {k: v if isinstance(v, int) else str(v) for k, v in said.items() if v is not None}


def _plain_profiles(profiles: Profiles | None) -> dict[str, object] | None:
    if profiles is None:
        return None
    return {
        "months": [
            {"peak": _digits(m.peak), "average": _digits(m.average), "end": _digits(m.end)}
            for m in profiles.months
        ],
        "period": str(profiles.mark),
        "cleanup_percent": _digits(profiles.cleanup_percent),
    }


def _digits(value: Decimal) -> str:
    return format(value, "f")


def _optional(value: Decimal | None) -> str | None:
    return None if value is None else _digits(value)
