"""What a plan costs here, and what the plan with SCIM costs beyond it. Pure.

What we pay belongs to the plan that we are on and to no other; another plan costs what the vendor
quoted us for it, else what the catalogue's price lists say. What is not known is ``None``, never
nothing.
"""

from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from core.catalog.values import OurPlan, PlanView, Unit


@dataclass(frozen=True)
class Spend:
    """What the organisation pays a year, or was quoted, for which plan (:attr:`OurPlan.key`)."""

    amount: Decimal
    currency: str
    plan: str | None
    """``None``: for the plan that we are on, whichever that is; nobody has named it yet."""
    seats: int | None = None
    """For how many seats; ``None``: for all that we have, and nobody said how many."""
    is_quote: bool = False

    def is_for(self, plan: OurPlan) -> bool:
        """Whether this is what the plan costs us, or would; a spend is asked of our plan alone."""
        return self.plan is None or plan.key == self.plan

    def counted(self, seats: int | None) -> "Spend":
        """The same where somebody has meanwhile said how many seats we have."""
        return replace(self, seats=seats) if self.seats is None else self

    def amount_for(self, plan: OurPlan, seats: Decimal | int) -> Decimal | None:
        """What we would pay for this many seats; ``None``: how it is billed is not known."""
        if self.seats is None or seats == self.seats:
            return self.amount
        price = plan.plan.price if plan.plan else None
        if price is None:
            return None
        if price.unit is not Unit.SEAT:
            return self.amount
        return self.amount * seats / self.seats if self.seats else None

    def is_uncounted(self, plan: OurPlan) -> bool:
        """Whether it is for a number of seats that nobody said, of a plan that is not known to cost
        the same for any."""
        price = plan.plan.price if plan.plan else None
        return self.seats is None and (price is None or price.unit is Unit.SEAT)


@dataclass(frozen=True)
class PriceHere:
    """A plan's price a year, low and high: what we pay, were quoted, or what a list says."""

    low: Decimal
    high: Decimal
    currency: str
    is_ours: bool
    is_quote: bool = False
    is_uncounted: bool = False
    """For all our seats, and nobody said how many those are."""
    is_per_seat: bool = False
    """What a list says, for the seats that were asked about."""
    is_scaled: bool = False
    """By the seat from what was said for another number of seats."""
    is_second_hand: bool = False
    """A list whose figures somebody else gathered, not in a way that the vendor stands for."""


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


def said_price(plan: OurPlan, spend: Spend | None, quote: Spend | None = None) -> Spend | None:
    """What was said of a plan's price here: what we pay where we are on it, else a quote for it."""
    return next((one for one in (spend, quote) if one is not None and one.is_for(plan)), None)


def price_here(
    plan: OurPlan, seats: int, spend: Spend | None, quote: Spend | None = None
) -> PriceHere | None:
    """What a plan costs us a year: what we pay where we are on it, a quote, else its list price."""
    said = said_price(plan, spend, quote)
    if said is None:
        return _list_price(plan.plan, seats) if plan.plan else None
    amount = said.amount_for(plan, seats)
    if amount is None:
        return None
    return PriceHere(
        amount,
        amount,
        said.currency,
        not said.is_quote,
        said.is_quote,
        said.is_uncounted(plan),
        is_scaled=amount != said.amount,
    )


def _list_price(plan: PlanView, seats: int) -> PriceHere | None:
    yearly = plan.yearly(seats)
    if yearly is None or plan.price is None:
        return None
    by_seat = plan.price.unit is Unit.SEAT
    doubted = plan.price.quality is not None
    return PriceHere(
        *yearly, plan.price.currency, False, is_per_seat=by_seat, is_second_hand=doubted
    )


def is_alike(one: PriceHere, other: PriceHere) -> bool:
    """Whether two prices are for the same seats: not one for all that we have, and nobody said how
    many, beside one for a number that was assumed."""
    uncounted = one.is_uncounted or other.is_uncounted
    return not (uncounted and (one.is_per_seat or other.is_per_seat))


def upgrade_gap(
    ours: PriceHere | None, with_scim: PriceHere | None, *, beside: bool = False
) -> Gap | ListBelowOurs | None:
    """What an upgrade costs more; ``None`` where a price is not known, the currencies differ, or
    one is for another number of seats.

    ``beside``: the plan with SCIM is an add-on, which comes on top of ours.
    """
    if beside and with_scim is not None:
        return Gap(with_scim.low, with_scim.high, with_scim.currency)
    if ours is None or with_scim is None or not is_alike(ours, with_scim):
        return None
    # Nothing is nothing in every currency.
    if ours.currency != with_scim.currency and ours.high:
        return None
    if not with_scim.is_quote and _middle(with_scim) < _middle(ours):
        return ListBelowOurs(with_scim, ours)
    low = max(with_scim.low - ours.high, Decimal(0))
    return Gap(low, max(with_scim.high - ours.low, low), with_scim.currency)


def _middle(price: PriceHere) -> Decimal:
    """The price in one figure, to the cent as every bill is: less than that is no difference."""
    return ((price.low + price.high) / 2).quantize(Decimal("0.01"), ROUND_HALF_UP)
