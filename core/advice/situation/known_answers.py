"""What the organisation and its stack say already, and whether an answer fits the catalogue."""

from collections.abc import Mapping
from typing import Any

from core.advice.situation.questions import Known
from core.catalog.service import plan_slug
from core.catalog.values import AppEntry, Fact
from core.errors import Invalid
from core.stack.values import OrganisationView, StackEntry


def known_of(organisation: OrganisationView, entry: StackEntry | None) -> Known:
    """What stands in for answers that nobody has given yet."""
    if entry is None:
        return Known(idps=organisation.idps or None)
    fields = entry.fields
    return Known(fields.plan, fields.seats, organisation.idps or None, fields.owner)


def plans_of(app: AppEntry) -> dict[str, str]:
    """Plans that can be answered for an app: slug → name."""
    found = {plan.plan: plan.name for plan in app.plans}
    for fact in (Fact.SSO_PLAN, Fact.SCIM_PLAN):
        value = app.verdict(fact).value
        if value not in ("unknown", "none", "all plans"):
            found.setdefault(plan_slug(value), value.replace("-", " ").capitalize())
    return found


def check_answers(given: Mapping[str, Any], app: AppEntry, idps: Mapping[str, str]) -> None:
    """Raise :class:`Invalid` for an IdP or a plan that the catalogue does not know."""
    listed = given.get("idps") or []
    for idp in [listed] if isinstance(listed, str) else listed:
        if idp not in idps:
            raise Invalid(
                f"There is no IdP {idp!r}.", field="idps", hint=f"Known: {', '.join(idps)}."
            )
    plan, plans = given.get("current_plan"), plans_of(app)
    if isinstance(plan, str) and plan.strip() and plans:
        names = {plan_slug(name) for name in plans.values()} | set(plans)
        if plan_slug(plan.strip()) not in names:
            raise Invalid(
                f"{app.name} has no plan {plan!r}.",
                field="current_plan",
                hint=f"Plans: {', '.join(plans)}. Leave it out if yours is another.",
            )
