"""The recommendation for one app: options ranked, each with its reasons. Pure."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from core.advice.answers import Answers
from core.advice.choose import blocked_by, order
from core.advice.condition import Values
from core.advice.cost import CostEstimator, OptionCost, PriceDifference, about
from core.advice.facts import Facts, derive
from core.advice.fields import Value, fact_name
from core.advice.models import OptionId, RemovalDuty
from core.advice.rules import OptionRule, RuleBook, Said
from core.catalog.snapshot import AppEntry

LIMITS = {RemovalDuty.WITHIN_A_DAY: 24, RemovalDuty.WITHIN_AN_HOUR: 1}
OUTSIDE = frozenset(
    {
        OptionId.MANAGED_AUTOMATION,
        OptionId.SCIM_BRIDGE,
        OptionId.JIT_CHECKLIST,
        OptionId.MANUAL_CHECKLIST,
    }
)
"""Options that do without the higher plan."""


@dataclass(frozen=True)
class Situation:
    """One app in one organisation: all that a recommendation is drawn from."""

    app: AppEntry
    idps: Mapping[str, str]
    """Every IdP of the catalogue: id → name."""
    answers: Answers
    facts: Facts

    @classmethod
    def of(cls, app: AppEntry, idps: Mapping[str, str], answers: Answers) -> "Situation":
        return cls(app, idps, answers, derive(app, idps, answers))

    @property
    def values(self) -> dict[str, Value]:
        return {**self.facts.values, **self.answers.values}


@dataclass(frozen=True)
class OptionAdvice:
    """One option as it stands here. ``rank`` is ``None`` where it is infeasible."""

    id: OptionId
    title: str
    feasible: bool
    rank: int | None
    verdict: str
    reasons: tuple[str, ...]
    rule: str | None
    cost: OptionCost
    leftover_access_hours: int
    leftover_why: str
    effort: str
    risks: tuple[str, ...]
    next_steps: tuple[str, ...]
    why_not: str | None
    """Why it is not the first choice, or not possible at all."""


@dataclass(frozen=True)
class Recommendation:
    """The options for one app, ranked; ``choice`` is the first."""

    situation: Situation
    options: tuple[OptionAdvice, ...]
    """Feasible ones by rank, then the others."""
    choice: OptionId

    @property
    def first(self) -> OptionAdvice:
        return self.options[0]

    @property
    def cautions(self) -> tuple[str, ...]:
        """What must be confirmed before acting on it."""
        return tuple(_contested_words(self.situation))


def recommend(
    situation: Situation, book: RuleBook, estimator: CostEstimator | None = None
) -> Recommendation:
    """Rank the options. The same answers and facts give the same, whatever the files' order."""
    values = situation.values
    blocked = blocked_by(book, values)
    placed = order(book, values, blocked)
    if not placed:
        raise ValueError("the rules give no recommendation here: run rules check")
    tell = teller(situation)
    draw = _Drawing(situation, values, tell, estimator or PriceDifference())
    first = placed[0]
    lead = f"{book.options[first.option].title} comes first: {tell(first.rule.say)}"
    options = []
    for rank, one in enumerate(placed, start=1):
        why = None if rank == 1 else lead
        reasons = (tell(one.rule.say), *draw.money(one.option))
        if rank == 1:
            reasons += tuple(draw.against(one.option, blocked))
        rule = book.options[one.option]
        options.append(draw.option(rule, rank=rank, rule=one.rule.id, reasons=reasons, why=why))
    for option, say in blocked.items():
        options.append(
            draw.option(book.options[option], rank=None, rule=None, reasons=(), why=tell(say))
        )
    return Recommendation(situation, tuple(options), first.option)


@dataclass(frozen=True)
class _Drawing:
    situation: Situation
    values: Values
    tell: Callable[[str], str]
    estimator: CostEstimator

    def option(
        self,
        option: OptionRule,
        *,
        rank: int | None,
        rule: str | None,
        reasons: tuple[str, ...],
        why: str | None,
    ) -> OptionAdvice:
        leftover = next(said for said in option.leftover if said.when.holds(self.values))
        risks = [*self.said(option.risks)]
        limit = LIMITS.get(self.situation.answers.removal_duty)
        if limit is not None and leftover.hours > limit:
            risks.insert(
                0,
                f"Access may stay for up to {leftover.hours} hours, longer than the duty of "
                f"{limit} hour{'s' if limit > 1 else ''} allows.",
            )
        situation = self.situation
        return OptionAdvice(
            id=option.id,
            title=option.title,
            feasible=rank is not None,
            rank=rank,
            verdict=self.tell(option.verdict),
            reasons=reasons,
            rule=rule,
            cost=self.estimator.estimate(
                option.id, situation.app, situation.facts, situation.answers
            ),
            leftover_access_hours=leftover.hours,
            leftover_why=self.tell(leftover.say),
            effort=option.effort,
            risks=tuple(risks),
            next_steps=tuple(self.said(option.next_steps)),
            why_not=why,
        )

    def said(self, sentences: Iterable[Said]) -> list[str]:
        return [self.tell(said.say) for said in sentences if said.when.holds(self.values)]

    def money(self, option: OptionId) -> list[str]:
        """The upgrade that an option avoids or pays, from the catalogue's prices."""
        facts = self.situation.facts
        plan, scim_plan = facts.plan, facts.scim_plan
        if facts.difference is None or plan is None or scim_plan is None:
            return []
        seats = self.situation.answers.seats
        prices = f"{_price(plan.yearly(seats), facts.currency)} for {plan.name}, "
        prices += f"{_price(scim_plan.yearly(seats), facts.currency)} for {scim_plan.name}"
        spread = about(facts.difference, facts.currency)
        if option is OptionId.UPGRADE_FOR_SCIM:
            return [f"It costs {spread} a year more ({prices})."]
        if option in OUTSIDE and facts.difference[1] > 0:
            return [f"It avoids the upgrade: {spread} a year ({prices})."]
        return []

    def against(self, option: OptionId, blocked: Mapping[OptionId, str]) -> list[str]:
        """Why the vendor's own SCIM is out, where the option stands in for it."""
        if option not in OUTSIDE or OptionId.NATIVE_SCIM not in blocked:
            return []
        vendor = (OptionId.NATIVE_SCIM, OptionId.UPGRADE_FOR_SCIM)
        return list(dict.fromkeys(self.tell(blocked[one]) for one in vendor if one in blocked))


def _price(yearly: object, currency: str) -> str:
    if not isinstance(yearly, tuple):
        return "no published price"
    low, high = (f"{amount:,.0f}" for amount in yearly)
    return f"{currency} {low}" if low == high else f"{currency} {low}–{high}"


def teller(situation: Situation) -> Callable[[str], str]:
    """Fills a sentence of the decision table with this situation's names and numbers."""
    facts, answers = situation.facts, situation.answers
    gap = facts.difference
    names = [situation.idps[idp] for idp in facts.other_idps]
    words = {
        "app": situation.app.name,
        "idp": situation.idps[facts.idp] if facts.idp else "our identity provider",
        "plan": facts.plan.name if facts.plan else "our plan",
        "scim_plan": facts.scim_plan.name if facts.scim_plan else "a plan that no source names",
        "difference": f"{about(gap, facts.currency)} a year more" if gap else "ask for its price",
        "avoided": (
            f", and avoid the upgrade of {about(gap, facts.currency)} a year"
            if gap and gap[1] > 0
            else ""
        ),
        "other_idps": " or ".join(names[:4]) or "another identity provider",
        "seats": f"{answers.seats:,}",
        "leavers": f"{answers.leavers_per_year:,}",
    }
    return lambda text: text.format_map(words)


def _contested_words(situation: Situation) -> Iterable[str]:
    for verdict in situation.facts.contested:
        if verdict.idp is not None and verdict.idp not in (situation.answers.idps or ()):
            continue
        where = f" under {situation.idps[verdict.idp]}" if verdict.idp else ""
        sides = ", ".join(dict.fromkeys(claim.publisher for claim in verdict.claims))
        yield (
            f"{fact_name(verdict.fact)}{where} is contested ({sides}): "
            "have the vendor confirm it in writing before paying."
        )
