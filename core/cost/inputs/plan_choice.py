"""Which plans a scenario is about, how they are billed, and which options can be reckoned. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from core.catalog.values import PlanVerdict
from core.cost.inputs.catalogue_prices import CataloguePlan, has_scim, plan_terms, scim_plan
from core.cost.inputs.facts import AppFacts
from core.cost.model.options import PLAN_OF, Billing, Commitment, OptionId, PlanRole, PlanTerms
from core.cost.scenario.scenario import GivenPlan, Scenario
from core.errors import Invalid


@dataclass(frozen=True)
class ChosenPlan:
    """A plan in its role. ``spend``: what the organisation really pays a year, where it said so."""

    role: PlanRole
    name: str
    known: CataloguePlan | None = None
    spend: Decimal | None = None


@dataclass
class PlanChoice:
    """The plans with a price, the options that stand on them, and what is wrong or worth a word."""

    scenario: Scenario
    facts: AppFacts
    plans: dict[PlanRole, ChosenPlan] = field(default_factory=dict)
    terms: dict[PlanRole, PlanTerms] = field(default_factory=dict)
    options: tuple[OptionId, ...] = ()
    left_out: dict[OptionId, str] = field(default_factory=dict)
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
        scim = self._scim_plan()
        said = self.scenario.current_plan or self.facts.stack_plan
        current = self._find(said) if said else self._entry_plan(scim)
        if self.scenario.current_plan and self.facts.plans and current is None:
            self._no_such_plan(self.scenario.current_plan, "current_plan")
        found = {
            PlanRole.CURRENT: self._plan(
                PlanRole.CURRENT, current, said or "Current plan", self.facts.stack_spend
            ),
            PlanRole.UPGRADE: self._plan(PlanRole.UPGRADE, scim, "Plan with SCIM"),
            PlanRole.REPLACEMENT: self._plan(PlanRole.REPLACEMENT, None, "Another product"),
        }
        self.is_native = current is not None and (
            (scim is not None and scim.plan == current.plan) or has_scim(current)
        )
        if self.is_native:
            found[PlanRole.UPGRADE] = replace(found[PlanRole.CURRENT], role=PlanRole.UPGRADE)
        return {role: plan for role, plan in found.items() if self._is_priced(plan)}

    def _scim_plan(self) -> PlanVerdict | None:
        asked, plans = self.scenario.upgrade_plan, self.facts.plans
        if asked:
            found = self._find(asked)
            if found is None and plans:
                self._no_such_plan(asked, "upgrade_plan")
            return found
        named = self.facts.scim_plans
        scim = scim_plan(plans, named)
        if scim is not None and len(named) > 1:
            self.warnings.append(
                f"Sources disagree about which plan has SCIM ({', '.join(sorted(named))}); "
                f"reckoned with {scim.name}."
            )
        return scim

    def _no_such_plan(self, name: str, field: str) -> None:
        known = ", ".join(dict.fromkeys(plan.plan for plan in self.facts.plans))
        self.problems.append(
            Invalid(
                f"{self.facts.name} has no plan {name!r} in the catalogue.",
                field=field,
                hint=f"Known: {known}.",
            )
        )

    def _find(self, name: str | None) -> PlanVerdict | None:
        wanted = (name or "").casefold()
        plans = self.facts.plans
        return next((p for p in plans if wanted in (p.plan, p.name.casefold())), None)

    def _entry_plan(self, scim: PlanVerdict | None) -> PlanVerdict | None:
        """The cheapest plan with a price that is not the one with SCIM."""
        priced = [
            (sum((n.likely for n in terms.numbers.values()), Decimal(0)), plan.plan, plan)
            for plan in self.facts.plans
            if (terms := plan_terms(plan)) and (scim is None or plan.plan != scim.plan)
        ]
        paid = [one for one in priced if one[0] > 0] or priced
        return min(paid, key=lambda one: one[:2])[2] if paid else None

    def _plan(
        self, role: PlanRole, plan: PlanVerdict | None, name: str, spend: Decimal | None = None
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
                self.left_out[option] = _no_price(PLAN_OF[option])
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
                Invalid("No option can be reckoned.", field="options", hint=" ".join(reasons))
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


def _no_price(role: PlanRole) -> str:
    return {
        PlanRole.CURRENT: "The price of the current plan is not known: enter it.",
        PlanRole.UPGRADE: "The price of a plan with SCIM is not known: enter it.",
        PlanRole.REPLACEMENT: "The price of the other product is not known: enter it.",
    }[role]


def current_plan(scenario: Scenario, facts: AppFacts) -> str | None:
    """Slug of the plan that a scenario starts from, where the catalogue knows it."""
    plan = choose_plans(scenario, facts).plans.get(PlanRole.CURRENT)
    return plan.known.slug if plan and plan.known else None
