"""Which plans a scenario is about, how they are billed, and which options have a price. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from core.catalog.service import inclusion, lowest_with
from core.catalog.values import UNKNOWN, Inclusion, OurPlan, PlanView
from core.cost.inputs.catalogue_prices import CataloguePlan, plan_terms
from core.cost.inputs.definitions import input_catalogue
from core.cost.inputs.facts import AppFacts
from core.cost.inputs.sign_on_plan import SignOnPlan, sign_on_plan
from core.cost.model.estimate import Estimate, point
from core.cost.model.options import PLAN_OF, Billing, Commitment, OptionId, PlanRole, PlanTerms
from core.cost.scenario.scenario import Given, GivenPlan, Scenario
from core.errors import Invalid
from core.stack.service import said_price


@dataclass(frozen=True)
class SaidPrice:
    """What the organisation pays a year for a plan, or was quoted, for the scenario's seats."""

    amount: Decimal
    currency: str
    source: str
    is_uncounted: bool = False
    """For all our seats, and nobody said how many those are."""


@dataclass(frozen=True)
class ChosenPlan:
    """A plan in its role: what is said of its price here, else what the catalogue knows."""

    role: PlanRole
    name: str
    known: CataloguePlan | None = None
    said: SaidPrice | None = None
    is_beside: bool = False
    """An add-on: its bill comes on top of that of the plan in use."""
    lacking: str = ""
    """Why there is no price, where that is another reason than that nobody knows it."""


@dataclass
class PlanChoice:
    """The plans with a price, the options that stand on them, and what is wrong or worth a word."""

    scenario: Scenario
    facts: AppFacts
    plans: dict[PlanRole, ChosenPlan] = field(default_factory=dict)
    terms: dict[PlanRole, PlanTerms] = field(default_factory=dict)
    options: tuple[OptionId, ...] = ()
    left_out: dict[OptionId, str] = field(default_factory=dict)
    current: OurPlan = field(default_factory=OurPlan)
    """The plan that the scenario starts from."""
    scim: Inclusion = field(default_factory=lambda: Inclusion("unknown", None))
    """Whether that plan has SCIM, and which has."""
    roles: dict[OptionId, PlanRole] = field(default_factory=dict)
    """Options that pay for another plan here than they do as a rule."""
    sign_on: SignOnPlan = field(default_factory=SignOnPlan)
    is_native: bool = False
    """The plan in use has SCIM already, so that it is also the plan with SCIM."""
    problems: list[Invalid] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    lacking: dict[PlanRole, str] = field(default_factory=dict)
    """Why a plan has no price, where there is more to say than that nobody knows it."""

    def name_of(self, role: PlanRole) -> str:
        """What the plan in this role is called."""
        plan = self.plans.get(role)
        return plan.name if plan else "none with a price"

    def role_of(self, option: OptionId) -> PlanRole:
        """Which plan the option pays for here."""
        return self.roles.get(option, PLAN_OF[option])

    def includes_ours(self, option: OptionId) -> bool:
        """Whether what the option costs includes the plan in use: an add-on comes on top of it."""
        role = self.role_of(option)
        return role is PlanRole.CURRENT or (role in self.plans and self.plans[role].is_beside)


def choose_plans(scenario: Scenario, facts: AppFacts) -> PlanChoice:
    """Find the plans in the catalogue, and leave out the options without a price."""
    choice = _Choice(scenario, facts)
    choice.plans = choice._plans()
    choice.terms = {role: choice._terms(plan) for role, plan in choice.plans.items()}
    choice.options = choice._options(choice.plans)
    if OptionId.UPGRADE_FOR_SCIM in choice.options and choice.scim.answer == "unknown":
        choice.warnings.append(f"{choice._not_native()} The upgrade counts as if it had none.")
    return choice


_UNCOUNTED = "How many seats of {app} we have is not known: enter them, to compare the prices."


def _assumed_seats() -> Estimate:
    """How many people a scenario is for where nobody says."""
    return input_catalogue().general["seats"].default or point(0)


def _started_from(scenario: Scenario, facts: AppFacts) -> OurPlan:
    return facts.plan_named(scenario.current_plan or facts.stack_plan)


class _Choice(PlanChoice):
    def _plans(self) -> dict[PlanRole, ChosenPlan]:
        ours = self.current = _started_from(self.scenario, self.facts)
        self.scim = self._included(ours)
        upgrade = self._scim_plan(self.scim)
        same = upgrade is not None and ours.plan is not None and upgrade.slug == ours.plan.slug
        said = same and self.scenario.upgrade_plan is not None and self.scim.answer != "no"
        self.is_native = said or self.scim.answer == "yes"
        priced = ours.plan or self._assumed(ours)
        current = self._plan(PlanRole.CURRENT, priced, ours)
        self._tell_what_an_own_plan_lacks(current)
        found = {
            PlanRole.CURRENT: current,
            PlanRole.UPGRADE: self._upgrade(current, upgrade),
            PlanRole.REPLACEMENT: ChosenPlan(PlanRole.REPLACEMENT, "Another product"),
        }
        if self.is_native:
            found[PlanRole.UPGRADE] = replace(current, role=PlanRole.UPGRADE)
        stands_on = OurPlan(priced.slug, priced) if priced and not ours.text else ours
        self._sign_on(found, stands_on, None if self.is_native else upgrade)
        self.lacking = {role: plan.lacking for role, plan in found.items() if plan.lacking}
        return {role: plan for role, plan in found.items() if self._is_priced(plan)}

    def _sign_on(
        self, found: dict[PlanRole, ChosenPlan], ours: OurPlan, upgrade: PlanView | None
    ) -> None:
        """Sign-on is paid on the plan that has it: ours, the one with SCIM, or a third."""
        option, role = OptionId.JIT_CHECKLIST, PlanRole.SIGN_ON
        self.sign_on = sign_on_plan(self.facts.app, ours)
        given = any(f"{role}.{key}" in self.scenario.inputs for key in ("base", "price"))
        if self.sign_on.is_ours:
            return
        plan = self.sign_on.plan
        if plan is None:
            if given:
                self.roles[option], found[role] = role, ChosenPlan(role, "Plan with single sign-on")
            return
        if upgrade is not None and plan.slug == upgrade.slug:
            self.roles[option] = PlanRole.UPGRADE
            return
        self.roles[option] = role
        found[role] = self._higher(role, found[PlanRole.CURRENT], plan)

    def _upgrade(self, current: ChosenPlan, upgrade: PlanView | None) -> ChosenPlan:
        """The plan with SCIM, or the plan in use with the add-on that brings it."""
        role = PlanRole.UPGRADE
        if upgrade is None:
            return ChosenPlan(role, "Plan with SCIM")
        if self._included(OurPlan(upgrade.slug, upgrade)).answer == "no":
            begins = f"; it comes with {self.scim.lowest.name}" if self.scim.lowest else ""
            return ChosenPlan(role, upgrade.name, lacking=f"{upgrade.name} has no SCIM{begins}.")
        return self._higher(role, current, upgrade)

    def _higher(self, role: PlanRole, current: ChosenPlan, view: PlanView) -> ChosenPlan:
        """A plan that is compared with ours; an add-on comes on top of it."""
        found = self._plan(role, view, OurPlan(view.slug, view))
        if view.is_add_on:
            return self._on_top(current, found)
        uncounted = self._is_uncounted(current) or self._is_uncounted(found)
        if uncounted and (self._is_per_seat(current) or self._is_per_seat(found)):
            return ChosenPlan(role, found.name, lacking=_UNCOUNTED.format(app=self.facts.name))
        return found

    def _on_top(self, current: ChosenPlan, add_on: ChosenPlan) -> ChosenPlan:
        """The plan in use with an add-on, where both have a price and their bills can be added."""
        both = ChosenPlan(add_on.role, f"{current.name} with {add_on.name}")
        given = self.scenario.plans.get(PlanRole.CURRENT, GivenPlan())
        by_counts = add_on.known is not None and add_on.known.billing is Billing.PROFILE
        if by_counts or given.tiers or self._by_profiles(current):
            why = f"Bills by profiles or tiers cannot be added: enter what {both.name} costs."
            return replace(both, lacking=why)
        if not self._is_priced(add_on):
            return both
        if not self._is_priced(current):
            ours = self.current.name or "our plan"
            why = f"{add_on.name} comes on top of {ours}, whose price is not known."
            return replace(both, lacking=why)
        return replace(add_on, name=both.name, is_beside=True)

    def _tell_what_an_own_plan_lacks(self, current: ChosenPlan) -> None:
        ours = self.current
        if not ours.is_own or not self.facts.plans:
            return
        unknown = [] if self._is_priced(current) else ["its price"]
        if self.scim.answer == UNKNOWN:
            unknown.append("whether it has SCIM")
        if unknown:
            told = f"{' and '.join(unknown)} {'are' if len(unknown) > 1 else 'is'} not known"
            self.warnings.append(
                f"{ours.name} is not a plan of {self.facts.name} in the catalogue: {told}."
            )

    def _assumed(self, ours: OurPlan) -> PlanView | None:
        """The plan whose price stands in where the app is not in our stack and nobody said one.

        Only the price: whether our plan has SCIM stays unknown.
        """
        given = any(name.startswith(f"{PlanRole.CURRENT}.") for name in self.scenario.inputs)
        entry = self._entry_plan()
        if ours.text is not None or self.facts.in_stack or given or entry is None:
            return None
        self.warnings.append(
            f"No plan was chosen: calculated as if on {entry.name}, the cheapest with a price."
        )
        return entry

    def _included(self, ours: OurPlan) -> Inclusion:
        app = self.facts.app
        return inclusion(app, ours, "scim") if app else Inclusion("unknown", None)

    def _scim_plan(self, scim: Inclusion) -> PlanView | None:
        asked, plans = self.scenario.upgrade_plan, self.facts.plans
        if asked:
            found = self.facts.plan_named(asked).plan
            if found is None and plans:
                self._no_such_plan(asked, "upgrade_plan")
            return found
        if scim.is_disputed and scim.lowest:
            self.warnings.append(
                f"Sources disagree about which plan has SCIM; calculated with {scim.lowest.name}."
            )
        return scim.lowest

    def _no_such_plan(self, name: str, field: str) -> None:
        known = ", ".join(plan.slug for plan in self.facts.plans)
        self.problems.append(
            Invalid(
                f"{self.facts.name} has no plan {name!r} in the catalogue.",
                field=field,
                hint=f"Known: {known}.",
            )
        )

    def _entry_plan(self) -> PlanView | None:
        """The cheapest plan with a price, for this many people, that is not the one with SCIM."""
        scim = lowest_with(self.facts.app, "scim") if self.facts.app else None
        seats = self.scenario.inputs.get("seats") or Given(_assumed_seats())
        found = [
            (sum(yearly), plan.slug, plan)
            for plan in self.facts.plans
            if (yearly := plan.yearly(int(seats.estimate.likely)))
            and (scim is None or plan.slug != scim.slug)
        ]
        paid = [one for one in found if one[0] > 0] or found
        return min(paid, key=lambda one: one[:2])[2] if paid else None

    def _plan(self, role: PlanRole, view: PlanView | None, ours: OurPlan) -> ChosenPlan:
        """``view``: the plan whose list price counts; ``ours``: the one that a spend may be for."""
        name = view.name if view else ours.name or "Current plan"
        if view and view.is_contested:
            self.warnings.append(f"Sources disagree about the price of {view.name}.")
        known = plan_terms(view) if view else None
        found = ChosenPlan(role, name, known)
        spend = self.facts.spend if role is PlanRole.CURRENT else None
        said = said_price(ours, spend, self.facts.quote)
        if said is None:
            return found
        if self.scenario.profiles is not None and self._by_profiles(found):
            self.warnings.append(
                f"What you pay ({said.amount:,.0f}) is not used where a bill follows your profile "
                "counts."
            )
            return found
        given = self.scenario.inputs.get("seats")
        said = said.counted(int(given.estimate.likely) if given else None)
        seats = given.estimate.likely if given else said.seats
        amount = said.amount if seats is None else said.amount_for(ours, seats)
        told = "Quote" if said.is_quote else "Yearly spend"
        if amount is None:
            app = ours.name or self.facts.name
            lacking = f"What {app} costs for {seats:,f} seats is not known: enter it."
            return ChosenPlan(role, name, lacking=lacking)
        source = f"{told}, from our stack"
        if amount != said.amount:
            source += f", from {said.seats:,} to {seats:,f} seats"
        price = SaidPrice(amount, said.currency, source, said.is_uncounted(ours))
        return replace(found, said=price)

    def _by_profiles(self, plan: ChosenPlan) -> bool:
        """Whether the bill follows profiles: by given counts, or because nothing else is said."""
        metered = plan.known is not None and plan.known.billing is Billing.PROFILE
        return metered and (plan.said is None or self.scenario.profiles is not None)

    def _is_uncounted(self, plan: ChosenPlan) -> bool:
        own = f"{plan.role}.base" in self.scenario.inputs
        return plan.said is not None and plan.said.is_uncounted and not own

    def _is_per_seat(self, plan: ChosenPlan) -> bool:
        """Whether its price is one for each seat, by the list or as it was entered."""
        given = self.scenario.inputs
        listed = plan.known is not None and plan.known.billing is Billing.SEAT
        own = f"{plan.role}.base" in given
        return f"{plan.role}.price" in given or (listed and plan.said is None and not own)

    def _is_priced(self, plan: ChosenPlan) -> bool:
        given = self.scenario.inputs
        return (
            plan.known is not None
            or plan.said is not None
            or any(f"{plan.role}.{key}" in given for key in ("base", "price"))
        )

    def _options(self, plans: Mapping[PlanRole, ChosenPlan]) -> tuple[OptionId, ...]:
        asked = self.scenario.options
        for option in OptionId:
            if option is OptionId.JIT_CHECKLIST and self._sign_on_unknown():
                self.left_out[option] = self.sign_on.why_not
            elif self.role_of(option) not in plans:
                self.left_out[option] = self._no_price(self.role_of(option))
            elif asked is None and option is OptionId.NATIVE_SCIM and not self._has_scim():
                self.left_out[option] = self._not_native()
            elif asked is None and option is OptionId.UPGRADE_FOR_SCIM and self.is_native:
                self.left_out[option] = "The current plan has SCIM already."
        wanted = tuple(OptionId) if asked is None else asked
        if asked is not None:
            for option in OptionId:
                if option not in asked:
                    self.left_out[option] = "Not selected in this scenario."
        kept = tuple(option for option in wanted if option not in self.left_out)
        if not kept:
            reasons = dict.fromkeys(self.left_out[option] for option in wanted)
            self.problems.append(
                Invalid("No option can be calculated.", field="options", hint=" ".join(reasons))
            )
        return kept

    def _sign_on_unknown(self) -> bool:
        """Which plan it would be paid on is not known, and nobody entered what that costs."""
        return bool(self.sign_on.why_not) and PlanRole.SIGN_ON not in self.plans

    def _has_scim(self) -> bool:
        return self.is_native or self.facts.has_connection

    def _not_native(self) -> str:
        """Why SCIM on the plan in use is not among the options."""
        ours = self.current.name or "our plan"
        if self.scim.is_disputed:
            return f"Sources disagree whether {ours} has SCIM: ask the vendor."
        if self.scim.answer == "no":
            return f"{ours} has no SCIM."
        return f"Whether {ours} has SCIM is not known: ask the vendor."

    def _terms(self, plan: ChosenPlan) -> PlanTerms:
        said = self.scenario.plans.get(plan.role, GivenPlan())
        billing = said.billing
        if billing is None:
            billing = plan.known.billing if plan.known else self._guess(plan.role)
            if plan.is_beside and self._is_by_seat(PlanRole.CURRENT):
                billing = Billing.SEAT
        commitment = said.commitment
        if commitment is None:
            commitment = plan.known.commitment if plan.known else Commitment.MONTHLY
        return PlanTerms(plan.role, billing, commitment, said.tiers)

    def _is_by_seat(self, role: PlanRole) -> bool:
        return self._terms(self.plans[role]).billing is Billing.SEAT

    def _guess(self, role: PlanRole) -> Billing:
        return Billing.SEAT if f"{role}.price" in self.scenario.inputs else Billing.FLAT

    def _no_price(self, role: PlanRole) -> str:
        """Why a plan has no price here, and what to do."""
        if role in self.lacking:
            return self.lacking[role]
        if role is PlanRole.REPLACEMENT:
            return "The price of the other product is not known: enter it."
        if role is PlanRole.UPGRADE:
            scim = self.scim.lowest
            named = f"{scim.name}, the plan with SCIM," if scim else "a plan with SCIM"
            return f"The price of {named} is not known: ask for a quote and enter it."
        if role is PlanRole.SIGN_ON and self.sign_on.plan:
            named = f"{self.sign_on.plan.name}, the plan with single sign-on,"
            return f"The price of {named} is not known: ask for a quote and enter it."
        if self.current.name:
            return f"The price of {self.current.name} is not known: enter what you pay."
        if self.facts.plans:
            return "Which plan we are on is not known: choose it, or enter what you pay."
        app = self.facts.name or "the current plan"
        return f"The price of {app} is not known: enter what you pay."


def current_plan(scenario: Scenario, facts: AppFacts) -> str | None:
    """The plan that a scenario starts from, as it is named among answers."""
    return _started_from(scenario, facts).key
