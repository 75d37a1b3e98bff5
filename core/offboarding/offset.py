"""Times as checklists write them: ``-2d``, ``4h``, ``1d4h``, from the effective moment."""

import re
from dataclasses import dataclass
from datetime import timedelta

_OFFSET = re.compile(
    r"(?P<sign>-?)(?:(?P<days>[0-9]{1,4})d)?(?:(?P<hours>[0-9]{1,4}(?:\.[0-9])?)h)?"
)


@dataclass(frozen=True)
class Offset:
    """Time from the effective moment: calendar days in the person's zone, then hours."""

    days: int = 0
    hours: float = 0

    @property
    def exact(self) -> timedelta:
        """As a length of time, for ordering; the deadline itself counts calendar days."""
        return timedelta(days=self.days, hours=self.hours)


def parse_offset(text: str) -> Offset | None:
    """``-1d`` is a day before, ``1d4h`` a day and four hours after; ``None`` for anything else."""
    found = _OFFSET.fullmatch(text)
    if found is None or (found["days"] is None and found["hours"] is None):
        return None
    sign = -1 if found["sign"] else 1
    # "or 0" also turns -0.0 into 0.
    return Offset(sign * int(found["days"] or 0), sign * float(found["hours"] or 0) or 0)


def written(offset: Offset) -> str:
    """An offset as it is written in a file."""
    sign = "-" if offset.exact.total_seconds() < 0 else ""
    days = f"{abs(offset.days)}d" if offset.days else ""
    hours = f"{abs(offset.hours):g}h" if offset.hours or not offset.days else ""
    return sign + days + hours


def in_words(offset: Offset) -> str:
    """An offset as a person says it: ``1 day before``, ``4 hours after``, ``at the moment``."""
    parts = [
        f"{abs(count):g} {unit if abs(count) == 1 else unit + 's'}"
        for count, unit in ((offset.days, "day"), (offset.hours, "hour"))
        if count
    ]
    if not parts:
        return "at the moment"
    return f"{' '.join(parts)} {'before' if offset.exact.total_seconds() < 0 else 'after'}"
