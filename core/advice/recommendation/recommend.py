"""The recommendation for one app: options ranked, each with its reasons. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from core.advice.recommendation.comparison import compared_with_first
from core.advice.recommendation.cost import CostEstimator, NotKnown, Range, about
from core.advice.recommendation.feasibility import (
    beyond_limit,
    leftover_hours,
    limit_of,
    missed_limit,
)
from core.advice.recommendation.ranking import OptionAdvice, Recommendation
from core.advice.recommendation.setup_steps import SetUp, steps
from core.advice.recommendation.wording import (
    ask_first,
    more_words,
    ours_in_words,
    price_words,
    teller,
)
from core.advice.rules.condition import Condition, Values
from core.advice.rules.decision_table import Placed, blocked_by, order
from core.advice.rules.fields import FACT_FIELDS
from core.advice.rules.outcomes import outcome_of
from core.advice.rules.rule_book import OptionRule, RuleBook, Said
from core.advice.situation.situation import Situation
from core.catalog.values import UNKNOWN
from core.cost.service import default_hand_work, default_leftover, input_catalogue
from core.cost.values import HandWork, OptionId
from core.stack.values import ListBelowOurs

VENDORS_SCIM = (OptionId.NATIVE_SCIM, OptionId.UPGRADE_FOR_SCIM)
YEARS = 3
"""Over which access after leaving is added up, as cost is."""
OUTSIDE = frozenset(
    {
        OptionId.MANAGED_AUTOMATION,
        OptionId.SCIM_BRIDGE,
        OptionId.JIT_CHECKLIST,
        OptionId.MANUAL_CHECKLIST,
    }
)
"""Options that do without the higher plan."""


def recommend(
    situation: Situation,
    book: RuleBook,
    estimator: CostEstimator | None = None,
    set_up: Sequence[SetUp] = (),
) -> Recommendation:
    """Rank the options. The same answers and facts give the same, whatever the files' order.

    ``set_up``: what sources say of connecting the app with our IdPs; it goes into the next steps.
    """
    values = situation.values
    blocked = blocked_by(book, values)
    placed = order(book, values, blocked)
    if not placed:
        raise ValueError("the rules give no recommendation here: run rules check")
    estimator, tell = estimator or NotKnown(), teller(situation)
    draw = _Drawing(situation, book, values, blocked, estimator, set_up, tell)
    limit = limit_of(situation)
    first = draw.placed(placed[0], 1)
    others = (draw.placed(one, rank) for rank, one in enumerate(placed[1:], start=2))
    options = (
        first,
        *(replace(one, why_not=compared_with_first(one, first, limit)) for one in others),
        *(draw.out(option, said) for option, said in blocked.items()),
    )
    late = missed_limit(options, limit)
    if late is not None:
        options = (replace(first, verdict=f"{late} {first.verdict}"), *options[1:])
    return Recommendation(situation, options, first.id)


@dataclass(frozen=True)
class _Drawing:
    situation: Situation
    book: RuleBook
    values: Values
    blocked: Mapping[OptionId, Said]
    estimator: CostEstimator
    set_up: Sequence[SetUp]
    tell: Callable[[str], str]

    def placed(self, one: Placed, rank: int) -> OptionAdvice:
        """A feasible option. The first one also says why the vendor's own SCIM is out."""
        option, rule = self.book.options[one.option], one.rule
        stand_in = self._against(one.option) if rank == 1 else ()
        read = [rule.when, *(said.when for said in (*option.blocked, *stand_in))]
        money = self._money(one.option)
        told = (rule.say, *(said.say for said in stand_in))
        say, *against = dict.fromkeys(self.tell(text) for text in told)
        if rank == 1 and one.option in OUTSIDE and (ask := ask_first(self.situation)):
            against.append(ask)
        facts = _facts_read(read, {"upgrade_difference"} if money else set())
        return replace(
            self._option(option), rank=rank, rule=rule, reasons=(say, *money, *against), facts=facts
        )

    def out(self, option: OptionId, said: Said) -> OptionAdvice:
        """An infeasible option with the reason."""
        found = self._option(self.book.options[option])
        facts = _facts_read([said.when], set())
        return replace(found, why_not=self.tell(said.say), facts=facts)

    def _option(self, option: OptionRule) -> OptionAdvice:
        situation = self.situation
        leftover = outcome_of(option, self.values)
        open_hours = leftover_hours(option, situation)
        late = beyond_limit(situation, open_hours)
        cost = self.estimator.estimate(option.id, situation)
        leavers = Decimal(situation.answers.leavers_per_year)
        left = cost.leftover or default_leftover(option.id, leftover.outcome, leavers, YEARS)
        work = cost.hand_work or default_hand_work(option.id, leftover.outcome)
        connect = steps(option.id, situation.facts.idp, self.set_up)
        return OptionAdvice(
            id=option.id,
            title=option.title,
            rank=None,
            verdict=self.tell(option.verdict),
            reasons=(),
            rule=None,
            facts=(),
            avoided=self._avoided(option.id),
            cost=cost,
            leftover_access_hours=open_hours,
            leftover=left,
            leftover_why=self.tell(leftover.say),
            effort=effort_words(option, work),
            risks=(*([late] if late else []), *self._said(option.risks)),
            next_steps=(*connect, *self._said(option.next_steps)),
            why_not=None,
        )

    def _said(self, sentences: Iterable[Said]) -> tuple[str, ...]:
        return tuple(self.tell(said.say) for said in sentences if said.when.holds(self.values))

    def _money(self, option: OptionId) -> tuple[str, ...]:
        """The upgrade that an option avoids or pays, from the catalogue's prices."""
        facts = self.situation.facts
        gap, scim_plan = facts.gap, facts.scim_plan
        if gap is None or scim_plan is None:
            return ()
        name = facts.plan.name or "the plan that you are on"
        prices = f"{price_words(facts.price)} for {name}, "
        prices += f"{price_words(facts.scim_price)} for {scim_plan.name}"
        if isinstance(gap, ListBelowOurs):
            below = ours_in_words(facts)
            return (
                (f"The list price is below {below} ({prices}): ask what it would cost you.",)
                if option is OptionId.UPGRADE_FOR_SCIM
                else ()
            )
        more = more_words(gap)
        if option is OptionId.UPGRADE_FOR_SCIM:
            unsure = self.values["plan_has_scim"] == UNKNOWN
            told = "Should our plan lack SCIM, it costs" if unsure else "It costs"
            return (f"{told} {more} ({prices}).",)
        if not self._avoided(option):
            return ()
        if OptionId.UPGRADE_FOR_SCIM in self.blocked:
            return (f"{scim_plan.name} would cost {more} ({prices}).",)
        spread = about((gap.low, gap.high), gap.currency)
        return (f"It avoids the upgrade: {spread} a year ({prices}).",)

    def _avoided(self, option: OptionId) -> Range | None:
        """What the plan with SCIM costs more, where an option does without it and we lack it."""
        gap = self.situation.facts.difference
        lacks = self.values["plan_has_scim"] == "no"
        return (gap.low, gap.high) if option in OUTSIDE and lacks and gap and gap.high else None

    def _against(self, option: OptionId) -> tuple[Said, ...]:
        """Why the vendor's own SCIM is out, where the option stands in for it."""
        if option not in OUTSIDE or OptionId.NATIVE_SCIM not in self.blocked:
            return ()
        out = [one for one in VENDORS_SCIM if one in self.blocked]
        if self.values["plan_has_scim"] == "yes":
            out.remove(OptionId.UPGRADE_FOR_SCIM)  # nothing to upgrade is no reason against SCIM
        return tuple(self.blocked[one] for one in out)


def effort_words(option: OptionRule, work: HandWork) -> str:
    """``8 to 40 hours once, 16 likely; then little``: set-up from the calculator's own table."""
    after = option.after_setup.format_map(
        {"minutes": work.for_both, "leaver_minutes": work.for_leaver}
    )
    setup = input_catalogue().option[option.id, "setup_hours"].default
    assert setup is not None
    return f"{setup.low:f} to {setup.high:f} hours once, {setup.likely:f} likely; {after}"


def _facts_read(conditions: Iterable[Condition], more: set[str]) -> tuple[str, ...]:
    """The facts that conditions speak of, in the order of the fields."""
    named = more | {atom.field for condition in conditions for atom in condition.atoms()}
    return tuple(field.name for field in FACT_FIELDS if field.name in named)
