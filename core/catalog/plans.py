"""Which of a vendor's plans is which, and what lies between two of them. Pure."""

from dataclasses import dataclass
from decimal import Decimal

from core.catalog.models import Fact, Unit
from core.catalog.snapshot import AppEntry
from core.catalog.verdicts.price import PriceView
from core.catalog.verdicts.verdict import Verdict

_TOP = ("enterprise", "ultimate")


@dataclass(frozen=True)
class PlanView:
    """A plan with the price to reckon with. ``price`` is ``None`` where no source names one."""

    slug: str
    name: str
    price: PriceView | None = None
    has_scim: str | None = None
    has_sso: str | None = None
    is_contested: bool = False

    @property
    def currency(self) -> str | None:
        return self.price.currency if self.price else None

    @property
    def is_top(self) -> bool:
        """Vendors call their last plan Enterprise."""
        return any(word in self.slug for word in _TOP)

    def yearly(self, seats: int) -> tuple[Decimal, Decimal] | None:
        """What the plan costs a year, low and high; ``None`` where that cannot be reckoned."""
        if self.price is None or self.price.yearly is None or self.price.unit is Unit.USAGE:
            return None
        low, high = self.price.yearly
        factor = seats if self.price.unit is Unit.SEAT else 1
        return low * factor, high * factor

    def at_least(self, lowest: "PlanView") -> str:
        """Whether this plan has what begins with ``lowest``: yes, no or unknown."""
        if self.slug == lowest.slug:
            return "yes"
        if self.is_top != lowest.is_top:
            return "yes" if self.is_top else "no"
        mine, theirs = self.price, lowest.price
        if mine is None or theirs is None or mine.yearly is None or theirs.yearly is None:
            return "unknown"
        if mine.currency != theirs.currency or mine.unit is not theirs.unit:
            return "unknown"
        return "yes" if mine.yearly[0] >= theirs.yearly[0] else "no"


def plan_view(app: AppEntry, name: str | None) -> PlanView | None:
    """The app's plan of this slug or name; a plan without price where only verdicts name it."""
    if not name:
        return None
    wanted = slug_of(name)
    for plan in app.plans:
        if wanted in (plan.plan, slug_of(plan.name)):
            return PlanView(
                plan.plan,
                plan.name,
                plan.best,
                next((price.has_scim for price in plan.prices if price.has_scim), None),
                next((price.has_sso for price in plan.prices if price.has_sso), None),
                plan.is_contested,
            )
    return PlanView(wanted, name if name != wanted else name.replace("-", " ").capitalize())


def plan_with(app: AppEntry, what: str, verdict: Verdict) -> PlanView | None:
    """The lowest plan with single sign-on (``sso``) or SCIM (``scim``), as far as is known."""
    if verdict.value not in ("unknown", "none", "all plans", "add-on"):
        return plan_view(app, verdict.value)
    having = [
        view
        for view in (plan_view(app, plan.plan) for plan in app.plans)
        if view and (view.has_scim if what == "scim" else view.has_sso) == "yes"
    ]
    return min(
        having, key=lambda view: (view.is_top, view.yearly(1) or (Decimal(10**12),)), default=None
    )


def scim_needs(app: AppEntry, plan: str | None) -> tuple[PlanView, PlanView] | None:
    """The plan that SCIM begins with and ours, where ours is known to be below it."""
    return _short_of(plan_with(app, "scim", app.verdict(Fact.SCIM_PLAN)), plan_view(app, plan))


def sso_needs(app: AppEntry, plan: str | None) -> tuple[PlanView, PlanView] | None:
    """The plan that single sign-on begins with and ours, where ours is known to be below it."""
    return _short_of(plan_with(app, "sso", app.verdict(Fact.SSO_PLAN)), plan_view(app, plan))


def _short_of(needed: PlanView | None, ours: PlanView | None) -> tuple[PlanView, PlanView] | None:
    return (needed, ours) if needed and ours and ours.at_least(needed) == "no" else None


def slug_of(name: str) -> str:
    """A plan's name as the catalogue writes it: ``Business Plus`` → ``business-plus``."""
    return "-".join(name.casefold().replace("+", " plus ").split())


def yearly_difference(
    plan: PlanView, scim_plan: PlanView, seats: int
) -> tuple[Decimal, Decimal] | None:
    """What ``scim_plan`` costs a year more than ``plan``, low and high.

    ``None`` where a price is not published, is by usage, or the currencies differ. The nearest and
    the farthest distance of the two ranges.
    """
    now, then = plan.yearly(seats), scim_plan.yearly(seats)
    if now is None or then is None or plan.currency != scim_plan.currency:
        return None
    return then[0] - now[1], then[1] - now[0]
