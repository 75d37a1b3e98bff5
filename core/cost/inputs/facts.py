"""What catalogue and stack know about the app of a scenario. Values."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.catalog.values import PlanVerdict
from core.cost.inputs.published import PublishedFigure

HOME_CURRENCY = "USD"
"""Currency of the defaults in ``data/cost``."""


@dataclass(frozen=True)
class AppFacts:
    """What catalogue and stack know about the app of a scenario."""

    name: str = ""
    plans: Sequence[PlanVerdict] = ()
    scim_plans: tuple[str, ...] = ()
    """The plans that sources name for SCIM, the one that the verdict prefers first."""
    published: Sequence[PublishedFigure] = ()
    stack_plan: str | None = None
    stack_seats: int | None = None
    stack_spend: Decimal | None = None
    stack_currency: str = HOME_CURRENCY
