"""A case of a proof's population, and the sums of its steps that it is made of. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from core.offboarding.models import CaseKind, CaseStatus
from core.offboarding.views import case_number


@dataclass(frozen=True)
class Counts:
    """Steps of one case in one app (or, without an app, of the person)."""

    steps: int
    unfinished: int
    removals: int
    """Steps that take access away and apply."""
    removals_open: int
    last_removed_at: datetime | None
    due: int
    """Finished, or due by now: those that can be late."""
    late: int
    exceptions: int
    """Not applicable, or blocked."""
    removals_due: int = 0
    removals_late: int = 0
    """Of the due and of the late ones, those that take access away."""
    removals_excused: int = 0
    """Steps that would take access away and do not apply."""
    last_excused_at: datetime | None = None
    removals_past_due: int = 0
    """Of the late ones that take access away, those that apply."""

    def took(self, effective: datetime) -> timedelta | None:
        """From the effective moment to the last access removed here, 0 if that was before it.

        ``None`` while a removal is open, where there was none, and where one was excused after the
        moment: nobody knows when that access went, or whether there was any.
        """
        return _took(self, effective)

    def excused_after(self, effective: datetime) -> timedelta | None:
        """How long after the moment the last removal was excused; ``None``: none was."""
        return _after(self.last_excused_at, effective)


@dataclass(frozen=True)
class Leaver:
    """One case of the population."""

    id: int
    person: str
    kind: CaseKind
    status: CaseStatus
    effective: datetime
    zone: str
    steps: int
    unfinished: int
    removals: int
    removals_open: int
    last_removed_at: datetime | None
    due: int
    late: int
    exceptions: int
    removals_due: int = 0
    removals_late: int = 0
    removals_excused: int = 0
    last_excused_at: datetime | None = None

    @property
    def number(self) -> str:
        """As people say it: ``OFF-0012``."""
        return case_number(self.id)

    @property
    def took(self) -> timedelta | None:
        """From the effective moment to the last access removed, 0 if that was before it.

        ``None`` while a removal is open, when the case had none, or one was excused too late.
        """
        return _took(self, self.effective)

    @property
    def excused_after(self) -> timedelta | None:
        """How long after the moment the last removal was excused; ``None``: none was."""
        return _after(self.last_excused_at, self.effective)

    @property
    def is_excused(self) -> bool:
        """Whether not all access was removed as a removal was excused: each, or one too late."""
        if self.removals_open or not self.removals_excused:
            return False
        return self.excused_after is not None or self.last_removed_at is None

    @property
    def is_early(self) -> bool:
        """Whether the last access was gone before the effective moment."""
        return self.took is not None and (self.last_removed_at or self.effective) < self.effective

    def open_for(self, now: datetime) -> timedelta | None:
        """How long access has been open beyond the moment; ``None``: it is not, or not yet."""
        if not self.removals_open or now < self.effective:
            return None
        return now - self.effective


def _took(sums: Counts | Leaver, effective: datetime) -> timedelta | None:
    excused = _after(sums.last_excused_at, effective)
    if sums.removals_open or sums.last_removed_at is None or excused is not None:
        return None
    return max(sums.last_removed_at - effective, timedelta(0))


def _after(at: datetime | None, effective: datetime) -> timedelta | None:
    return at - effective if at is not None and at > effective else None
