"""Prices of one plan from several sources: what they come to, and whether they agree. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from core.catalog.models import AUTHORITY_RANK, Authority, Origin, Period, Unit
from core.catalog.verdicts.verdict import Standing

MONTHS = {Period.MONTH: Decimal(1), Period.YEAR: Decimal(12)}


@dataclass(frozen=True)
class PriceView:
    """One source's price of one plan, with what the source is worth."""

    plan: str
    plan_name: str
    low: Decimal | None
    high: Decimal | None
    currency: str
    period: Period | None
    unit: Unit
    as_of: date
    source_id: str
    source: str
    publisher: str
    authority: Authority
    billing: str | None = None
    included: str | None = None
    has_sso: str | None = None
    has_scim: str | None = None
    negotiated: bool = False
    note: str | None = None
    url: str | None = None
    interest: str | None = None
    quality: str | None = None
    origin: Origin = Origin.BUNDLE

    @property
    def is_published(self) -> bool:
        """Whether the source names a figure at all."""
        return self.low is not None or self.high is not None

    @property
    def yearly(self) -> tuple[Decimal, Decimal] | None:
        """Low and high per unit and year; ``None`` when no figure or no period is given."""
        if not self.is_published or self.period is None:
            return None
        factor = 12 / MONTHS[self.period]
        low, high = self.low or Decimal(0), self.high or self.low or Decimal(0)
        if self.low is None:
            low = high
        return low * factor, high * factor


@dataclass(frozen=True)
class PlanVerdict:
    """What is known of one plan's price: the newest, and whether the sources agree."""

    app: str
    plan: str
    name: str
    standing: Standing
    prices: tuple[PriceView, ...]
    """All statements, the one to use first."""
    is_stale: bool = False

    @property
    def best(self) -> PriceView | None:
        """The statement to reckon with: a published figure where there is one."""
        return next((price for price in self.prices if price.is_published), None)

    @property
    def is_contested(self) -> bool:
        return self.standing is Standing.CONTESTED


def conclude_price(
    app: str,
    plan: str,
    name: str,
    prices: Sequence[PriceView],
    *,
    today: date,
    stale_after_days: int,
) -> PlanVerdict:
    """Order one plan's prices and say how they stand.

    Contested: two sources whose yearly ranges (same currency and unit, where both name one) do not
    touch, or one that names a figure where another says that it is not published. A price billed
    monthly does not contradict one billed annually.
    """
    ranked = sorted(
        prices,
        key=lambda p: (
            p.is_published,
            AUTHORITY_RANK[p.authority],
            p.quality is None,
            p.as_of,
            p.source_id,
            str(p.low),
            str(p.high),
            str(p.billing),
        ),
        reverse=True,
    )
    published = [price for price in ranked if price.is_published]
    stale = bool(published) and published[0].as_of < today - timedelta(days=stale_after_days)
    if _contradict(ranked):
        standing = Standing.CONTESTED
    elif not published:
        standing = Standing.UNKNOWN
    elif stale:
        standing = Standing.STALE
    elif len({price.publisher for price in published}) > 1:
        standing = Standing.AGREED
    else:
        standing = Standing.SINGLE_SOURCE
    return PlanVerdict(app, plan, name, standing, tuple(ranked), stale)


def _contradict(prices: Sequence[PriceView]) -> bool:
    return any(
        _differ(one, other)
        for number, one in enumerate(prices)
        for other in prices[number + 1 :]
        if one.source_id != other.source_id
    )


def _differ(one: PriceView, other: PriceView) -> bool:
    if one.is_published != other.is_published:
        return True
    if one.yearly is None or other.yearly is None or one.currency != other.currency:
        return False
    if {one.billing, other.billing} == {"annual", "monthly"}:
        return False
    loose = {Unit.FLAT, Unit.CUSTOM}
    if one.unit != other.unit and not {one.unit, other.unit} & loose:
        return False
    return one.yearly[1] < other.yearly[0] or other.yearly[1] < one.yearly[0]
