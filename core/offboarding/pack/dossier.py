"""Everything that is known of one case, as it stood at one moment, and what it comes to. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.audit.service import Head
from core.audit.values import Excerpt
from core.offboarding.cases.integrity import Integrity
from core.offboarding.inventory.known_now import KnownSince
from core.offboarding.models import StepKind, StepStatus
from core.offboarding.views import CaseView, EvidenceView, StepView
from core.signatures.keys import PublicKey
from core.signatures.statement import Kind, Statement

EXCUSED = (StepStatus.NOT_APPLICABLE,)


@dataclass(frozen=True)
class Event:
    """An entry of the audit log about the case. ``number`` is its place in the chain."""

    number: int
    at: datetime
    by: str
    by_id: str
    action: str
    step: int | None
    before: Any
    after: Any
    hash: str
    what: str
    """The entry as a sentence."""


@dataclass(frozen=True)
class Dossier:
    """A case, its events, and how the audit log ended when it was exported."""

    case: CaseView
    events: tuple[Event, ...]
    head: Head
    exported_at: datetime
    exported_by: str
    exported_by_id: str
    integrity: Integrity
    """What came of comparing the case with the log before."""
    keys: tuple[PublicKey, ...]
    """What it will be signed with: the chain of public keys, the last one signs."""
    lists: tuple[Excerpt, ...] = ()
    """The log's entries of the lists that prove steps of it."""
    known: tuple[KnownSince, ...] = ()
    """What newest lists showed of their accounts then."""

    def statement(self, kind: Kind) -> Statement:
        """What its signature says."""
        return Statement(
            kind, self.case.number, self.exported_at, self.exported_by,
            self.head.count, self.head.hash, self.keys,
        )  # fmt: skip


def exceptions(steps: Iterable[StepView]) -> list[StepView]:
    """Steps that were excused, that are blocked, and waits that were cut short."""
    return [
        one for one in steps if one.status in (*EXCUSED, StepStatus.BLOCKED) or was_cut_short(one)
    ]


@dataclass(frozen=True)
class Reopened:
    """A removal that was done, and had to be done again. ``event``: the last time that it was."""

    step: StepView
    event: Event


def reopened(dossier: Dossier) -> list[Reopened]:
    """Removals that were opened again after they were done, in the order of the steps."""
    last = {one.step: one for one in dossier.events if one.action == "case.step-reopen"}
    return [
        Reopened(step, last[step.id])
        for step in dossier.case.steps
        if step.removes_access and step.id in last
    ]


def was_cut_short(step: StepView) -> bool:
    """A wait that somebody ended before its time."""
    ended = step.status is StepStatus.DONE and step.finished_at is not None
    return ended and step.kind is StepKind.WAIT and step.finished_at < step.due  # type: ignore[operator]


def files(case: CaseView) -> list[tuple[StepView, EvidenceView]]:
    """Every piece of evidence with its step, in the order of the steps."""
    return [(step, proof) for step in case.steps for proof in step.evidence]
