"""The whole stack: the cost of upgrading everything, of what is recommended, of nothing. Pure.

The "SCIM tax" of an app is what the plan with SCIM costs beyond the plan in use, licences only.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from core.catalog.values import UNKNOWN
from core.cost.inputs.facts import AppFacts
from core.cost.inputs.plan_choice import PlanChoice, choose_plans
from core.cost.inputs.resolve import BadInputs, Resolved, resolve
from core.cost.model.estimate import point
from core.cost.model.options import PLAN_OF, OptionId, PlanRole
from core.cost.results.simulate import deterministic
from core.cost.scenario.scenario import Given, Scenario
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


class Lacking(StrEnum):
    """What is not known of an app, so that it is not in the totals."""

    SEATS = "seats"
    RATE = "rate"
    PRICE = "price"
    """What the app costs as it is."""
    HAS_SCIM = "has-scim"
    """Whether the plan in use has SCIM, and so what an upgrade would be."""
    UPGRADE = "upgrade"
    """What the plan with SCIM costs."""
    CHOSEN = "chosen"
    """What the way costs that was decided or is recommended."""


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
    account_days_upgrade: Decimal | None
    why: str = ""
    has_scim: bool = False
    """The plan in use has SCIM already: nothing to upgrade."""
    stays: bool = False
    """No upgrade is possible, or would help: whoever upgrades everything leaves it as it is."""
    lacking: Lacking | None = None
    """What is not known, the first thing to find out; ``None``: every way has a figure."""

    @property
    def is_priced(self) -> bool:
        """Whether what the app costs here is known."""
        return self.nothing is not None

    @property
    def tax_recommended(self) -> Decimal | None:
        """The SCIM tax that the recommended way really pays: none unless it takes that plan."""
        if self.option is None:
            return None
        return self.tax if PLAN_OF[self.option] is PlanRole.UPGRADE else Decimal(0)

    @property
    def difference(self) -> Decimal | None:
        """What the recommended way costs beyond doing nothing."""
        if self.recommended is None or self.nothing is None:
            return None
        return self.recommended - self.nothing


@dataclass(frozen=True)
class StackCost:
    """All apps and their totals, in one currency over ``years``."""

    apps: tuple[AppCost, ...]
    currency: str
    years: int
    lacking_rates: tuple[str, ...] = ()
    """Currencies that prices of the stack are in, and that nobody gave a rate for."""

    def total(self, column: str) -> Decimal | None:
        """Sum of a column over the apps that have it; ``None`` where none has."""
        values = [value for one in self.apps if (value := getattr(one, column)) is not None]
        return sum(values, Decimal(0)) if values else None

    def left_out(self) -> tuple[AppCost, ...]:
        """The apps that :attr:`comparable` leaves out, each with what is not known of it."""
        alike = {one.app for one in self.comparable.apps}
        return tuple(one for one in self.apps if one.app not in alike)

    def in_whole_units(self) -> "StackCost":
        """Every amount rounded once, app by app: what is shown of it adds up."""
        return replace(self, apps=tuple(_in_whole_units(one) for one in self.apps))

    @property
    def comparable(self) -> "StackCost":
        """Only the apps of which every way can be calculated: their totals can be compared."""
        ways = ("upgrade", "recommended", "nothing", "tax")
        alike = (one for one in self.apps if all(getattr(one, way) is not None for way in ways))
        return replace(self, apps=tuple(alike))


def _in_whole_units(one: AppCost) -> AppCost:
    def rounded(amount: Decimal | None) -> Decimal | None:
        return None if amount is None else amount.quantize(Decimal(1), ROUND_HALF_UP)

    return replace(
        one,
        tax=rounded(one.tax),
        upgrade=rounded(one.upgrade),
        recommended=rounded(one.recommended),
        nothing=rounded(one.nothing),
    )


def stack_cost(
    entries: Sequence[tuple[StackEntry, AppFacts]],
    currency: str,
    *,
    years: int,
    chosen: Mapping[str, str],
    rates: Mapping[str, Decimal],
    impossible: Mapping[str, Mapping[OptionId, str]] | None = None,
    unclear: Mapping[str, str] | None = None,
    by_roles: Collection[str] = (),
    people: Mapping[str, Mapping[str, Decimal | int]] | None = None,
) -> StackCost:
    """Every app at its likely values. ``rates``: what 1 of a currency is in ``currency``."""
    frame = Scenario(currency=currency, years=years, rates=rates)
    ruled_out = impossible or {}
    lacking: set[str] = set()
    apps = []
    for entry, facts in entries:
        driven = entry.app in by_roles
        numbers = (people or {}).get(entry.app, {})
        said = {name: Given(point(number)) for name, number in numbers.items()}
        scenario = replace(
            frame, name=entry.name, app=entry.app, roles_from_idp=driven, inputs=said
        )
        try:
            out = ruled_out.get(entry.app, {})
            unnamed = (unclear or {}).get(entry.app, "")
            apps.append(_app(scenario, facts, chosen.get(entry.app), out, unnamed))
        except BadInputs as error:
            fields = [one.field or "" for one in error.problems]
            lacking |= {one.removeprefix("rates.") for one in fields if one.startswith("rates.")}
            why = str(error.problems[0])
            rate = any(one.startswith("rates.") for one in fields)
            lacks = Lacking.RATE if rate else Lacking.PRICE
            apps.append(_unknown(scenario, chosen.get(entry.app), why, lacks))
    apps.sort(key=lambda one: (one.tax is None, -(one.tax or 0), one.name.casefold()))
    return StackCost(tuple(apps), currency, years, tuple(sorted(lacking)))


@dataclass(frozen=True)
class _Total:
    """One option over all years; ``None`` where it cannot be calculated."""

    cost: Decimal | None = None
    plan: Decimal | None = None
    account_days: Decimal | None = None


_UNKNOWN = _Total()


def _app(
    scenario: Scenario,
    facts: AppFacts,
    chosen: str | None,
    impossible: Mapping[OptionId, str],
    unclear: str,
) -> AppCost:
    """``impossible``: options that cannot be done here, or would not help, with the reason;
    ``unclear``: why nobody knows whether there is an upgrade."""
    if facts.stack_seats is None:
        why = "How many seats we have is not known: enter them."
        return _unknown(scenario, chosen, why, Lacking.SEATS)
    known, left_out, choice = _options(scenario, facts)
    native = choice.is_native
    none_done = {**scenario.inputs, **NOTHING}
    by_hand = replace(scenario, options=(OptionId.MANUAL_CHECKLIST,), inputs=none_done)
    as_is, unpriced, _ = _options(by_hand, facts)
    nothing = as_is.get(OptionId.MANUAL_CHECKLIST, _UNKNOWN)
    with_scim = OptionId.NATIVE_SCIM if native else OptionId.UPGRADE_FOR_SCIM
    upgrade = known.get(with_scim, _UNKNOWN)
    # The plan that has SCIM serves nobody where our IdP cannot use it, whether it is ours or not.
    useless = impossible.get(with_scim, "")
    unclear = "" if native or useless else unclear
    unsure = not native and not useless and not unclear and choice.scim.answer == UNKNOWN
    stays = bool(useless)
    if unsure or unclear:
        # Whether there is anything to upgrade is what is not known.
        upgrade = _UNKNOWN
    elif stays:
        # Whoever upgrades everything leaves this app as it is, whatever the plan would cost.
        upgrade = nothing
    # A recommendation without a price stays without one; it is not swapped for another option.
    priced = {one: total.cost for one, total in known.items() if total.cost is not None}
    option = OptionId(chosen) if chosen else min(priced, key=lambda o: priced[o], default=None)
    recommended = known.get(option, _UNKNOWN) if option else _UNKNOWN
    tax = Decimal(0) if native else None
    if not native and upgrade.plan is not None and nothing.plan is not None:
        # A quote below what we pay is a saving of the upgrade, and no tax of less than nothing.
        tax = max(upgrade.plan - nothing.plan, Decimal(0))
    lacking = (
        Lacking.PRICE
        if nothing.cost is None
        else Lacking.HAS_SCIM
        if unsure
        else Lacking.UPGRADE
        if upgrade.cost is None
        else Lacking.CHOSEN
        if recommended.cost is None
        else None
    )
    no_more = tax == 0 and not native and not stays
    whys = [
        unpriced.get(OptionId.MANUAL_CHECKLIST),
        "Whether our plan has SCIM is not known: ask the vendor." if unsure else None,
        useless if stays else unclear,
        "The plan with SCIM costs no more than what is paid." if no_more else None,
        left_out.get(option) if option and not unsure else None,
        None if native or unsure or stays or unclear else left_out.get(OptionId.UPGRADE_FOR_SCIM),
    ]
    return AppCost(
        app=scenario.app or "",
        name=scenario.name,
        tax=tax,
        upgrade=upgrade.cost,
        recommended=recommended.cost,
        option=option,
        nothing=nothing.cost,
        account_days_nothing=nothing.account_days,
        account_days_recommended=recommended.account_days,
        account_days_upgrade=upgrade.account_days,
        why=" ".join(dict.fromkeys(why for why in whys if why)),
        has_scim=native,
        stays=stays,
        lacking=lacking,
    )


def _unknown(scenario: Scenario, chosen: str | None, why: str, lacking: Lacking) -> AppCost:
    """An app of which nothing can be added up."""
    option = OptionId(chosen) if chosen else None
    money, days = (None, None, None), (None, None, None, None)
    return AppCost(
        scenario.app or "", scenario.name, *money, option, *days, why=why, lacking=lacking
    )


def _options(
    scenario: Scenario, facts: AppFacts
) -> tuple[dict[OptionId, _Total], Mapping[OptionId, str], PlanChoice]:
    """Each option's total, why the others have none, and the plans that they stand on."""
    choice = choose_plans(scenario, facts)
    if not choice.options:
        return {}, choice.left_out, choice
    resolved = resolve(scenario, facts, choice)
    return _totals(resolved), resolved.left_out, choice


def _totals(resolved: Resolved) -> dict[OptionId, _Total]:
    known, _ = deterministic(resolved)
    return {
        option: _Total(
            sum((year.total for year in years), Decimal(0)),
            sum((year.plan for year in years), Decimal(0)),
            sum((year.account_days for year in years), Decimal(0)),
        )
        for option, years in known.items()
    }
