"""From the catalogue's price of a plan to the terms that the calculator reckons with. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.catalog.values import PlanVerdict, PriceView, Unit
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


def plan_terms(plan: PlanVerdict) -> CataloguePlan | None:
    """What the plan costs, or ``None`` where no source names a figure for a period."""
    best = _reckonable(plan)
    if best is None or best.yearly is None:
        return None
    low, high = best.yearly
    amount = between(low, high)
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
        slug=plan.plan,
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


def scim_plan(plans: Sequence[PlanVerdict], named: Sequence[str]) -> PlanVerdict | None:
    """The plan that has SCIM.

    Of several that sources name: one that a price list says has it, then the dearest, so that the
    figure promises nothing. Where none is named: the cheapest that a price list says has it.
    """
    wanted = {name.casefold() for name in named}
    said = [plan for plan in plans if {plan.plan, plan.name.casefold()} & wanted]
    sure = [plan for plan in said if has_scim(plan)] or said
    if sure:
        return max(sure, key=_yearly_size)
    having = [plan for plan in plans if has_scim(plan)]
    priced = [plan for plan in having if plan_terms(plan)]
    return min(priced, key=_yearly_size) if priced else next(iter(having), None)


def has_scim(plan: PlanVerdict) -> bool:
    """Whether any source says that the plan has SCIM."""
    return any(price.has_scim == "yes" for price in plan.prices)


def _yearly_size(plan: PlanVerdict) -> Decimal:
    terms = plan_terms(plan)
    if terms is None:
        return Decimal(0)
    return max(terms.numbers.get(key, point(0)).likely for key in ("base", "price"))


def _reckonable(plan: PlanVerdict) -> PriceView | None:
    """The statement to use; one that says more of the same price (the profiles' tariff) first."""
    best = next((p for p in plan.prices if p.is_published and p.yearly is not None), None)
    if best is None:
        return None
    fuller = (
        p
        for p in plan.prices
        if p.unit is Unit.PROFILE
        and p.yearly == best.yearly
        and p.currency == best.currency
        and p.quality is None
        and _EXTRA.search(p.note or "")
    )
    return next(fuller, best)


def _yearly(price: PriceView) -> bool:
    return price.billing == "annual" or (price.period is not None and price.period == "year")
