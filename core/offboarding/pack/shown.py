"""What a pack's evidence shows of accounts, in words of a reader who has the pack alone. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from core.audit.values import Excerpt
from core.offboarding.models import UNFINISHED, StepStatus
from core.offboarding.progress.list_words import held_in_words
from core.offboarding.progress.proven import still_proves

if TYPE_CHECKING:  # what reads proofs is imported when there is one
    from core.accounts.values import AbsenceVerdict


@dataclass(frozen=True)
class Gone:
    """What one complete list shows of the case's person: ``verdict`` says by which names."""

    app: str
    """As the case calls it."""
    member: str
    taken: datetime
    verdict: "AbsenceVerdict"
    entry: Excerpt
    """The log's entry that has the list's root."""
    step: int
    """The step that it proves."""

    def list_in_words(self) -> str:
        """Which list, as every line about it begins."""
        return f"{self.app}, complete list of {self.taken.astimezone(UTC):%Y-%m-%d %H:%M} UTC"

    def in_words(self) -> str:
        """In one line."""
        said = self.verdict.said
        assert said is not None
        accounts = "1 account" if said.accounts == 1 else f"{said.accounts:,} accounts"
        return (
            f"{self.list_in_words()}, "
            f"{accounts}, SHA-256 {said.list.sha256}: {self.verdict.in_words()}. Its root is in "
            f"entry {self.entry.facts.id:,} of the log, of hash {self.entry.hash}"
            + (f". {self._held_in_words()}" if self.held else "")
        )

    @property
    def held(self) -> tuple[str, ...]:
        """Why the list was held before somebody accepted it, says the log; empty: it was not."""
        said = self.entry.after.get("held")
        return tuple(map(str, said)) if isinstance(said, list) else ()

    @property
    def reason(self) -> str | None:
        """Why it was accepted nevertheless."""
        said = self.entry.after.get("reason")
        return str(said) if self.held and said else None

    def _held_in_words(self) -> str:
        facts = self.entry.facts
        when = f"{facts.at:%Y-%m-%d %H:%M} UTC"
        return held_in_words(self.held, facts.actor_name, when, self.reason or "")


@dataclass(frozen=True)
class NoLonger:
    """What was shown once, and no longer is: a step that was opened again."""

    what: str
    why: str
    step: int
    member: str | None = None
    """The list's proof; ``None``: no list of the pack is a proof of this step."""

    def in_words(self) -> str:
        """In one line."""
        return f"{self.what}: {self.why}"


def why_no_longer(step: Mapping[str, Any], proof: Mapping[str, Any]) -> str | None:
    """Why a list proves its step no more, of a step and its evidence as ``case.json`` has them;
    ``None``: it does."""
    status, told = StepStatus(step["status"]), step["finished_at"]
    finished = datetime.fromisoformat(told) if told else None
    if still_proves(status, finished, datetime.fromisoformat(proof["at"])):
        return None
    if status in (StepStatus.NOT_APPLICABLE, StepStatus.CANCELLED):
        return _with_reason(f"its step is {status.replace('-', ' ')} since", step["reason"])
    if status in UNFINISHED or finished is None:
        return _with_reason("its step was opened again after it", step["reason"])
    return (
        "its step was opened again after it, and done again on "
        f"{finished.astimezone(UTC):%Y-%m-%d %H:%M} UTC by {step['finished_by']}"
    )


def _with_reason(said: str, reason: object) -> str:
    return f"{said}: {reason}" if reason else said
