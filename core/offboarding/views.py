"""What the offboarding room's door takes and gives."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from core.accounts.values import Known, Sight
from core.errors import Invalid
from core.offboarding.deadline import is_late, is_overdue
from core.offboarding.models import (
    UNFINISHED,
    CaseKind,
    CaseStatus,
    EvidenceKind,
    EvidenceNeed,
    OwnerRole,
    Phase,
    StepKind,
    StepStatus,
)


@dataclass(frozen=True)
class Opening:
    """What somebody enters to open a case."""

    person: str
    email: str
    kind: CaseKind
    effective: datetime
    zone: str
    manager: str | None = None
    hand_over_to: str | None = None
    note: str | None = None
    apps: tuple[str, ...] | None = None
    """The apps that the person has accounts of; ``None``: the accounts room is asked."""
    restricted: bool | None = None
    """``None``: as is the default for the kind."""
    readers: tuple[str, ...] = ()
    """E-mail addresses, user names or account ids of those who may see a restricted case."""
    follows: int | None = None
    is_late_find: bool = False
    """Their leaving was worked already: only the apps' own steps, none of those that hold for every
    leaver."""
    also: tuple[str, ...] = ()
    """Apps that they have accounts of, beside what ``apps`` says or lists show."""


@dataclass(frozen=True)
class EvidenceView:
    """What proves a step. ``text``: the note, the link or the file's name."""

    id: int
    step: int
    kind: EvidenceKind
    text: str
    size: int | None
    sha256: str
    at: datetime
    by: str


@dataclass(frozen=True)
class NewEvidence:
    """Evidence that somebody brings. For a file, ``size`` and ``sha256`` of what was kept."""

    kind: EvidenceKind
    text: str
    size: int | None = None
    sha256: str | None = None


@dataclass(frozen=True)
class Proven:
    """What shows, beside those who did it, that an account is gone.

    ``feed``, ``snapshot``, ``taken_at``: of the complete list that shows it; ``None``: Offramp read
    the account back by SCIM.
    """

    at: datetime
    state: Sight = Sight.ABSENT
    feed: str | None = None
    snapshot: int | None = None
    taken_at: datetime | None = None
    accepted_by: str | None = None
    """Who accepted the list although it was held; ``None``: it was not."""
    never: bool = False
    """No list of the app has ever shown an account of theirs."""


@dataclass(frozen=True)
class AccountKnown:
    """What was known of the person's account in one app when the case was opened.

    ``known`` is *has* without ``feed`` where somebody said so, or a connection knows it.
    """

    app: str
    app_name: str
    known: Known
    as_of: datetime | None = None
    """Of the list that says so."""
    feed: str | None = None
    snapshot: int | None = None
    is_stale: bool = False
    is_admin: bool | None = None
    """Of this and the two beside it: only told before the case is opened."""
    is_only_admin: bool = False
    step: int | None = None
    """The step that asks somebody to look."""
    answer: bool | None = None
    """Whether there is an account, says who looked; ``None``: nobody has."""
    answered_at: datetime | None = None
    answered_by: str | None = None
    why: str = ""
    """Why a list does not say it; this and the one below it are only told of now."""
    is_suspended: bool = False
    """Whether a list shows the account, and shows it suspended: it lets nobody in."""


NOT_NEEDED = "no one had to do it"
"""How the reason begins of a removal that is done though nobody began it here: a list shows the
account gone."""


@dataclass(frozen=True)
class StepView:
    """A step as it stands. ``waits_for``: titles of unfinished steps that it still waits for."""

    id: int
    case: int
    key: str
    app: str | None
    app_name: str | None
    title: str
    instructions: str
    why: str
    kind: StepKind
    phase: Phase
    owner_role: OwnerRole
    owner: str | None
    due: datetime
    urgent: bool
    needs_evidence: EvidenceNeed
    removes_access: bool
    controls: tuple[str, ...]
    sources: tuple[tuple[str, str | None], ...]
    status: StepStatus
    reason: str | None
    started_at: datetime | None
    started_by: str | None
    finished_at: datetime | None
    finished_by: str | None
    removal: int | None
    event: int | None
    version: int
    needs: tuple[int, ...] = ()
    waits_for: tuple[str, ...] = ()
    evidence: tuple[EvidenceView, ...] = ()
    place: str | None = None
    """Where it is done: ``Okta``, ``Figma``; ``None`` for what is done nowhere in particular."""
    owner_key: str | None = None
    """The owner as owners are compared with (lower case)."""
    proven: Proven | None = None
    """What shows that it took the account away; ``None``: those who did it say so, or nobody."""
    asks: tuple[AccountKnown, ...] = ()
    """Of a step that asks somebody to look: in which apps."""
    is_early: bool = False
    """Whether it is meant for the effective moment or later, and that is still to come. It can be
    worked nevertheless; nobody is asked to."""

    @property
    def is_waiting(self) -> bool:
        """Whether another step must be finished first."""
        return self.status is StepStatus.OPEN and bool(self.waits_for)

    @property
    def was_not_needed(self) -> bool:
        """Whether a list shows the account gone that nobody had begun to remove here."""
        return self.proven is not None and (self.reason or "").startswith(NOT_NEEDED)

    @property
    def state(self) -> str:
        """The status in one word: ``waiting`` where others must be finished first."""
        return "waiting" if self.is_waiting else str(self.status)

    def is_overdue(self, now: datetime) -> bool:
        """Whether it should be finished by now and is not."""
        return is_overdue(self.status, self.due, now)

    def is_late(self, now: datetime) -> bool:
        """Whether it was finished after it was due, or is overdue."""
        return is_late(self.kind, self.status, self.due, self.finished_at, now)


ANOTHER_STEP = "another step of this case"


def alone(step: StepView) -> StepView:
    """A step without what it says of others of its case."""
    return replace(step, needs=(), waits_for=(ANOTHER_STEP,) if step.waits_for else ())


def blind(opened_by: str) -> str:
    """Why somebody who sees only their own steps cannot approve the others, and what to do."""
    return (
        "You see only your own steps of this case, not what you would approve. "
        f"Ask {opened_by} (who opened it) to add you under “Who may see it”."
    )


@dataclass(frozen=True)
class OwnSteps:
    """What the owners of steps see of a restricted case: who leaves, and their own steps."""

    id: int
    person: str
    zone: str
    status: CaseStatus
    opened_by: str
    steps: tuple[StepView, ...]

    @property
    def number(self) -> str:
        """As people say it: ``OFF-0012``."""
        return case_number(self.id)

    def why_not_approve(self, step: StepView) -> str | None:
        """Why an approval of theirs cannot be given or excused; ``None`` for other steps."""
        is_approval = step.kind is StepKind.APPROVAL and step.status in UNFINISHED
        return blind(self.opened_by) if is_approval else None


@dataclass(frozen=True)
class CaseRow:
    """A case in a list, with how far it is. ``finished`` of ``total`` steps; ``late`` are due."""

    id: int
    person: str
    email: str
    kind: CaseKind
    effective: datetime
    zone: str
    status: CaseStatus
    restricted: bool
    total: int
    finished: int
    late: int

    @property
    def number(self) -> str:
        """As people say it: ``OFF-0012``."""
        return case_number(self.id)


@dataclass(frozen=True)
class CaseName:
    """What a case is told by, where one is looked for."""

    id: int
    person: str
    email: str
    status: CaseStatus
    effective: datetime
    zone: str

    @property
    def number(self) -> str:
        """As people say it: ``OFF-0012``."""
        return case_number(self.id)


@dataclass(frozen=True)
class CaseView:
    """One case with its steps in the order of the work."""

    id: int
    person: str
    email: str
    kind: CaseKind
    effective: datetime
    zone: str
    manager: str | None
    hand_over_to: str | None
    note: str | None
    status: CaseStatus
    restricted: bool
    readers: tuple[str, ...]
    source: str
    follows: int | None
    followed_by: int | None
    opened_at: datetime
    opened_by: str
    ended_at: datetime | None
    ended_by: str | None
    end_reason: str | None
    insisted: "Insistence | None"
    version: int
    steps: tuple[StepView, ...]
    accounts: tuple[AccountKnown, ...] = ()
    """What was known of their accounts at opening, and answered since; none: nobody asked."""

    @property
    def number(self) -> str:
        """As people say it: ``OFF-0012``."""
        return case_number(self.id)


@dataclass(frozen=True)
class Insistence:
    """Somebody wanted a case closed although something stood against it."""

    by: str
    by_id: str
    at: datetime
    reason: str
    despite: tuple[str, ...]
    """What stood against it, as sentences."""

    def covers(self, despite: Iterable[str]) -> bool:
        """Whether all of this was known to who insisted."""
        return set(despite) <= set(self.despite)

    @property
    def sentence(self) -> str:
        """All of it, for who reads the case's proof."""
        return f"{' '.join(self.despite)} Reason: {self.reason} ({self.by})"


@dataclass(frozen=True)
class WorkItem:
    """A step in somebody's list of work."""

    step: int
    case: int
    person: str
    kind: CaseKind
    app_name: str | None
    title: str
    owner: str | None
    due: datetime
    zone: str
    urgent: bool
    status: StepStatus
    is_held_up: bool
    """Whether another step must be finished first."""
    version: int
    app: str | None = None
    place: str | None = None
    """Where it is done: steps of one place can be done in one go."""
    step_kind: StepKind = StepKind.MANUAL
    needs_evidence: EvidenceNeed = EvidenceNeed.NONE
    owner_key: str | None = None
    is_early: bool = False
    """As of :class:`StepView`."""
    is_after_the_end: bool = False
    """Whether its case has ended: a follow-up that goes on nevertheless."""

    @property
    def is_waiting(self) -> bool:
        """Whether another step must be finished first, and nobody has begun nevertheless."""
        return self.status is StepStatus.OPEN and self.is_held_up

    def is_overdue(self, now: datetime) -> bool:
        """Whether it should be finished by now and is not."""
        return is_overdue(self.status, self.due, now)


@dataclass(frozen=True)
class WorkCounts:
    """How many unfinished steps there are in each list, and how many cases are open."""

    mine: int
    unassigned: int
    overdue: int
    today: int
    all: int
    cases: int


@dataclass(frozen=True)
class OwnerWork:
    """How many unfinished steps of a list an owner has. ``owner``: as it stands at the steps;
    ``None``: nobody's."""

    key: str
    owner: str | None
    steps: int


@dataclass(frozen=True)
class TimelineEntry:
    """One event of a case, out of the audit log."""

    at: datetime
    by: str
    action: str
    step: int | None
    what: str
    together: str | None = None
    """What this entry shares with those of the other steps that were worked in the same go."""


def case_number(case: int) -> str:
    """``OFF-0012``."""
    return f"OFF-{case:04d}"


def case_id_of(text: str) -> int:
    """``12`` or ``OFF-0012`` as an id; raises :class:`Invalid`."""
    digits = text.strip().upper().removeprefix("OFF-")
    if not digits.isdecimal() or len(digits) > 9:
        raise Invalid(f"{text!r} is no case.", field="case", hint="Write 12 or OFF-0012.")
    return int(digits)
