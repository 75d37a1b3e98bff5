"""Which plan sign-on through the identity provider has to be paid on. Pure."""

from dataclasses import dataclass

from core.catalog.service import inclusion
from core.catalog.values import UNKNOWN, AppEntry, OurPlan, PlanView


@dataclass(frozen=True)
class SignOnPlan:
    """The plan that has sign-on where ours lacks it; neither where ours has it."""

    plan: PlanView | None = None
    why_not: str = ""
    """Why it is not known which plan that is."""

    @property
    def is_ours(self) -> bool:
        """Whether our plan has it, as far as anyone says."""
        return self.plan is None and not self.why_not


def sign_on_plan(app: AppEntry | None, ours: OurPlan) -> SignOnPlan:
    """What sign-on needs beyond ``ours``. Where no source ties it to a plan, every plan has it."""
    if app is None:
        return SignOnPlan()
    found = inclusion(app, ours, "sso")
    name = ours.name or "our plan"
    if found.answer == "no":
        if found.lowest is None:
            return SignOnPlan(
                why_not=f"{_begin(name)} has no single sign-on; which has is not known."
            )
        return SignOnPlan(found.lowest)
    if found.answer == UNKNOWN and found.lowest is not None:
        asked = f"Whether {name} has single sign-on is not known"
        return SignOnPlan(why_not=f"{asked}; {found.lowest.name} has it: ask the vendor.")
    if found.answer == UNKNOWN and found.is_in_none:
        return SignOnPlan(why_not=f"No plan of {app.name} is known to have single sign-on.")
    return SignOnPlan()


def _begin(name: str) -> str:
    return f"{name[:1].upper()}{name[1:]}"
