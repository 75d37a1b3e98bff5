"""From checklists to the steps of one case: which, in which order, due when, waiting for what.

Pure: the same function serves the preview, the case and the command line.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from graphlib import TopologicalSorter

from core.accounts.values import Known
from core.identity.values import Owners
from core.offboarding.cases.known import has_steps, is_looked_for
from core.offboarding.cases.made_steps import (
    as_administrator,
    before_the_only_administrator,
    look_steps,
)
from core.offboarding.cases.owners import Assignment, warnings
from core.offboarding.checklists.applicable_steps import Placed, app_steps, general_steps, needs
from core.offboarding.checklists.checklist import Checklists, StepTemplate
from core.offboarding.checklists.where import NOWHERE, Where
from core.offboarding.deadline import deadline
from core.offboarding.models import CaseKind, OwnerRole, StepKind
from core.offboarding.offset import Offset
from core.offboarding.steps.planned_step import PlannedStep
from core.offboarding.views import AccountKnown, Opening
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
    known: Known = Known.HAS
    """Whether the person has an account there."""
    is_admin: bool | None = None
    is_only_admin: bool = False
    is_listed: bool = False
    """Whether the app's list comes again without being asked for."""
    where: Where = NOWHERE
    """What to click there."""

    @property
    def way(self) -> Way:
        """Which checklist the app's steps come from."""
        return self.route.way

    @property
    def why(self) -> str:
        """Why it is that one."""
        return self.route.why

    @property
    def has_steps(self) -> bool:
        """Whether the case has the app's own steps from the start."""
        return has_steps(self.known, self.way)

    @property
    def is_looked_for(self) -> bool:
        """Whether somebody has to look first."""
        return is_looked_for(self.known, self.way)


@dataclass(frozen=True)
class CasePlan:
    """What opening the case would make, and what is missing for it."""

    apps: tuple[AppInCase, ...]
    """Those that have steps of their own."""
    steps: tuple[PlannedStep, ...]
    missing: tuple[str, ...]
    """Sentences: ``No owner for Figma.``"""
    accounts: tuple[AccountKnown, ...] = ()
    """What is known of the person's accounts, by app."""
    looks: Mapping[str, str] = field(default_factory=dict)
    """App of which nothing is known → key of the step that asks somebody to look."""


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
    of_person = () if opening.is_late_find else checklists.of_person()
    items = general_steps(of_person, opening.kind)
    for app in apps:
        items += _of_app(app, checklists, opening.kind) if app.has_steps else []
    if not leaver:
        items = [item for item in items if item.step.kind is not StepKind.OFFRAMP_ACCOUNT]
    assignment = Assignment(opening, owners, leaver)
    owner_of = {
        item.key: assignment.of(item.step.owner, _owned(of_apps.get(item.app or "")))
        for item in items
    }
    looks = _look_for(apps, assignment)
    items += [item for item, _owner, _apps in looks]
    owner_of |= {item.key: owner for item, owner, _apps in looks}
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
    with_steps = tuple(app for app in apps if app.has_steps)
    if not with_steps and not looks:
        missing.append("No apps: only what holds for every leaver.")
    missing += warnings(
        steps,
        owners,
        lambda app: of_apps[app].name,
        manager=opening.manager,
        restricted=bool(opening.restricted),
    )
    asked = {app: item.key for item, _owner, of in looks for app in of}
    return CasePlan(with_steps, tuple(steps), tuple(missing), looks=asked)


def _of_app(app: AppInCase, checklists: Checklists, kind: CaseKind) -> list[Placed]:
    way, own = checklists.of_way(app.way), checklists.of_app(app.id)
    is_confirmed = app.route.is_automatic
    items = app_steps(app.id, way, own, kind, is_confirmed=is_confirmed, is_listed=app.is_listed)
    if app.is_admin and kind is not CaseKind.RETURN:
        items = [as_administrator(item) for item in items]
        if app.is_only_admin:
            items = before_the_only_administrator(app.id, items)
    return items


def _look_for(
    apps: Sequence[AppInCase], assignment: Assignment
) -> list[tuple[Placed, str, tuple[str, ...]]]:
    """A step for each owner of apps of which nothing is known: whose it is, and which apps."""
    of_owner: dict[str, list[AppInCase]] = {}
    for app in apps:
        if app.is_looked_for:
            of_owner.setdefault(assignment.of(OwnerRole.APP_OWNER, _owned(app)), []).append(app)
    asked = {owner: [(app.name, app.where) for app in theirs] for owner, theirs in of_owner.items()}
    return [
        (item, owner, tuple(app.id for app in of_owner[owner])) for item, owner in look_steps(asked)
    ]


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
    where = app.where if app else NOWHERE
    named |= where.words(named["app"])
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
        sources=tuple(dict.fromkeys((*template.sources, *where.sources(template.do)))),
        needs=waits,
        connection=app.connection if app else None,
        checklist=item.checklist.id,
        checklist_version=item.checklist.version,
        place=fill(template.place or ("{app}" if app else ""), named) or None,
    )


SHORT_NOTICE = timedelta(days=1)
TO_LOOK = timedelta(hours=4)
"""How long looking may take where access has ended already."""


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
    notice = TO_LOOK if template.kind is StepKind.LOOK else SHORT_NOTICE
    return opening.effective if opening.effective > now else now + notice


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
