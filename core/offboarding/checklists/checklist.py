"""Value types of checklists: what ``data/checklists/*.yaml`` says, once it has been read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from core.offboarding.models import (
    CaseKind,
    EvidenceNeed,
    OwnerRole,
    Phase,
    StepKind,
)
from core.offboarding.offset import Offset
from core.stack.values import Way


class Scope(StrEnum):
    """What a checklist is unfolded for."""

    PERSON = "person"
    """Once in a case."""
    WAY = "way"
    """Once for each app that is run this way."""
    APP = "app"
    """Once, for the app that it names, beside its way's checklist. A step with the id of one of
    the way's steps takes that step's place, unless that one is a SCIM step."""


@dataclass(frozen=True)
class StepTemplate:
    """One step of a checklist. Texts may name {person}, {app}, {idp}, {hand_over_to}, {member_list}
    and {removal}."""

    id: str
    title: str
    do: str
    why: str
    kind: StepKind
    phase: Phase
    owner: OwnerRole
    due: Mapping[CaseKind | None, Offset]
    """By kind of case; under ``None`` for all others. Empty: the phase's own (order.yaml)."""
    after: tuple[str, ...]
    """Steps that must be finished first; one that is not in the case is passed over.

    ``step``: of the same person, or of the same app, from its way's or its own checklist.
    ``checklist/step``: of a general checklist. ``all/phase``: every step of that phase in the
    case, except those that are themselves after ``all/…``.
    """
    evidence: EvidenceNeed
    controls: tuple[str, ...]
    kinds: frozenset[CaseKind]
    """Cases in which the step is there."""
    removes_access: bool
    urgent: bool
    sources: tuple[tuple[str, str], ...]
    """Title and address of what the step rests on."""
    at_once: bool = False
    """No phase holds it back: it waits only for what ``after`` names."""
    ways: frozenset[Way] = frozenset(Way)
    """Of an app's own step: the ways of running the app in which it is there."""
    confirmed: bool | None = None
    """Of a way's step: only where it is known that the way removes (``True``), or only where nobody
    has confirmed it (``False``); ``None``: in either."""
    shown_by_list: bool = False
    """Of a way's step: left out where a list or a reading of the app will show the same, so that
    nobody has to look."""
    joins: bool = False
    """Of an app's own step: it is one with the way's step of its id, instead of in its place."""
    place: str = ""
    """Where it is done, with placeholders: ``{idp}``, ``{app}``, ``Mail and files``. Empty: in the
    app for an app's step, nowhere in particular for a person's."""
    line: int = 0


@dataclass(frozen=True)
class Checklist:
    """Steps that belong together. ``version``: digest of its content."""

    id: str
    title: str
    scope: Scope
    way: Way | None
    app: str | None
    steps: tuple[StepTemplate, ...]
    version: str
    file: str = ""


@dataclass(frozen=True)
class PhaseRule:
    """When the steps of a phase are due in one kind of case, and which phases they wait for."""

    due: Offset
    after: tuple[Phase, ...]
    """Of the same app (or of the person's general steps)."""
    urgent: bool = False
    """Every step of the phase is: reminders do not wait for working hours."""


@dataclass(frozen=True)
class Control:
    """What an auditor's standard asks for. ``asks`` is our own short wording of it."""

    id: str
    standard: str
    number: str
    asks: str


ALL = "all"
"""In ``after``: ``all/remove`` is every step of that phase in the case."""

Order = Mapping[CaseKind, Mapping[Phase, PhaseRule]]
"""``data/checklists/order.yaml``."""


@dataclass(frozen=True)
class Checklists:
    """All checklists and the order of phases."""

    order: Order
    lists: Mapping[str, Checklist]
    controls: Mapping[str, Control] = field(default_factory=dict)

    def of_person(self) -> tuple[Checklist, ...]:
        """The general ones, by id."""
        return tuple(c for c in self.lists.values() if c.scope is Scope.PERSON)

    def of_way(self, way: Way) -> Checklist:
        """The checklist of one way."""
        return next(c for c in self.lists.values() if c.way is way)

    def of_app(self, app: str) -> Checklist | None:
        """What is particular to an app, if anything is."""
        return next((c for c in self.lists.values() if c.app == app), None)
