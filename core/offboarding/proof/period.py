"""Proof of a period: how long leavers kept access, what was late, which controls held. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from hashlib import sha256
from math import ceil

from core.offboarding.cases.moment import WAS_MOVED, why_moved
from core.offboarding.models import CaseKind, CaseStatus, StepStatus
from core.offboarding.proof.late_removals import LateRemovals
from core.offboarding.proof.leaver import Counts, Leaver
from core.offboarding.views import case_number

LEAVER_KINDS = (CaseKind.VOLUNTARY, CaseKind.INVOLUNTARY, CaseKind.CONTRACT_END)
"""Kinds of case of people who leave: the population of a proof unless others are asked for."""

KINDS = (*LEAVER_KINDS, CaseKind.MOVE, CaseKind.LEAVE, CaseKind.IDP_REMOVAL)
"""Kinds of case in which access is taken away."""

NOUNS: dict[CaseKind, tuple[str, str]] = {
    **dict.fromkeys(LEAVER_KINDS, ("leaver", "leavers")),
    CaseKind.MOVE: ("person who moved", "people who moved"),
    CaseKind.LEAVE: ("person on leave", "people on leave"),
    CaseKind.IDP_REMOVAL: ("app removal by an IdP", "app removals by an IdP"),
}
"""What one case of a kind is in a proof, and many of them. An identity provider that takes one app
away from somebody who stays makes a case as well: that is nobody who left."""

FEW = 20
"""Under so many measured there is neither median nor 95 %: 95 of 100 of seven is the slowest."""

FEWEST = 3
"""So many due steps an app must have before it is called always late."""

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
BUCKETS = (
    ("by the moment", timedelta(0)),
    ("1 hour", _HOUR),
    ("4 hours", 4 * _HOUR),
    ("1 day", _DAY),
    ("3 days", 3 * _DAY),
    ("7 days", 7 * _DAY),
)
"""Upper ends of the bars of the distribution; the last bar has no end."""
LATER = "later"


@dataclass(frozen=True)
class Period:
    """Days from the first to the last, both included, in a zone."""

    first: date
    last: date
    zone: str

    def __str__(self) -> str:
        return f"{self.first} to {self.last}"


@dataclass(frozen=True)
class Spread:
    """Lengths of time by nearest rank: the smallest one that so many of all are not above.

    ``median`` and ``p95`` are ``None`` under :data:`FEW`: of a period, of an app, in every file.
    """

    count: int
    median: timedelta | None
    p95: timedelta | None
    worst: timedelta | None


@dataclass(frozen=True)
class AppProof:
    """One app in the period."""

    id: str
    name: str
    leavers: int
    took: Spread
    still_open: int
    due: int
    late: int

    @property
    def is_always_late(self) -> bool:
        """Whether every step that was due was late, and there were enough to say so."""
        return self.due >= FEWEST and self.late == self.due


@dataclass(frozen=True)
class ControlProof:
    """How often a control was served by a step."""

    control: str
    steps: int = 0
    done: int = 0
    excused: int = 0
    unfinished: int = 0
    late: int = 0
    with_evidence: int = 0
    """Of the done ones."""


@dataclass(frozen=True)
class StepNote:
    """A step that was late, left out, blocked or cut short; or a case that was closed against what
    stood against it, or whose effective moment was moved."""

    case: int
    person: str
    app: str | None
    title: str
    status: StepStatus
    due: datetime
    finished_at: datetime | None
    who: str | None
    reason: str | None
    zone: str
    removes_access: bool = False
    became: str = ""
    """What became of it where that is not its status: ``closed all the same``."""

    @property
    def number(self) -> str:
        """The case as people say it."""
        return case_number(self.case)

    @property
    def outcome(self) -> str:
        """What became of an exception."""
        if self.became:
            return self.became
        if self.status is StepStatus.DONE:
            return "ended early"
        return str(self.status).replace("-", " ")

    def late_by(self, now: datetime) -> timedelta:
        """From its due moment to its end, or to now."""
        return (self.finished_at or now) - self.due


@dataclass(frozen=True)
class MovedOut:
    """A case that was moved out of the period after its end of access there had passed."""

    case: int
    person: str
    old: datetime
    """The end of access that it had in the period."""
    new: datetime
    """The one that it has now."""
    zone: str
    at: datetime
    """When it was moved first."""
    by: str
    why: str | None
    late: int
    """Places in which access was still open then, or had ended late."""

    @property
    def number(self) -> str:
        """The case as people say it."""
        return case_number(self.case)

    @property
    def note(self) -> StepNote:
        """It as an exception of the period."""
        why = f"{why_moved((self.old, self.new), self.why, self.zone)}; {late_then(self.late)}"
        return StepNote(
            self.case, self.person, None, WAS_MOVED, StepStatus.DONE, self.old, self.at, self.by,
            why, self.zone, became="moved out of the period",
        )  # fmt: skip


def late_then(count: int) -> str:
    """``9 removals were late then``."""
    if count == 1:
        return "1 removal was late then"
    return f"{count:,} removals were late then" if count else "no removal was late then"


@dataclass(frozen=True)
class Sample:
    """Cases drawn from the population: those whose hash with the seed comes first."""

    seed: str
    cases: tuple[Leaver, ...]


@dataclass(frozen=True)
class Proof:
    """What there is to show for a period."""

    period: Period
    kinds: tuple[CaseKind, ...]
    now: datetime
    whole: bool
    """Whether restricted cases are in it; only auditors and administrators see them all."""
    apart: Mapping[CaseKind, int]
    """How many cases of other kinds the period has, cancelled ones left out."""
    population: tuple[Leaver, ...]
    """Everybody whose effective moment lies in the period, in its order; cancelled ones too."""
    apps: tuple[AppProof, ...]
    controls: tuple[ControlProof, ...]
    late: tuple[StepNote, ...]
    """In the order of the leavers; only the first of very many, and so are the exceptions."""
    exceptions: tuple[StepNote, ...]
    sample: Sample
    late_removals: LateRemovals = field(default_factory=LateRemovals)
    """Of all of its leavers."""
    open_apart: Mapping[CaseKind, int] = field(default_factory=dict)
    """Of :attr:`apart`, in how many somebody still has access after the moment."""
    moved_out: tuple[MovedOut, ...] = ()
    """Cases that are in another period since their end of access here had passed."""
    took: Spread = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "took", spread(one.took for one in self.leavers))

    @property
    def leavers(self) -> tuple[Leaver, ...]:
        """Those who did leave: without the cancelled cases."""
        return tuple(one for one in self.population if one.status is not CaseStatus.CANCELLED)

    @property
    def noun(self) -> tuple[str, str]:
        """What one of the population is called, and many: ``leaver``, or ``case`` of others."""
        return ("leaver", "leavers") if set(self.kinds) <= set(LEAVER_KINDS) else ("case", "cases")

    @property
    def parts(self) -> list[str]:
        """The population by what its cases are: ``4 leavers``, ``46 app removals by an IdP``."""
        return counted((one.kind, 1) for one in self.leavers)

    @property
    def due_total(self) -> int:
        """Steps that were finished, or due by now."""
        return sum(one.due for one in self.leavers)

    @property
    def late_total(self) -> int:
        """Steps that were finished late, or are due and open."""
        return sum(one.late for one in self.leavers)

    @property
    def late_removing_total(self) -> int:
        """Those of :attr:`late_total` that take access away. Not the late removals: a step is late
        by its own due time, a removal by the end of access."""
        return sum(one.removals_late for one in self.leavers)

    @property
    def exceptions_total(self) -> int:
        """Steps that did not apply or are blocked, and cases that were moved out."""
        return sum(one.exceptions for one in self.leavers) + len(self.moved_out)

    @property
    def cancelled(self) -> int:
        """Cases of people who stayed."""
        return len(self.population) - len(self.leavers)

    @property
    def still_to_leave(self) -> int:
        """Those of the leavers whose moment is still to come."""
        return sum(one.effective > self.now for one in self.leavers)

    @property
    def early(self) -> int:
        """Leavers whose access was gone before the moment."""
        return sum(one.is_early for one in self.leavers)

    @property
    def open_ages(self) -> list[timedelta]:
        """How long access has been open beyond the moment, of each where it is; longest first."""
        ages = (one.open_for(self.now) for one in self.leavers)
        return sorted((age for age in ages if age is not None), reverse=True)

    @property
    def to_come(self) -> int:
        """Leavers with open removals whose moment is still to come."""
        return sum(bool(one.removals_open) and one.effective > self.now for one in self.leavers)

    @property
    def without_removal(self) -> int:
        """Leavers of whom nothing was removed: no step of theirs takes access away."""
        return sum(
            not one.removals_open and one.last_removed_at is None and not one.removals_excused
            for one in self.leavers
        )

    @property
    def excused(self) -> list[Leaver]:
        """Leavers of whom not all access was removed as a removal was excused: each of them, or one
        after the moment."""
        return [one for one in self.leavers if one.is_excused]


def counted(kinds: Iterable[tuple[CaseKind, int]]) -> list[str]:
    """Each noun with its number: ``4 leavers``, ``46 app removals by an IdP``."""
    sums: dict[tuple[str, str], int] = {}
    for kind, count in kinds:
        sums[NOUNS[kind]] = sums.get(NOUNS[kind], 0) + count
    return [f"{count:,} {noun[count != 1]}" for noun, count in sums.items() if count]


def nearest_rank(ordered: Sequence[timedelta], percent: int) -> timedelta | None:
    """The value at rank ``ceil(percent / 100 * n)`` of ascending values; ``None`` of none."""
    if not ordered:
        return None
    return ordered[max(ceil(percent * len(ordered) / 100), 1) - 1]


def spread(times: Iterable[timedelta | None]) -> Spread:
    """Median and P95 where there are enough for them, and the worst, of those that there are."""
    known = sorted(time for time in times if time is not None)
    enough = known if len(known) >= FEW else ()
    return Spread(
        count=len(known),
        median=nearest_rank(enough, 50),
        p95=nearest_rank(enough, 95),
        worst=known[-1] if known else None,
    )


def distribution(proof: Proof) -> list[tuple[str, int]]:
    """How many leavers lost their last access within which time, then those who have not.

    Last, if any, those of whom a removal was excused instead.
    """
    found = dict.fromkeys([name for name, _end in BUCKETS] + [LATER], 0)
    for one in proof.leavers:
        if one.took is not None:
            took = one.took
            found[next((name for name, end in BUCKETS if took <= end), LATER)] += 1
    excused = len(proof.excused)
    last = [("not applicable", excused)] if excused else []
    return [*found.items(), ("still open", len(proof.open_ages)), *last]


def draw(population: Sequence[Leaver], size: int, seed: str) -> Sample:
    """A sample that anyone can draw again, and that does not depend on the order of the cases.

    The cases with the smallest SHA-256 of ``seed:number`` (such as ``2026:OFF-0012``).
    """
    ranked = sorted(
        population,
        key=lambda one: sha256(f"{seed}:{one.number}".encode(errors="backslashreplace")).digest(),
    )
    return Sample(seed, tuple(ranked[:size]))


def apps_of(
    counts: Mapping[str, Mapping[int, Counts]],
    effective: Mapping[int, datetime],
    names: Mapping[str, str],
) -> tuple[AppProof, ...]:
    """Each app's figures, the most often late first. ``counts``: app → case → its steps there."""
    found = []
    for app, cases in counts.items():
        took = spread(one.took(effective[case]) for case, one in cases.items())
        found.append(
            AppProof(
                id=app,
                name=names.get(app, app),
                leavers=len(cases),
                took=took,
                still_open=sum(bool(one.removals_open) for one in cases.values()),
                due=sum(one.due for one in cases.values()),
                late=sum(one.late for one in cases.values()),
            )
        )
    found.sort(key=lambda one: (-one.late / (one.due or 1), -one.late, one.name.casefold()))
    return tuple(found)
