"""From what a person said to every number of the model, each with where it comes from. Pure.

A person's own number comes first, then the organisation's stack, the catalogue, a published
figure, and at last an assumption that is called so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from difflib import get_close_matches
from enum import StrEnum

from core.cost.inputs.definitions import Catalogue, Group, InputSpec, input_catalogue
from core.cost.inputs.facts import HOME_CURRENCY, AppFacts
from core.cost.inputs.plan_choice import ChosenPlan, PlanChoice, choose_plans
from core.cost.inputs.published import published_default
from core.cost.model.arithmetic import Exact
from core.cost.model.cost_model import yearly_bill
from core.cost.model.estimate import Estimate, point
from core.cost.model.high_water import Basis, counts
from core.cost.model.leftover import HandWork, Leftover, hand_work_of, leftover_of
from core.cost.model.options import Billing, Frame, OptionId, PlanRole, PlanTerms
from core.cost.scenario.scenario import Given, Scenario
from core.errors import Invalid


class Origin(StrEnum):
    """Who says a number."""

    YOURS = "yours"
    STACK = "your stack"
    CATALOGUE = "catalogue"
    PUBLISHED = "published figure"
    ASSUMPTION = "assumption"


@dataclass(frozen=True)
class Input:
    """A number of the model, in the scenario's currency where it is money."""

    spec: InputSpec
    estimate: Estimate
    origin: Origin
    source: str
    url: str | None = None


_Default = tuple[Estimate, Origin, str, str | None, str]
"""A number with who says it, where, the page, and the currency of money."""


@dataclass(frozen=True)
class Resolved:
    """All that the model needs, and why."""

    scenario: Scenario
    frame: Frame
    inputs: Mapping[str, Input]
    left_out: Mapping[OptionId, str]
    """Options that cannot be calculated, with the reason."""
    plans: Mapping[PlanRole, str]
    """What each plan is called."""
    warnings: tuple[str, ...] = ()
    leftover: Mapping[OptionId, Leftover] = field(default_factory=dict)
    """How long leavers keep access, of every option, whether it can be calculated or not."""
    hand_work: Mapping[OptionId, HandWork] = field(default_factory=dict)
    """The minutes that each option leaves to people."""
    impossible: Mapping[OptionId, str] = field(default_factory=dict)
    """Options that are calculated but cannot be done here, with the reason; never the cheapest."""

    @property
    def possible(self) -> tuple[OptionId, ...]:
        """The options that can be done; all of them where none can."""
        options = self.frame.options
        return tuple(one for one in options if one not in self.impossible) or options

    @property
    def uncertain(self) -> list[str]:
        """Names of the inputs that are ranges."""
        return [name for name, one in self.inputs.items() if not one.estimate.is_point]


class BadInputs(Invalid):
    """Numbers that cannot be used; ``problems`` has one error for each, with its field."""

    def __init__(self, problems: Sequence[Invalid]) -> None:
        self.problems = tuple(problems)
        text = "\n".join(f"{one.field}: {one}" if one.field else str(one) for one in problems)
        super().__init__(text, field=problems[0].field)


def resolve(
    scenario: Scenario, facts: AppFacts | None = None, chosen: PlanChoice | None = None
) -> Resolved:
    """Every number with its origin; raises :class:`BadInputs` with all that is wrong.

    ``chosen``: the scenario's plans, where they have been chosen already.
    """
    known = facts or AppFacts()
    choice = chosen or choose_plans(scenario, known)
    return _Resolver(scenario, known, input_catalogue(), choice, choice.problems).resolve()


@dataclass
class _Resolver:
    scenario: Scenario
    facts: AppFacts
    known: Catalogue
    choice: PlanChoice
    problems: list[Invalid]
    inputs: dict[str, Input] = field(default_factory=dict)

    def resolve(self) -> Resolved:
        choice = self.choice
        for name, spec in self.known.general.items():
            self._add(name, spec)
        for role, plan in choice.plans.items():
            self._plan_inputs(plan, choice.terms[role])
        by_profile = [r for r, terms in choice.terms.items() if terms.billing is Billing.PROFILE]
        if by_profile:
            self._profile_inputs(by_profile)
        for (option, key), spec in self.known.option.items():
            if option in choice.options:
                self._option_input(option, key, spec)
        self._unknown_names()
        if self.problems:
            raise BadInputs(self.problems)
        options, left_out = self._without_a_list_price_below_ours()
        if not options:
            reasons = " ".join(dict.fromkeys(left_out[one] for one in choice.options))
            raise BadInputs(
                [Invalid("No option can be calculated.", field="options", hint=reasons)]
            )
        return Resolved(
            self.scenario,
            Frame(self.scenario.years, options, choice.terms, choice.roles),
            self.inputs,
            left_out,
            {role: plan.name for role, plan in choice.plans.items()},
            tuple(choice.warnings),
            *self._of_every_option(),
        )

    def _of_every_option(
        self,
    ) -> tuple[dict[OptionId, Leftover], dict[OptionId, HandWork]]:
        """Access after leaving and work by hand: no price is needed to know them."""
        values = {name: one.estimate for name, one in self.inputs.items()}
        for (option, key), spec in self.known.option.items():
            given = self.scenario.inputs.get(spec.name)
            default = option_default(spec, option, key, self.facts, self._roles_driven())
            values.setdefault(spec.name, given.estimate if given else default)
        years = self.scenario.years
        left = {option: leftover_of(option, values, years) for option in OptionId}
        return left, {option: hand_work_of(option, values) for option in OptionId}

    def _roles_driven(self) -> bool:
        said = self.scenario.roles_from_idp
        return self.facts.roles_from_idp if said is None else said

    def _without_a_list_price_below_ours(self) -> tuple[tuple[OptionId, ...], dict[OptionId, str]]:
        """The options, without those on a plan that is listed below what we pay now.

        Such a list price promises no saving: a larger plan does not cost less. It has to be asked.
        """
        choice, left_out = self.choice, dict(self.choice.left_out)
        for role in (PlanRole.UPGRADE, PlanRole.SIGN_ON):
            if why := self._list_price_below_ours(role):
                paid = (option for option in choice.options if choice.role_of(option) is role)
                left_out |= dict.fromkeys(paid, why)
        return tuple(one for one in choice.options if one not in left_out), left_out

    def _list_price_below_ours(self, role: PlanRole) -> str:
        choice = self.choice
        quote = tuple(f"{role}.{key}" for key in ("base", "price", "tier"))
        said = any(name.startswith(quote) for name in self.scenario.inputs)
        both = {PlanRole.CURRENT, role} <= set(choice.plans)
        ours_too = choice.is_native and role is PlanRole.UPGRADE
        if said or ours_too or not both or choice.plans[role].said is not None:
            return ""
        values = {name: one.estimate.likely for name, one in self.inputs.items()}
        frame, exact = Frame(1, choice.options, choice.terms, choice.roles), Exact()
        ours, listed = (
            exact.cents(yearly_bill(frame, one, values, exact)) for one in (PlanRole.CURRENT, role)
        )
        if listed >= ours:
            return ""
        code = self.scenario.currency
        return (
            f"{choice.name_of(role)} is listed at {code} {listed:,.0f} a year, below the {code} "
            f"{ours:,.0f} of {choice.name_of(PlanRole.CURRENT)}: ask for a quote and enter it."
        )

    def _plan_inputs(self, plan: ChosenPlan, terms: PlanTerms) -> None:
        for key, spec in self.known.plan.items():
            named = replace(
                spec, name=f"{plan.role}.{key}", label=f"{_PLAN_WORDS[plan.role]}: {_lower(spec)}"
            )
            if key == "price":
                named = replace(named, unit=_PRICE_UNITS[terms.billing])
            self._add(named.name, named, *self._plan_default(plan, key))
        for tier in range(1, terms.tiers + 1):
            for key, like in (("from", "included"), ("price", "price")):
                name = f"{plan.role}.tier{tier}.{key}"
                if name not in self.scenario.inputs:
                    self.problems.append(Invalid(f"{name} is missing.", field=name))
                spec = replace(
                    self.known.plan[like],
                    name=name,
                    label=f"{_PLAN_WORDS[plan.role]}: tier {tier} {key}",
                )
                self._add(name, spec)

    def _plan_default(self, plan: ChosenPlan, key: str) -> _Default | tuple[()]:
        own = self._own_default(plan, key)
        if not plan.is_beside:
            return own
        # An add-on comes on top of whatever the plan in use costs, in the scenario's currency.
        below = self.inputs[f"{PlanRole.CURRENT}.{key}"]
        if not own:
            return below.estimate, below.origin, below.source, below.url, self.scenario.currency
        extra, origin, source, url, currency = own
        extra = self._converted(extra, currency, plan.name)
        total = below.estimate.plus(extra)
        return total, origin, f"On top of the plan in use: {source}", url, self.scenario.currency

    def _own_default(self, plan: ChosenPlan, key: str) -> _Default | tuple[()]:
        known, said = plan.known, plan.said
        metered = known is not None and known.billing is Billing.PROFILE
        # What we really pay beats what a list says, for the plan that we have; but a bill that
        # follows given counts is calculated from the tariff.
        if said is not None:
            if key == "base":
                return point(said.amount), Origin.STACK, said.source, None, said.currency
            if key in ("price", "included") and not metered:
                return ()
        if known and key in known.numbers:
            number = known.numbers[key]
            return number, Origin.CATALOGUE, known.source, known.url, known.currency
        return ()

    def _profile_inputs(self, roles: Sequence[PlanRole]) -> None:
        profiles = self.scenario.profiles
        if profiles is not None:
            billed = counts(profiles.months, Basis.HIGH_WATER, profiles.mark)
            origin, source = Origin.YOURS, "Your profile counts, at each period's highest"
        else:
            included = min(self.inputs[f"{role}.included"].estimate.likely for role in roles)
            billed = (included,) * 12
            origin = Origin.ASSUMPTION
            source = "No profile counts given: the included number, so that the base price is due"
        for month, number in enumerate(billed, start=1):
            name = f"profiles.{month:02}"
            spec = InputSpec(
                name, f"Billed profiles, month {month}", "profiles", Group.PROFILES,
                None, None, Decimal(0), Decimal(10**12), source,
            )  # fmt: skip
            self.inputs[name] = Input(spec, point(number), origin, source)

    def _option_input(self, option: OptionId, key: str, spec: InputSpec) -> None:
        default = option_default(spec, option, key, self.facts, self._roles_driven())
        self._add(spec.name, replace(spec, default=default))

    def _add(
        self,
        name: str,
        spec: InputSpec,
        estimate: Estimate | None = None,
        origin: Origin | None = None,
        source: str = "",
        url: str | None = None,
        currency: str = HOME_CURRENCY,
    ) -> None:
        given = self._given(name)
        if given is not None:
            estimate, origin, source, url = given.estimate, Origin.YOURS, "Your own number", None
            currency = given.currency or self.scenario.currency
            self._check(spec, given)
        elif estimate is None:
            estimate, origin, source, url = self._default(name, spec)
        if spec.is_money:
            estimate = self._converted(estimate, currency, spec.label)
        assert origin is not None
        self.inputs[name] = Input(spec, estimate, origin, source, url)

    def _given(self, name: str) -> Given | None:
        if self.choice.is_native and name.startswith("upgrade."):
            # One plan in two roles: what was said of the one is said of the other.
            name = name if name in self.scenario.inputs else f"current.{name.split('.', 1)[1]}"
        return self.scenario.inputs.get(name)

    def _default(self, name: str, spec: InputSpec) -> tuple[Estimate, Origin, str, str | None]:
        if name == "seats" and self.facts.stack_seats is not None:
            return point(self.facts.stack_seats), Origin.STACK, "Seats, from our stack", None
        seats = self.inputs["seats"].estimate if "seats" in self.inputs else None
        told = published_default(name, self.known.general, self.facts.published, seats)
        if told is not None:
            origin = Origin.ASSUMPTION if told.is_assumed else Origin.PUBLISHED
            return told.estimate, origin, told.source, told.url
        origin = Origin.PUBLISHED if spec.is_published else Origin.ASSUMPTION
        if spec.percent_of is not None:
            other, percent = spec.percent_of
            return self.inputs[other].estimate.scaled(percent / 100), origin, spec.source, None
        return spec.default or point(0), origin, spec.source, None

    def _check(self, spec: InputSpec, given: Given) -> None:
        low, high = given.estimate.low, given.estimate.high
        if low < spec.least or high > spec.most:
            shown = low if low < spec.least else high
            self.problems.append(
                Invalid(
                    f"{spec.label}: {shown} is not possible.",
                    field=spec.name,
                    hint=f"From {spec.least:,} to {spec.most:,} {spec.unit}.",
                )
            )
        if given.currency and not spec.is_money:
            self.problems.append(
                Invalid(f"{spec.label} is not money.", field=spec.name, hint="Drop the currency.")
            )

    def _converted(self, estimate: Estimate, currency: str, label: str) -> Estimate:
        if currency == self.scenario.currency or estimate.high == 0:
            return estimate
        rate = self.scenario.rates.get(currency)
        if rate is None:
            if not any(one.field == f"rates.{currency}" for one in self.problems):
                self.problems.append(
                    Invalid(
                        f"{label} is in {currency}, the scenario in {self.scenario.currency}: "
                        "these are not added without a rate.",
                        field=f"rates.{currency}",
                        hint=f"Say what 1 {currency} is in {self.scenario.currency}.",
                    )
                )
            return estimate
        return estimate.scaled(rate)

    def _unknown_names(self) -> None:
        known = {*self.inputs, *self.known.general}
        known |= {f"{option}.{key}" for option, key in self.known.option}
        known |= {f"{role}.{key}" for role in PlanRole for key in self.known.plan}
        # Tiers of a plan that plays no part here are kept: another plan of ours may need them.
        known |= {
            f"{role}.tier{tier}.{key}"
            for role, plan in self.scenario.plans.items()
            for tier in range(1, plan.tiers + 1)
            for key in ("from", "price")
        }
        for name in self.scenario.inputs:
            if name not in known:
                near = get_close_matches(name, sorted(known), n=1)
                self.problems.append(
                    Invalid(
                        f"There is no input {name!r}.",
                        field=name,
                        hint=f"Did you mean {near[0]}?" if near else "See docs/cost-model.md.",
                    )
                )


def option_default(
    spec: InputSpec, option: OptionId, key: str, facts: AppFacts, roles_driven: bool
) -> Estimate:
    """An option's own number as it comes out here."""
    known, found = input_catalogue(), spec.default
    if key == "keep_role" and roles_driven:
        found = known.texts[option].driven_role
    named = facts.outcomes.get(option)
    outcome = known.outcomes[named] if named else None
    if outcome and key == "open_days":
        found = outcome.open_days
    elif outcome and outcome.like and key.startswith("keep_"):
        found = known.option[outcome.like, key].default
    assert found is not None
    return found


def default_leftover(option: OptionId, outcome: str, leavers: Decimal, years: int) -> Leftover:
    """The same where nothing can be calculated: every number at its default."""
    return leftover_of(option, _defaults(option, outcome, leavers), years)


def default_hand_work(option: OptionId, outcome: str) -> HandWork:
    """The minutes that an option leaves to people, every number at its default."""
    return hand_work_of(option, _defaults(option, outcome, Decimal(0)))


def _defaults(option: OptionId, outcome: str, leavers: Decimal) -> dict[str, Estimate]:
    known = input_catalogue()
    facts = AppFacts(outcomes={option: outcome} if outcome else {})
    general = {name: spec.default for name, spec in known.general.items() if spec.default}
    own = {
        spec.name: option_default(spec, one, key, facts, roles_driven=False)
        for (one, key), spec in known.option.items()
        if one is option
    }
    return {**general, **own, "leavers": point(leavers)}


def _lower(spec: InputSpec) -> str:
    return spec.label[0].lower() + spec.label[1:]


_PLAN_WORDS = {
    PlanRole.CURRENT: "Current plan",
    PlanRole.UPGRADE: "Plan with SCIM",
    PlanRole.SIGN_ON: "Plan with single sign-on",
    PlanRole.REPLACEMENT: "Other product",
}
_PRICE_UNITS = {
    Billing.SEAT: "money a seat and year",
    Billing.FLAT: "money",
    Billing.USAGE: "money a unit",
    Billing.PROFILE: "money a profile and month",
}
