"""What one seat costs us a day, out of what we pay: for seats that were paid on too long. Pure."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from core.catalog.values import OurPlan, Unit
from core.stack.entries import StackFields

_YEAR = timedelta(days=365)
_BY_ITSELF = frozenset({Unit.SEAT, Unit.CUSTOM})
"""How a plan may be billed for its average a seat to mean something; a custom price says nothing of
its unit, and is taken as what its seats cost together."""


class NoSeatPrice(StrEnum):
    """Why it is not known what a seat costs."""

    NOT_OURS = "not in our stack"
    NO_SPEND = "contract price not known"
    NO_SEATS = "number of seats not known"
    NOT_BY_SEAT = "not billed by the seat"


@dataclass(frozen=True)
class SeatPrice:
    """What we pay a year for one seat, on average over all that we have."""

    yearly: Decimal
    currency: str

    def over(self, time: timedelta) -> Decimal:
        """What a seat costs for so long, to the cent; a year has 365 days."""
        exact = self.yearly * Decimal(time / timedelta(seconds=1)) / Decimal(_YEAR.total_seconds())
        return exact.quantize(Decimal("0.01"), ROUND_HALF_UP)


def seat_price(plan: OurPlan, fields: StackFields) -> SeatPrice | NoSeatPrice:
    """The contract's amount by its seats. A list price is not what we pay: it is not taken."""
    price = plan.plan.price if plan.plan else None
    if price is not None and price.unit not in _BY_ITSELF:
        return NoSeatPrice.NOT_BY_SEAT
    if fields.annual_spend is None:
        return NoSeatPrice.NO_SPEND
    if not fields.seats:
        return NoSeatPrice.NO_SEATS
    return SeatPrice(fields.annual_spend / fields.seats, fields.currency)
