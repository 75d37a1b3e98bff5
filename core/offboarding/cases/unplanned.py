"""What an open case was not planned for: routes that changed, and apps that came since."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from core import clock
from core.actor import Actor
from core.audit import service as audit
from core.catalog.values import Reading
from core.errors import Conflict
from core.offboarding import rows
from core.offboarding.cases.opening import join
from core.offboarding.cases.routes import routes_of_case
from core.offboarding.models import CaseKind, CaseStatus, StepKind, StepStatus
from core.offboarding.views import CaseView, StepView
from core.rights import Action, require
from core.stack import service as stack
from core.stack.values import Route

_ENDS = (CaseKind.VOLUNTARY, CaseKind.INVOLUNTARY, CaseKind.CONTRACT_END, CaseKind.LEAVE)
_GONE = (StepStatus.NOT_APPLICABLE, StepStatus.CANCELLED)
ROUTE_CHANGED = "the app's route changed after the case was opened"
CAME_SINCE = "the app was added to the stack after the case was opened"


@dataclass(frozen=True)
class Unplanned:
    """An app whose removal the case does not have. ``why``: a sentence; ``reason``: why steps for
    it join the case."""

    app: str
    name: str
    why: str
    reason: str


def unplanned(
    session: Session, actor: Actor, reading: Reading, case: CaseView
) -> tuple[Unplanned, ...]:
    """What an open case lacks since it was opened, by app; a closed one lacks nothing."""
    require(actor, Action.CASE_READ)
    if case.status is not CaseStatus.OPEN or case.kind not in _ENDS:
        return ()
    routes = routes_of_case(session, actor, reading, case)
    changed = [one for app, route in routes.items() if (one := _changed(case, app, route))]
    return (*changed, *_came_since(session, actor, case))


def add_unplanned(
    session: Session, actor: Actor, reading: Reading, case_id: int, apps: Collection[str]
) -> int:
    """Add the steps that these apps lack, as opening the case now would plan them; how many."""
    require(actor, Action.CASE_OPEN)
    held = rows.held_case(session, actor, case_id)
    if held.status is not CaseStatus.OPEN:
        raise Conflict("The case is no longer open.", hint="Reopen it first.")
    now = clock.now()
    lacks = unplanned(session, actor, reading, rows.case_view(session, held, now))
    wanted = [one for one in lacks if one.app in apps]
    return sum(join(session, actor, held, one.app, now, one.reason) for one in wanted)


def _changed(case: CaseView, app: str, route: Route) -> Unplanned | None:
    """Where the steps leave the removal to a system that is not known to do it (any more)."""
    removing = [one for one in case.steps if one.app == app and one.removes_access]
    by_hand = any(_is_in_app(one) for one in removing)
    if by_hand or route.is_automatic or all(one.status in _GONE for one in removing):
        return None
    name = removing[0].app_name or app
    now = stack.route_in_short(route)
    why = f"{name} is now “{now}”, and no step here removes the account in {name}."
    return Unplanned(app, name, why, ROUTE_CHANGED)


def _is_in_app(step: StepView) -> bool:
    """Whether it takes the account away in the app; a SCIM step that fails says so itself."""
    return step.kind is StepKind.SCIM or step.place in (None, step.app_name)


def _came_since(session: Session, actor: Actor, case: CaseView) -> Sequence[Unplanned]:
    there = {step.app for step in case.steps} | {one.app for one in case.accounts}
    return [
        Unplanned(one.app, one.name, f"{one.name} was added to the stack since.", CAME_SINCE)
        for one in stack.entries(session, actor)
        # What came since was changed since: the log of the others need not be read.
        if one.app not in there and one.updated_at > case.opened_at
        if any(
            each.action == "stack.add" and each.at > case.opened_at
            for each in audit.history(session, f"stack:{one.app}")
        )
    ]
