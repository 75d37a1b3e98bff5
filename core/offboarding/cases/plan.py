"""From checklists to the steps of one case: which, in which order, due when, waiting for what.

Pure: the same function serves the preview, the case and the command line.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from graphlib import TopologicalSorter

from core.identity.values import Owners
from core.offboarding.cases.owners import Assignment, warnings
from core.offboarding.checklists.applicable_steps import Placed, app_steps, general_steps, needs
from core.offboarding.checklists.checklist import Checklists, StepTemplate
from core.offboarding.deadline import deadline
from core.offboarding.models import CaseKind, StepKind
from core.offboarding.offset import Offset
from core.offboarding.steps.planned_step import PlannedStep
from core.offboarding.views import Opening
from core.stack.values import Route, Way

NOBODY = Owners({}, frozenset(), {})


@dataclass(frozen=True)
class AppInCase:
    """An app that the person has, or may have, an account of."""

    id: str
    name: str
    route: Route
    owner: str | None = None
    connection: int | None = None
    idp: str | None = None
    """The name of the IdP that the route goes through."""
    open_hours: int = 0
    """How long a leaver may keep access, in hours at the most, if no step is forgotten."""

    @property
    def way(self) -> Way:
        """Which checklist the app's steps come from."""
        return self.route.way

    @property
    def why(self) -> str:
        """Why it is that one."""
        return self.route.why


@dataclass(frozen=True)
class CasePlan:
    """What opening the case would make, and what is missing for it."""

    apps: tuple[AppInCase, ...]
    steps: tuple[PlannedStep, ...]
    missing: tuple[str, ...]
    """Sentences: ``No owner for Figma.``"""


def plan_case(
    opening: Opening,
    apps: Sequence[AppInCase],
    checklists: Checklists,
    idp: str,
    now: datetime,
    owners: Owners = NOBODY,
    leaver: Collection[str] = (),
) -> CasePlan:
    """The steps of a case. ``idp``: the name of the organisation's main identity provider.

    ``owners``: who has an account here, to say who will not see their steps. ``leaver``: what
    the accounts of the person who leaves are called, if they have any.
    """
    of_apps = {app.id: app for app in apps}
    items = general_steps(checklists.of_person(), opening.kind)
    for app in apps:
        way, own = checklists.of_way(app.way), checklists.of_app(app.id)
        is_confirmed = app.route.is_automatic
        items += app_steps(app.id, way, own, opening.kind, is_confirmed=is_confirmed)
    if not leaver:
        items = [item for item in items if item.step.kind is not StepKind.OFFRAMP_ACCOUNT]
    assignment = Assignment(opening, owners, leaver)
    owner_of = {
        item.key: assignment.of(item.step.owner, _owned(of_apps.get(item.app or "")))
        for item in items
    }
    waits = needs(items, checklists.order[opening.kind])
    order = list(checklists.order[opening.kind])
    steps = [
        _step(
            item,
            of_apps.get(item.app or ""),
            opening,
            checklists,
            owner_of[item.key],
            waits[item.key],
            idp,
            now,
        )
        for item in items
    ]
    # Of what is due at the same moment, a step stands below what it waits for.
    turn = {key: at for at, key in enumerate(TopologicalSorter(waits).static_order())}
    steps.sort(key=lambda step: (step.due, order.index(step.phase), step.app or "", turn[step.key]))
    missing = list(assignment.missing)
    if not apps:
        missing.append("No apps: only what holds for every leaver.")
    missing += warnings(
        steps,
        owners,
        lambda app: of_apps[app].name,
        manager=opening.manager,
        restricted=bool(opening.restricted),
    )
    return CasePlan(tuple(apps), tuple(steps), tuple(missing))


def _owned(app: AppInCase | None) -> tuple[str, str | None] | None:
    return (app.name, app.owner) if app else None


def _step(
    item: Placed,
    app: AppInCase | None,
    opening: Opening,
    checklists: Checklists,
    owner: str | None,
    waits: tuple[str, ...],
    idp: str,
    now: datetime,
) -> PlannedStep:
    template, kind = item.step, opening.kind
    named = {
        "person": opening.person,
        "app": app.name if app else "",
        "idp": app.idp if app and app.idp else idp,
        "hand_over_to": opening.hand_over_to or "the person who takes over",
    }
    return PlannedStep(
        key=item.key,
        app=item.app,
        title=fill(template.title, named),
        instructions=fill(template.do, named),
        why=fill(template.why, named),
        kind=template.kind,
        phase=template.phase,
        owner_role=template.owner,
        owner=owner,
        due=_due(template, opening, checklists, now),
        urgent=template.urgent or checklists.order[kind][template.phase].urgent,
        evidence=template.evidence,
        removes_access=template.removes_access,
        controls=template.controls,
        sources=template.sources,
        needs=waits,
        connection=app.connection if app else None,
        checklist=item.checklist.id,
        checklist_version=item.checklist.version,
        place=fill(template.place or ("{app}" if app else ""), named) or None,
    )


SHORT_NOTICE = timedelta(days=1)


def _due(
    template: StepTemplate, opening: Opening, checklists: Checklists, now: datetime
) -> datetime:
    """When a step is due. Nothing that is only asked for now was due before.

    What takes access away stays due at its moment even then: that it came late is the truth.
    """
    offset = _offset(template, opening.kind, checklists)
    due = deadline(opening.effective, offset, opening.zone)
    if due >= now or template.removes_access:
        return due
    return opening.effective if opening.effective > now else now + SHORT_NOTICE


def _offset(template: StepTemplate, kind: CaseKind, checklists: Checklists) -> Offset:
    for own in (kind, None):
        if own in template.due:
            return template.due[own]
    return checklists.order[kind][template.phase].due


def fill(text: str, named: Mapping[str, str]) -> str:
    """A text with its placeholders filled. Not ``format``: names may hold braces."""
    for name, value in named.items():
        text = text.replace("{" + name + "}", value)
    return text
