"""A recommendation: the options for one app, ranked. Values."""

from dataclasses import dataclass

from core.advice.recommendation.cost import OptionCost, Range
from core.advice.recommendation.wording import contested_words
from core.advice.rules.rule_book import Rule
from core.advice.situation.situation import Situation
from core.cost.values import Leftover, OptionId

CONFIRM = "Have the vendor confirm in writing what sources disagree on before paying for it."


@dataclass(frozen=True)
class OptionAdvice:
    """One option as it stands here. ``rank`` is ``None`` where it is infeasible."""

    id: OptionId
    title: str
    rank: int | None
    verdict: str
    reasons: tuple[str, ...]
    rule: Rule | None
    """The rule that placed it; ``None`` where it is infeasible."""
    facts: tuple[str, ...]
    """The facts of the catalogue that placed it or ruled it out, by field."""
    avoided: Range | None
    """The upgrade that it does without, a year, in the currency of the facts."""
    cost: OptionCost
    leftover_access_hours: int
    leftover: Leftover
    """The same with the forgotten ones: of all leavers over three years."""
    leftover_why: str
    effort: str
    risks: tuple[str, ...]
    next_steps: tuple[str, ...]
    why_not: str | None
    """Why it is not the first choice, or not possible at all."""

    @property
    def feasible(self) -> bool:
        """Whether it is possible here."""
        return self.rank is not None


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
    def not_worth_upgrading(self) -> str | None:
        """Why the plan with SCIM, which could be bought, would not help here."""
        facts = self.situation.facts.values
        if facts["upgrade"] != "available" or facts["plan_has_scim"] == "yes":
            return None
        upgrade = next(one for one in self.options if one.id is OptionId.UPGRADE_FOR_SCIM)
        return upgrade.why_not if not upgrade.feasible else None

    @property
    def cautions(self) -> tuple[str, ...]:
        """What must be confirmed before acting on it."""
        told = tuple(contested_words(self.situation))
        return (*told, CONFIRM) if told else ()
