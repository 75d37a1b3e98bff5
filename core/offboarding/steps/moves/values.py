"""What several steps that are worked together take and give."""

from dataclasses import dataclass
from enum import StrEnum

from core.offboarding.views import StepView


@dataclass(frozen=True)
class SeenStep:
    """A step as somebody saw it: what they do to it holds for that version of it."""

    step: int
    version: int

    @classmethod
    def of(cls, step: StepView) -> "SeenStep":
        """A step that was just read."""
        return cls(step.id, step.version)


class Undoable(StrEnum):
    """What can be taken back as if it had not been."""

    ASSIGN = "assign"
    EXCUSE = "not-applicable"
    FINISH = "done"


@dataclass(frozen=True)
class StepBefore:
    """A step after a change (``version``), and whose it was before."""

    step: int
    version: int
    owner: str | None
    owner_key: str | None


@dataclass(frozen=True)
class Undo:
    """How to take a change back: offered for some seconds, and good until a step changes again."""

    change: Undoable
    steps: tuple[StepBefore, ...]


@dataclass(frozen=True)
class Together:
    """Steps that were worked in one go, as they stand now.

    ``id``: what their audit entries name as ``together``. ``undo``: ``None`` for what cannot be
    taken back, or is not this request's doing because it was asked for twice.
    """

    id: str
    steps: tuple[StepView, ...]
    undo: Undo | None = None
