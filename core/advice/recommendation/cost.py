"""What an option costs, as far as a recommendation needs it.

The calculator computes it (:mod:`core.advice.recommendation.calculator_costs`): with its
uncertainty for one app, at the likely values for the whole stack. Where it lacks a price the cost
is not known, and the basis says what is.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Protocol

from core.advice.situation.situation import Situation
from core.cost.values import HandWork, Leftover, OptionId

Range = tuple[Decimal, Decimal]


@dataclass(frozen=True)
class OptionCost:
    """Cost, low and high, in ``currency``, of what ``basis`` says; ``None``: not known."""

    first_year: Range | None
    three_years: Range | None
    currency: str
    basis: str
    """What is in the figure and what is not."""
    likely: tuple[Decimal, Decimal] | None = None
    """First and three years with every input at its likely value, where there is one."""
    leftover: Leftover | None = None
    """How long leavers keep access, over three years; ``None``: nobody calculated."""
    hand_work: HandWork | None = None

    @property
    def middle(self) -> Decimal | None:
        """The first year in one figure, for comparing and adding."""
        return self.likely[0] if self.likely else _middle(self.first_year)

    @property
    def middle_of_three(self) -> Decimal | None:
        """Three years in one figure."""
        return self.likely[1] if self.likely else _middle(self.three_years)


def _middle(spread: Range | None) -> Decimal | None:
    return (spread[0] + spread[1]) / 2 if spread else None


class CostEstimator(Protocol):
    """Whoever can price an option."""

    def estimate(self, option: OptionId, situation: Situation) -> OptionCost: ...


@dataclass(frozen=True)
class NotKnown:
    """Where nobody calculates: no option's cost is known, for this reason."""

    why: str = "Not calculated."

    def estimate(
        self,
        option: OptionId,  # noqa: ARG002  every option is as unknown as the next
        situation: Situation,
    ) -> OptionCost:
        """Not known, and never nothing."""
        return OptionCost(None, None, situation.facts.currency, self.why)


def about(cost: Range, currency: str) -> str:
    """A range in round figures: ``about USD 27,000–54,000``, thousands from ten thousand up."""
    low, high = (_rounded(amount) for amount in cost)
    if low == high:
        return f"about {currency} {low:,}"
    return f"about {currency} {low:,}–{high:,}"


def _rounded(amount: Decimal) -> int:
    size = abs(amount)
    step = 1000 if size >= 10_000 else 100 if size >= 1_000 else 10 if size >= 100 else 1
    return int((amount / step).quantize(Decimal(1), rounding=ROUND_HALF_EVEN)) * step


def whole(cost: Range, currency: str) -> str:
    """A range in whole units of the currency: ``USD 26,800–53,800``."""
    low, high = (f"{amount:,.0f}" for amount in cost)
    return f"{currency} {low}" if low == high else f"{currency} {low}–{high}"
