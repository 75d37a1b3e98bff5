"""The whole stack: the cost of upgrading everything, of what is recommended, of nothing. Pure.

The "SCIM tax" of an app is what the plan with SCIM costs beyond the plan in use, licences only.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.cost.estimate import point
from core.cost.facts import AppFacts
from core.cost.options import OptionId
from core.cost.resolve import BadInputs, resolve
from core.cost.scenario import Given, Scenario
from core.cost.simulate import deterministic
from core.stack.values import StackEntry

NOTHING: dict[str, Given] = {
    # No checklist: what is forgotten stays forgotten until somebody finds it.
    f"{OptionId.MANUAL_CHECKLIST}.{key}": Given(point(value))
    for key, value in (
        ("setup_hours", 0),
        ("running_hours", 0),
        ("keep_remove", 100),
        ("keep_missed", 100),
    )
}


@dataclass(frozen=True)
class AppCost:
    """One app. Money over the horizon; ``None`` where a price is missing, said in ``why``."""

    app: str
    name: str
    tax: Decimal | None
    """Licences of the plan with SCIM beyond those of the plan in use."""
    upgrade: Decimal | None
    recommended: Decimal | None
    option: OptionId | None
    nothing: Decimal | None
    account_days_nothing: Decimal | None
    account_days_recommended: Decimal | None
    why: str = ""
    has_scim: bool = False
    """The plan in use has SCIM already: nothing to upgrade."""


@dataclass(frozen=True)
class StackCost:
    """All apps and their totals, in one currency over ``years``."""

    apps: tuple[AppCost, ...]
    currency: str
    years: int

    def total(self, column: str) -> Decimal:
        """Sum of a column over the apps that have it."""
        values = (getattr(one, column) for one in self.apps)
        return sum((value for value in values if value is not None), Decimal(0))

    def missing(self, column: str) -> int:
        """How many apps lack it: a total without them is a lower bound."""
        return sum(getattr(one, column) is None for one in self.apps)


def stack_cost(
    entries: Sequence[tuple[StackEntry, AppFacts]],
    currency: str,
    *,
    years: int,
    chosen: Mapping[str, str],
) -> StackCost:
    """Reckon every app at its likely values."""
    apps = tuple(
        _app(entry, facts, currency, years, chosen.get(entry.app)) for entry, facts in entries
    )
    order = sorted(apps, key=lambda one: (one.tax is None, -(one.tax or 0), one.name.casefold()))
    return StackCost(tuple(order), currency, years)


def _app(
    entry: StackEntry, facts: AppFacts, currency: str, years: int, chosen: str | None
) -> AppCost:
    scenario = Scenario(name=entry.name, app=entry.app, currency=currency, years=years)
    try:
        resolved = resolve(scenario, facts)
        known, _ = deterministic(resolved)
        as_is = resolve(
            Scenario(
                name=entry.name,
                app=entry.app,
                currency=currency,
                years=years,
                options=(OptionId.MANUAL_CHECKLIST,),
                inputs=NOTHING,
            ),
            facts,
        )
        nothing = deterministic(as_is)[0].get(OptionId.MANUAL_CHECKLIST)
    except BadInputs as error:
        return AppCost(entry.app, entry.name, *(None,) * 7, why=str(error.problems[0]))
    totals = {
        option: sum((year.total for year in found), Decimal(0)) for option, found in known.items()
    }
    days = {
        option: sum((year.account_days for year in found), Decimal(0))
        for option, found in known.items()
    }
    # A recommendation without a price stays without one; it is not swapped for another option.
    option = OptionId(chosen) if chosen else min(totals, key=lambda one: totals[one])
    upgrade = totals.get(OptionId.UPGRADE_FOR_SCIM)
    native = OptionId.NATIVE_SCIM in totals
    tax = Decimal(0) if native else None
    if upgrade is not None and nothing:
        higher = sum((year.plan for year in known[OptionId.UPGRADE_FOR_SCIM]), Decimal(0))
        tax = higher - sum((year.plan for year in nothing), Decimal(0))
    return AppCost(
        app=entry.app,
        name=entry.name,
        tax=tax,
        upgrade=totals[OptionId.NATIVE_SCIM] if native else upgrade,
        recommended=totals.get(option),
        option=option,
        nothing=sum((year.total for year in nothing), Decimal(0)) if nothing else None,
        account_days_nothing=sum((y.account_days for y in nothing), Decimal(0))
        if nothing
        else None,
        account_days_recommended=days.get(option),
        why=resolved.left_out.get(option) or resolved.left_out.get(OptionId.UPGRADE_FOR_SCIM, ""),
        has_scim=native,
    )
