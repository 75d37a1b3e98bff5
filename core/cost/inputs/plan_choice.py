"""Which plans a scenario is about, how they are billed, and which options can be reckoned. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from core.catalog.service import inclusion, lowest_with
from core.catalog.values import Inclusion, OurPlan, PlanView
from core.cost.inputs.catalogue_prices import CataloguePlan, plan_terms
from core.cost.inputs.facts import AppFacts
from core.cost.model.estimate import point
from core.cost.model.options import PLAN_OF, Billing, Commitment, OptionId, PlanRole, PlanTerms
from core.cost.scenario.scenario import GivenPlan, Scenario
from core.errors import Invalid


@dataclass(frozen=True)
class ChosenPlan:
    """A plan in its role. ``spend``: what the organisation pays a year for this very plan, or
    was quoted for it."""

    role: PlanRole
    name: str
    known: CataloguePlan | None = None
    spend: Decimal | None = None
    spend_source: str = "Yearly spend, from our stack"


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
    is_native: bool = False
    """The plan in use has SCIM already, so that it is also the plan with SCIM."""
    problems: list[Invalid] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def name_of(self, role: PlanRole) -> str:
        """What the plan in this role is called."""
        plan = self.plans.get(role)
        return plan.name if plan else "none with a price"


def choose_plans(scenario: Scenario, facts: AppFacts) -> PlanChoice:
    """Find the plans in the catalogue, and leave out the options without a price."""
    choice = _Choice(scenario, facts)
    choice.plans = choice._plans()
    choice.terms = {role: choice._terms(plan) for role, plan in choice.plans.items()}
    choice.options = choice._options(choice.plans)
    return choice


class _Choice(PlanChoice):
    def _plans(self) -> dict[PlanRole, ChosenPlan]:
        ours = self._ours()
        self.scim = self._included(ours)
        upgrade = self._scim_plan(self.scim)
        same = upgrade is not None and ours.plan is not None and upgrade.slug == ours.plan.slug
        said = same and self.scenario.upgrade_plan is not None
        self.is_native = said or self.scim.answer == "yes"
        spend = self.facts.spend
        paid = spend.amount if spend is not None and spend.is_for(ours) else None
        if paid is not None and self.scenario.profiles:
            self.warnings.append(
                f"What you pay ({paid:,.0f}) is not used where a bill follows your profile counts."
            )
        priced_as = ours.plan or self._assumed(ours)
        current = self._plan(PlanRole.CURRENT, priced_as, ours.name or "Current plan", paid)
        higher = self._quoted(self._plan(PlanRole.UPGRADE, upgrade, "Plan with SCIM"), upgrade)
        found = {
            PlanRole.CURRENT: current,
            PlanRole.UPGRADE: (
                self._beside(current, higher) if upgrade and upgrade.is_add_on else higher
            ),
            PlanRole.REPLACEMENT: self._plan(PlanRole.REPLACEMENT, None, "Another product"),
        }
        if self.is_native:
            found[PlanRole.UPGRADE] = replace(current, role=PlanRole.UPGRADE)
        self.current = ours
        return {role: plan for role, plan in found.items() if self._is_priced(plan)}

    def _ours(self) -> OurPlan:
        """The plan that the scenario starts from."""
        said = self.scenario.current_plan or self.facts.stack_plan
        ours = self.facts.plan_named(said)
        if ours.is_own and self.facts.plans:
            self.warnings.append(
                f"{ours.name} is not a plan of {self.facts.name} in the catalogue: its price and "
                "whether it has SCIM are not known."
            )
        return ours

    def _assumed(self, ours: OurPlan) -> PlanView | None:
        """The plan whose price stands in where the app is not in our stack and nobody said one.

        Only the price: whether our plan has SCIM stays unknown.
        """
        given = any(name.startswith(f"{PlanRole.CURRENT}.") for name in self.scenario.inputs)
        entry = self._entry_plan()
        if ours.text is not None or self.facts.in_stack or given or entry is None:
            return None
        self.warnings.append(
            f"Nobody said which plan: calculated as if on {entry.name}, the cheapest with a price."
        )
        return entry

    def _quoted(self, plan: ChosenPlan, view: PlanView | None) -> ChosenPlan:
        """The plan at what the vendor quoted for it, where there is a quote."""
        quote = self.facts.quote
        if quote is None or view is None or not quote.is_for(OurPlan(view.slug, view)):
            return plan
        return replace(plan, spend=quote.amount, spend_source="Quote, from our stack")

    def _beside(self, current: ChosenPlan, add_on: ChosenPlan) -> ChosenPlan:
        """Our plan and an add-on as one bill, where both are known and in one currency."""
        extra, known, spend = add_on.known, current.known, current.spend
        if extra is not None and add_on.spend is not None:
            numbers = {"base": point(add_on.spend)}
            extra = replace(
                extra, numbers=numbers, billing=Billing.FLAT, source=add_on.spend_source
            )
        name = f"{current.name} with {add_on.name}"
        unpriced = ChosenPlan(PlanRole.UPGRADE, name)
        if extra is None or (spend is None and (known is None or known.billing is Billing.PROFILE)):
            return unpriced
        numbers = dict(known.numbers) if known else {}
        currency = known.currency if known else ""
        if spend is not None:
            numbers, currency = {"base": point(spend)}, self.facts.stack_currency
        if currency != extra.currency:
            return unpriced
        for key, number in extra.numbers.items():
            numbers[key] = numbers[key].plus(number) if key in numbers else number
        billings = {extra.billing, known.billing if known and spend is None else extra.billing}
        billing = Billing.SEAT if Billing.SEAT in billings else Billing.FLAT
        bill = replace(extra, billing=billing, numbers=numbers)
        return replace(add_on, name=name, known=bill, spend=None)

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
        """The cheapest plan with a price that is not the one with SCIM."""
        scim = lowest_with(self.facts.app, "scim") if self.facts.app else None
        found = [
            (sum((n.likely for n in terms.numbers.values()), Decimal(0)), plan.slug, plan)
            for plan in self.facts.plans
            if (terms := plan_terms(plan)) and (scim is None or plan.slug != scim.slug)
        ]
        paid = [one for one in found if one[0] > 0] or found
        return min(paid, key=lambda one: one[:2])[2] if paid else None

    def _plan(
        self, role: PlanRole, plan: PlanView | None, name: str, spend: Decimal | None = None
    ) -> ChosenPlan:
        if plan is None:
            return ChosenPlan(role, name, spend=spend)
        if plan.is_contested:
            self.warnings.append(f"Sources disagree about the price of {plan.name}.")
        return ChosenPlan(role, plan.name, plan_terms(plan), spend)

    def _is_priced(self, plan: ChosenPlan) -> bool:
        given = self.scenario.inputs
        return (
            plan.known is not None
            or plan.spend is not None
            or any(f"{plan.role}.{key}" in given for key in ("base", "price"))
        )

    def _options(self, plans: Mapping[PlanRole, ChosenPlan]) -> tuple[OptionId, ...]:
        asked = self.scenario.options
        for option in OptionId:
            if PLAN_OF[option] not in plans:
                self.left_out[option] = self._no_price(PLAN_OF[option])
            elif asked is None and option is OptionId.NATIVE_SCIM and not self.is_native:
                self.left_out[option] = "No source says that the current plan has SCIM."
            elif asked is None and option is OptionId.UPGRADE_FOR_SCIM and self.is_native:
                self.left_out[option] = "The current plan has SCIM already."
        wanted = tuple(OptionId) if asked is None else asked
        if asked is not None:
            for option in OptionId:
                if option not in asked:
                    self.left_out[option] = "Not asked for in this scenario."
        kept = tuple(option for option in wanted if option not in self.left_out)
        if not kept:
            reasons = dict.fromkeys(self.left_out[option] for option in wanted)
            self.problems.append(
                Invalid("No option can be calculated.", field="options", hint=" ".join(reasons))
            )
        return kept

    def _terms(self, plan: ChosenPlan) -> PlanTerms:
        said = self.scenario.plans.get(plan.role, GivenPlan())
        billing = said.billing
        if billing is None:
            billing = plan.known.billing if plan.known else self._guess(plan.role)
        commitment = said.commitment
        if commitment is None:
            commitment = plan.known.commitment if plan.known else Commitment.MONTHLY
        return PlanTerms(plan.role, billing, commitment, said.tiers)

    def _guess(self, role: PlanRole) -> Billing:
        return Billing.SEAT if f"{role}.price" in self.scenario.inputs else Billing.FLAT

    def _no_price(self, role: PlanRole) -> str:
        """Why a plan has no price here, and what to do."""
        if role is PlanRole.REPLACEMENT:
            return "The price of the other product is not known: enter it."
        if role is PlanRole.UPGRADE:
            scim = self.scim.lowest
            named = f"{scim.name}, the plan with SCIM," if scim else "a plan with SCIM"
            return f"The price of {named} is not known: ask for a quote and enter it."
        if self.current.name:
            return f"The price of {self.current.name} is not known: enter what you pay."
        if self.facts.plans:
            return "Which plan we are on is not known: choose it, or enter what you pay."
        app = self.facts.name or "the current plan"
        return f"The price of {app} is not known: enter what you pay."


def current_plan(scenario: Scenario, facts: AppFacts) -> str | None:
    """The plan that a scenario starts from, as it is named among answers."""
    ours = choose_plans(scenario, facts).current
    return ours.plan.slug if ours.plan else ours.text
