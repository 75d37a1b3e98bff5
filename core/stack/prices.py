"""What a plan costs here, and what the plan with SCIM costs beyond it. Pure.

What we pay belongs to the plan that we are on and to no other; another plan costs what the vendor
quoted us for it, else what the catalogue's price lists say. What is not known is ``None``, never
nothing.
"""

from dataclasses import dataclass
from decimal import Decimal

from core.catalog.values import OurPlan, PlanView, Unit


@dataclass(frozen=True)
class Spend:
    """What the organisation pays a year, or was quoted, for which plan (:attr:`OurPlan.key`)."""

    amount: Decimal
    currency: str
    plan: str | None
    seats: int | None = None
    """For how many seats; ``None``: nobody said."""

    def is_for(self, plan: OurPlan) -> bool:
        """Whether this is what the plan costs us, or would."""
        return plan.key == self.plan


@dataclass(frozen=True)
class PriceHere:
    """A plan's price a year, low and high: what we pay, were quoted, or what a list says."""

    low: Decimal
    high: Decimal
    currency: str
    is_ours: bool
    is_quote: bool = False


@dataclass(frozen=True)
class Gap:
    """What the plan with SCIM costs a year more: the nearest and the farthest distance."""

    low: Decimal
    high: Decimal
    currency: str


@dataclass(frozen=True)
class ListBelowOurs:
    """The plan with SCIM is listed below what our plan costs: no saving, but a question to ask."""

    listed: PriceHere
    ours: PriceHere


def list_price(plan: PlanView, seats: int) -> PriceHere | None:
    """What the catalogue says that a plan costs a year."""
    yearly = plan.yearly(seats)
    if yearly is None or plan.currency is None:
        return None
    return PriceHere(*yearly, plan.currency, False)


def price_here(
    plan: OurPlan, seats: int, spend: Spend | None, quote: Spend | None = None
) -> PriceHere | None:
    """What a plan costs us a year: what we pay where we are on it, a quote, else its list price."""
    for said, is_ours in ((spend, True), (quote, False)):
        if said is not None and said.is_for(plan):
            amount = _for_seats(said, plan, seats)
            if amount is None:
                return None
            return PriceHere(amount, amount, said.currency, is_ours, not is_ours)
    return list_price(plan.plan, seats) if plan.plan else None


def _for_seats(spend: Spend, plan: OurPlan, seats: int) -> Decimal | None:
    """What we would pay for other seats than those that the spend is for."""
    if spend.seats is None or seats == spend.seats:
        return spend.amount
    price = plan.plan.price if plan.plan else None
    if price is None:
        return None
    if price.unit is not Unit.SEAT:
        return spend.amount
    return spend.amount * seats / spend.seats if spend.seats else None


def upgrade_gap(
    ours: PriceHere | None, with_scim: PriceHere | None, *, beside: bool = False
) -> Gap | ListBelowOurs | None:
    """What an upgrade costs more; ``None`` where a price is not known or the currencies differ.

    ``beside``: the plan with SCIM is an add-on, which comes on top of ours.
    """
    if beside and with_scim is not None:
        return Gap(with_scim.low, with_scim.high, with_scim.currency)
    if ours is None or with_scim is None or ours.currency != with_scim.currency:
        return None
    if not with_scim.is_quote and with_scim.low + with_scim.high < ours.low + ours.high:
        return ListBelowOurs(with_scim, ours)
    low = max(with_scim.low - ours.high, Decimal(0))
    return Gap(low, max(with_scim.high - ours.low, low), ours.currency)
