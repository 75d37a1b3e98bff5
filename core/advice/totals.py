"""What the stack's recommendations come to. Pure."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.advice.cost import Range, whole
from core.advice.values import StackAdvice


@dataclass(frozen=True)
class StackTotals:
    """Sums over the stack. Money by currency: without a rate nothing is added across."""

    apps: int
    first_year: dict[str, Range]
    unpriced: int
    """Apps whose recommended option has no published cost."""
    exposure_today: int
    exposure_hours: int
    choices: dict[str, int]

    def lines(self) -> list[tuple[str, str]]:
        """Name and value of each total."""
        money = ", ".join(whole(amount, code) for code, amount in self.first_year.items()) or "none"
        return [
            ("Apps", f"{self.apps:,}"),
            ("Cost of the first year, as far as published", money),
            ("Apps whose cost is not published", f"{self.unpriced:,}"),
            ("Exposure a year if all is done by hand", f"{self.exposure_today:,} account-hours"),
            ("Exposure a year as recommended", f"{self.exposure_hours:,} account-hours"),
            *((title, f"{count:,} apps") for title, count in self.choices.items()),
        ]


def stack_totals(found: Sequence[StackAdvice]) -> StackTotals:
    """Add up what can be added."""
    money: dict[str, Range] = {}
    for one in found:
        cost = one.recommendation.first.cost
        if cost.first_year is not None:
            low, high = money.get(cost.currency, (Decimal(0), Decimal(0)))
            money[cost.currency] = (low + cost.first_year[0], high + cost.first_year[1])
    return StackTotals(
        apps=len(found),
        first_year=money,
        unpriced=sum(one.recommendation.first.cost.first_year is None for one in found),
        exposure_today=sum(one.exposure_today for one in found),
        exposure_hours=sum(one.exposure_hours for one in found),
        choices=dict(Counter(one.recommendation.first.title for one in found).most_common()),
    )
