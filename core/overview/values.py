"""What crosses the wall of the overview: what needs somebody now, how exposed we are, what next."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import IntEnum
from urllib.parse import urlencode

from core.audit.service import StateCheck
from core.audit.values import Checkpoint, Export
from core.offboarding.values import LEAVER_KINDS, CaseKind, CaseRow, Period
from core.stack.values import AppCoverage, Remover

__all__ = [
    "Attention",
    "Day",
    "Exposure",
    "LogState",
    "Observation",
    "Overview",
    "Part",
    "Person",
    "ProofLine",
    "ProposedLeavers",
    "RemoverShare",
    "Renewal",
    "Suggestion",
    "Target",
    "Trend",
    "Urgency",
]


@dataclass(frozen=True)
class Target:
    """A list of Offramp's, as its link says it: the page's path, and what narrows the list."""

    page: str
    query: Mapping[str, str] = field(default_factory=dict)

    @property
    def href(self) -> str:
        """``work?view=overdue``, without a slash: beside the page that links to it."""
        return f"{self.page}?{urlencode(self.query)}" if self.query else self.page


@dataclass(frozen=True)
class Day:
    """When it is where somebody looks. ``ends``: the midnight that ends ``today`` there."""

    now: datetime
    today: date
    ends: datetime
    stale_after_days: int
    """From then on a source is old."""


class Urgency(IntEnum):
    """How soon somebody must act; the most urgent is the smallest."""

    NOW = 1
    """Access is open, or a promise is broken."""
    NEXT = 2
    """Work for today and the days to come."""
    LATER = 3


@dataclass(frozen=True)
class Person:
    """Somebody whose moment has passed. ``since``: from then on they must not have access."""

    name: str
    case: int | None
    """``None``: there is none; lists alone say it."""
    since: datetime
    zone: str
    kind: CaseKind | None = None
    """The case's; without a case they left."""
    person: int | None = None
    """Their number among people, where there is no case."""

    @property
    def is_leaver(self) -> bool:
        """Not who moves, is on leave, or of whom an IdP took single apps."""
        return self.kind is None or self.kind in LEAVER_KINDS


@dataclass(frozen=True)
class Part:
    """A list that makes up part of what needs somebody; ``count`` is its length."""

    sentence: str
    count: int
    target: Target


@dataclass(frozen=True)
class Attention:
    """Something that needs somebody. ``count`` is the length of the list behind ``target``, or
    how many there are in all ``parts``; ``None``: there is nothing to count."""

    key: str
    title: str
    """In one or two words, for a figure."""
    sentence: str
    count: int | None
    target: Target
    urgency: Urgency
    since: datetime | None = None
    people: tuple[Person, ...] = ()
    """The first of them, by how long they have had access."""
    parts: tuple[Part, ...] = ()
    """Where no one list has them all: the lists that have them together."""


@dataclass(frozen=True)
class RemoverShare:
    """How many apps one remover takes leavers out of. ``idp``: its name, where it is one."""

    remover: Remover
    idp: str | None
    apps: int
    target: Target


@dataclass(frozen=True)
class Observation:
    """What was so when a day was last looked at.

    ``seats``: in apps from which nothing removes a leaver for certain. ``unseated``: such apps that
    the figure leaves out, because nobody said how many seats they have.
    """

    day: date
    apps: int
    automatic: int
    seats: int
    unseated: int

    @property
    def uncertain(self) -> int:
        """Apps from which nothing removes a leaver for certain."""
        return self.apps - self.automatic


@dataclass(frozen=True)
class Trend:
    """Then and now. ``then`` was measured on its day and is never computed afterwards: what the
    catalogue said then is not kept."""

    then: Observation
    now: Observation


@dataclass(frozen=True)
class Exposure:
    """Who removes a leaver from our apps."""

    now: Observation
    is_judged: bool
    """Whether anybody said which identity providers we have; else nobody knows who removes."""
    shares: tuple[RemoverShare, ...]
    largest: tuple[AppCoverage, ...]
    """Apps without automatic removal with most seats."""
    uncertain: Target
    unseated: Target
    trend: Trend | None
    """``None``: nothing was measured before today."""

    @property
    def confirmable(self) -> int:
        """Apps that can remove a leaver automatically, not confirmed to be switched on."""
        return sum(one.apps for one in self.shares if one.remover is Remover.IDP_CAN)


@dataclass(frozen=True)
class Renewal:
    """A contract that renews soon."""

    app: str
    name: str
    on: date


@dataclass(frozen=True)
class ProposedLeavers:
    """Who leaves as lists of people say, and has no case yet. ``feed``: the one list that says so;
    ``None``: there are several, or somebody entered it here."""

    count: int
    feed: str | None
    target: Target


@dataclass(frozen=True)
class Suggestion:
    """What to do next. ``action`` stands on the button, ``target`` is where it leads."""

    key: str
    title: str
    reason: str
    action: str
    target: Target


@dataclass(frozen=True)
class ProofLine:
    """What there is to prove of a period: of ``removed`` of ``leavers`` every removal is done. A
    leaver is who has left; ``to_come``: those who leave later in it."""

    name: str
    """``2026`` or ``Q3 2026``."""
    period: Period
    leavers: int
    removed: int
    to_come: int
    target: Target
    late: int
    """Removals that came after the moment, of ``removals`` whose moment has passed."""
    removals: int
    late_target: Target


@dataclass(frozen=True)
class LogState:
    """How far the audit log can be relied on, for whoever reads it."""

    check: StateCheck | None
    """The last comparison of the log with all that is stored; ``None``: there was none."""
    checkpoint: Checkpoint | None
    export: Export | None
    """The newest file that left Offramp."""


@dataclass(frozen=True)
class Overview:
    """All that home shows, as far as the viewer's role goes; ``None``: it is not for them."""

    is_empty: bool
    """Nothing is set up: no app is in the stack, and no case is open."""
    attentions: tuple[Attention, ...]
    """The most urgent first."""
    leaving: tuple[CaseRow, ...] | None
    """The first open cases: access left, then by moment."""
    open_cases: int
    proposed: ProposedLeavers | None
    """``None``: nobody, or it is not for them."""
    exposure: Exposure | None
    """``None`` also while the stack has no app."""
    renewals: tuple[Renewal, ...]
    suggestions: tuple[Suggestion, ...]
    proof: ProofLine | None
    log: LogState | None
