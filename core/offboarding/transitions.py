"""What may happen to a step and a case, and when. Pure."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum

from core.errors import Conflict, Invalid
from core.offboarding.models import (
    QUESTIONS,
    UNFINISHED,
    EvidenceKind,
    EvidenceNeed,
    StepKind,
    StepStatus,
)


class Move(StrEnum):
    """What somebody does with a step."""

    START = "start"
    FINISH = "done"
    EXCUSE = "not-applicable"
    BLOCK = "block"
    REOPEN = "reopen"


MOVES: Mapping[Move, tuple[tuple[StepStatus, ...], StepStatus]] = {
    Move.START: ((StepStatus.OPEN, StepStatus.BLOCKED), StepStatus.STARTED),
    Move.FINISH: (UNFINISHED, StepStatus.DONE),
    Move.EXCUSE: (UNFINISHED, StepStatus.NOT_APPLICABLE),
    Move.BLOCK: ((StepStatus.OPEN, StepStatus.STARTED), StepStatus.BLOCKED),
    Move.REOPEN: ((StepStatus.DONE, StepStatus.NOT_APPLICABLE), StepStatus.OPEN),
}
"""From which states each move goes, and where to."""

NEEDS_REASON = frozenset({Move.EXCUSE, Move.BLOCK, Move.REOPEN})

DECIDED = "Choose one of the two answers: it is wanted, or it is not."
LOOKED = "Say for each of its apps whether the person has an account there; none is an answer."


def ends_early(kind: StepKind, due: datetime, now: datetime) -> bool:
    """Whether finishing a step now cuts a wait short: that takes a reason."""
    return kind is StepKind.WAIT and now < due


def check_evidence(move: Move, is_given: bool) -> None:
    """Evidence proves that a step is done: raises :class:`Invalid` where it would be lost."""
    if is_given and move is not Move.FINISH:
        word = str(move).replace("-", " ")
        raise Invalid(
            f"“{word}” takes no note, link or file: nothing was kept, and nothing changed.",
            field="evidence",
            hint="Say why with a reason. Evidence goes with “done”, or on the step's page.",
        )


def check_by_hand(kind: StepKind, move: Move) -> None:
    """A question is answered, not ticked off: else what waits for it would wait for ever, and what
    was not looked for would be taken for absent."""
    is_excused = kind is StepKind.DECISION and move is Move.EXCUSE
    if is_excused or (kind in QUESTIONS and move is Move.FINISH):
        hint = DECIDED if kind is StepKind.DECISION else LOOKED
        raise Invalid("This step is a question.", field="answer", hint=hint)
    if kind is StepKind.DECISION and move is Move.REOPEN:
        raise Conflict(
            "This was decided.",
            hint="If it was wrong, unassign the app in the IdP: that requests the removal again.",
        )


_RECORDS = (
    EvidenceKind.LINK, EvidenceKind.FILE, EvidenceKind.SCIM, EvidenceKind.SNAPSHOT,
)  # fmt: skip


def after(move: Move, status: StepStatus, told: str, since: datetime | None = None) -> StepStatus:
    """The state after a move. ``told`` and ``since``: who brought the step to its state and when,
    for the conflict."""
    sources, target = MOVES[move]
    if status not in sources:
        raise Conflict(
            f"This step is {str(status).replace('-', ' ')} already{told}.",
            hint="Nothing was changed.",
            at=since,
        )
    return target


def is_held_up(
    *, unfinished_needs: int, removes_access: bool, effective: datetime, now: datetime
) -> bool:
    """Whether a step must wait for others.

    What takes access away never waits beyond the effective moment: an unfinished hand-over must
    not keep a leaver in.
    """
    if removes_access and now >= effective:
        return False
    return unfinished_needs > 0


def lacks(need: EvidenceNeed, brought: Iterable[EvidenceKind]) -> str | None:
    """What evidence is missing, as a sentence; ``None`` when there is enough."""
    kinds = list(brought)
    if need is EvidenceNeed.ANY and not kinds:
        return "This step needs evidence: a note, a link or a file."
    if need is EvidenceNeed.RECORD and not any(kind in _RECORDS for kind in kinds):
        return "This step needs a record as evidence: a link or a file, not only a note."
    return None
