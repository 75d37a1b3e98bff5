"""What the stack comes to, as it was decided or is recommended. Pure."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.advice.recommendation.values import StackAdvice


@dataclass(frozen=True)
class StackTotals:
    """Sums over the stack. Money by currency: without a rate nothing is added across."""

    apps: int
    first_year: dict[str, Decimal]
    three_years: dict[str, Decimal]
    unpriced: int
    """Apps whose option has no known cost; the sums are without them."""
    unseated: int
    """Apps that nobody has given seats of; the exposure is without them."""
    exposure_today: int
    exposure_hours: int
    choices: dict[str, int]

    def lines(self) -> list[tuple[str, str]]:
        """Name and value of each total."""
        return [
            ("Apps", f"{self.apps:,}"),
            ("Cost of the first year", money(self.first_year)),
            ("Cost of three years", money(self.three_years)),
            ("Apps without a known cost, not in these sums", f"{self.unpriced:,}"),
            (
                "Access after leaving, a year, if all is done by hand",
                f"{self.exposure_today:,} hours",
            ),
            (
                "Access after leaving, a year, as decided or recommended",
                f"{self.exposure_hours:,} hours",
            ),
            ("Apps without seats, not in the access after leaving", f"{self.unseated:,}"),
            *(
                (title, f"{count:,} {'app' if count == 1 else 'apps'}")
                for title, count in self.choices.items()
            ),
        ]


def money(sums: dict[str, Decimal]) -> str:
    """Sums in words, one for each currency."""
    return ", ".join(f"{code} {amount:,.0f}" for code, amount in sums.items()) or "not known"


def stack_totals(found: Sequence[StackAdvice]) -> StackTotals:
    """Add up what can be added."""
    first: dict[str, Decimal] = {}
    three: dict[str, Decimal] = {}
    for one in found:
        cost = one.holds.cost
        for sums, amount in ((first, cost.middle), (three, cost.middle_of_three)):
            if amount is not None:
                sums[cost.currency] = sums.get(cost.currency, Decimal(0)) + amount
    return StackTotals(
        apps=len(found),
        first_year=first,
        three_years=three,
        unpriced=sum(one.holds.cost.middle is None for one in found),
        unseated=sum(one.exposure_hours is None for one in found),
        exposure_today=sum(one.exposure_today or 0 for one in found),
        exposure_hours=sum(one.exposure_hours or 0 for one in found),
        choices=dict(Counter(one.holds.title for one in found).most_common()),
    )
