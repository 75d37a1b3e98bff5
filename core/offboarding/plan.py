"""From checklists to the steps of one case: which, in which order, due when, waiting for what.

Pure: the same function serves the preview, the case and the command line.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from core.offboarding.checklist import Checklist, Checklists, Offset, StepTemplate, Way
from core.offboarding.deadline import deadline
from core.offboarding.models import CaseKind, EvidenceNeed, OwnerRole, Phase, StepKind

REMOVALS = "removals"
"""In a step's ``after``: every step of the case that removes access."""


@dataclass(frozen=True)
class Subject:
    """Whom the case is about."""

    person: str
    email: str
    kind: CaseKind
    effective: datetime
    zone: str
    manager: str | None = None
    hand_over_to: str | None = None


@dataclass(frozen=True)
class AppInCase:
    """An app that the person has, or may have, an account of."""

    id: str
    name: str
    way: Way
    why: str
    owner: str | None = None
    connection: int | None = None


@dataclass(frozen=True)
class PlannedStep:
    """A step before it is stored. ``needs``: keys of the steps that it waits for."""

    key: str
    app: str | None
    title: str
    instructions: str
    why: str
    kind: StepKind
    phase: Phase
    owner_role: OwnerRole
    owner: str | None
    due: datetime
    urgent: bool
    evidence: EvidenceNeed
    removes_access: bool
    controls: tuple[str, ...]
    sources: tuple[tuple[str, str | None], ...]
    needs: tuple[str, ...]
    connection: int | None
    checklist: str
    checklist_version: str


@dataclass(frozen=True)
class CasePlan:
    """What opening the case would make, and what is missing for it."""

    subject: Subject
    apps: tuple[AppInCase, ...]
    steps: tuple[PlannedStep, ...]
    missing: tuple[str, ...]
    """Sentences: ``No owner for Figma.``"""


@dataclass(frozen=True)
class _Item:
    """A template in its place, before its needs are known."""

    key: str
    group: str
    """Phases wait for each other inside a group: the person's steps, or one app's."""
    template: StepTemplate
    checklist: Checklist
    app: AppInCase | None


def plan_case(
    subject: Subject, apps: Sequence[AppInCase], checklists: Checklists, idp: str
) -> CasePlan:
    """The steps of a case. ``idp``: the name of the organisation's main identity provider."""
    items = [
        item
        for item in _unfold(apps, checklists)
        if not item.template.kinds or subject.kind in item.template.kinds
    ]
    missing: dict[str, None] = {}
    owners = {item.key: _owner(item, subject, missing) for item in items}
    needs = _needs(items, subject.kind, checklists)
    order = list(checklists.order[subject.kind])
    steps = [
        _step(item, subject, checklists, owners[item.key], needs[item.key], idp) for item in items
    ]
    steps.sort(key=lambda step: (step.due, order.index(step.phase), step.app or "", step.key))
    if not apps:
        missing["No apps: only what holds for every leaver."] = None
    return CasePlan(subject, tuple(apps), tuple(steps), tuple(missing))


def _unfold(apps: Sequence[AppInCase], checklists: Checklists) -> Iterable[_Item]:
    for checklist in checklists.of_person():
        for step in checklist.steps:
            yield _Item(f"{checklist.id}/{step.id}", "", step, checklist, None)
    for app in apps:
        found: dict[str, tuple[StepTemplate, Checklist]] = {}
        own = checklists.of_app(app.id)
        for checklist in (checklists.of_way(app.way), *((own,) if own else ())):
            found |= {step.id: (step, checklist) for step in checklist.steps}
        for name, (step, checklist) in found.items():
            yield _Item(f"{app.id}/{name}", app.id, step, checklist, app)


def _needs(
    items: Sequence[_Item], kind: CaseKind, checklists: Checklists
) -> dict[str, tuple[str, ...]]:
    """Explicit ``after`` and the order of phases inside each group."""
    by_phase: dict[tuple[str, Phase], list[str]] = {}
    for item in items:
        by_phase.setdefault((item.group, item.template.phase), []).append(item.key)
    keys = {item.key for item in items}
    removals = [item.key for item in items if item.template.removes_access]
    found: dict[str, tuple[str, ...]] = {}
    for item in items:
        wanted: dict[str, None] = {}
        for phase in checklists.order[kind][item.template.phase].after:
            wanted |= dict.fromkeys(by_phase.get((item.group, phase), ()))
        for name in item.template.after:
            if name == REMOVALS:
                wanted |= dict.fromkeys(removals)
            else:
                wanted[name if "/" in name else f"{item.group or item.checklist.id}/{name}"] = None
        wanted.pop(item.key, None)
        found[item.key] = tuple(name for name in wanted if name in keys)
    return found


def _owner(item: _Item, subject: Subject, missing: dict[str, None]) -> str | None:
    role = item.template.owner
    if role is OwnerRole.MANAGER:
        if not subject.manager:
            missing["No manager named: their steps have no owner."] = None
        return subject.manager
    if role is OwnerRole.APP_OWNER and item.app is not None:
        owner = item.app.owner
        if not owner:
            missing[f"No owner for {item.app.name}."] = None
        elif owner.strip().casefold() in (subject.email.casefold(), subject.person.casefold()):
            missing[f"{item.app.name} is owned by the person who leaves."] = None
            return subject.hand_over_to
        return owner
    return None


def _step(
    item: _Item,
    subject: Subject,
    checklists: Checklists,
    owner: str | None,
    needs: tuple[str, ...],
    idp: str,
) -> PlannedStep:
    template, kind = item.template, subject.kind
    named = {
        "person": subject.person,
        "app": item.app.name if item.app else "",
        "idp": idp,
        "hand_over_to": subject.hand_over_to or "whoever takes over",
    }
    return PlannedStep(
        key=item.key,
        app=item.app.id if item.app else None,
        title=fill(template.title, named),
        instructions=fill(template.do, named),
        why=fill(template.why, named),
        kind=template.kind,
        phase=template.phase,
        owner_role=template.owner,
        owner=owner,
        due=deadline(subject.effective, _offset(template, kind, checklists), subject.zone),
        urgent=template.urgent or (kind is CaseKind.INVOLUNTARY and template.phase is Phase.REMOVE),
        evidence=template.evidence,
        removes_access=template.removes_access,
        controls=template.controls,
        sources=template.sources,
        needs=needs,
        connection=item.app.connection if item.app else None,
        checklist=item.checklist.id,
        checklist_version=item.checklist.version,
    )


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
