"""What catalogue and stack know about the app of a scenario. Values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from core.catalog.service import our_plan, plans_of
from core.catalog.values import AppEntry, OurPlan, PlanView
from core.cost.inputs.published import PublishedFigure
from core.cost.model.options import OptionId
from core.stack.values import Spend

HOME_CURRENCY = "USD"
"""Currency of the defaults in ``data/cost``."""


@dataclass(frozen=True)
class AppFacts:
    """What catalogue and stack know about the app of a scenario."""

    name: str = ""
    app: AppEntry | None = None
    published: Sequence[PublishedFigure] = ()
    in_stack: bool = False
    stack_plan: str | None = None
    stack_seats: int | None = None
    spend: Spend | None = None
    """What we pay, bound to the plan that we are on."""
    quote: Spend | None = None
    """What the vendor quoted us, bound to the plan that it is for."""
    has_connection: bool = False
    """Offramp removes from the app by SCIM: it works on the plan in use, whatever is said of it."""
    outcomes: Mapping[OptionId, str] = field(default_factory=dict)
    """How an option's removal comes out here, where it differs from the option's own figures: the
    name of an outcome in ``data/cost/options.yaml``. The advice room says so."""
    roles_from_idp: bool = False
    """Whether roles follow groups in the IdP where a scenario does not say. The advice room says
    so as well."""

    @property
    def plans(self) -> tuple[PlanView, ...]:
        """The app's plans."""
        return plans_of(self.app) if self.app else ()

    def plan_named(self, text: str | None) -> OurPlan:
        """The plan that an entered name stands for."""
        return our_plan(self.app, text) if self.app else OurPlan(text or None)
