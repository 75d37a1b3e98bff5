"""From the catalogue's price of a plan to the terms that the calculator works with. Pure."""

import re
from dataclasses import dataclass

from core.catalog.values import PlanView, PriceView, Unit
from core.cost.model.estimate import Estimate, between, point
from core.cost.model.options import Billing, Commitment

_PROFILES = re.compile(r"([\d,]+) profiles")
_EXTRA = re.compile(r"extra profile [A-Z]{3} ([\d.]+)")


@dataclass(frozen=True)
class CataloguePlan:
    """A plan as the catalogue knows it. Money in ``currency``; ``numbers`` by input name."""

    slug: str
    name: str
    billing: Billing
    commitment: Commitment
    currency: str
    numbers: dict[str, Estimate]
    source: str
    url: str | None
    contested: bool


def plan_terms(plan: PlanView) -> CataloguePlan | None:
    """What the plan costs, or ``None`` where no source names a figure to calculate with."""
    best, yearly = plan.price, plan.yearly(1)
    if best is None or yearly is None:
        return None
    amount = between(*yearly)
    numbers: dict[str, Estimate] = {}
    if best.unit is Unit.SEAT:
        billing, numbers["price"] = Billing.SEAT, amount
    else:
        billing, numbers["base"] = Billing.FLAT, amount
    if best.unit is Unit.PROFILE:
        extra = _EXTRA.search(best.note or "")
        included = _PROFILES.search(best.included or "")
        if extra and included:
            billing = Billing.PROFILE
            numbers["price"] = point(extra[1])
            numbers["included"] = point(included[1].replace(",", ""))
    return CataloguePlan(
        slug=plan.slug,
        name=plan.name,
        billing=billing,
        commitment=Commitment.ANNUAL if _yearly(best) else Commitment.MONTHLY,
        currency=best.currency,
        numbers=numbers,
        source=f"{best.publisher}: {best.source}, as of {best.as_of.isoformat()}"
        + (", negotiated" if best.negotiated else "")
        + (f" ({best.quality})" if best.quality else ""),
        url=best.url,
        contested=plan.is_contested,
    )


def _yearly(price: PriceView) -> bool:
    return price.billing == "annual" or (price.period is not None and price.period == "year")
