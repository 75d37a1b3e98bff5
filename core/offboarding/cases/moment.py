"""The effective moment of a case, moved: what moves with it, and how it is shown. Pure."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from core.offboarding.durations import local
from core.offboarding.models import Step, StepKind

WAS_MOVED = "The end of access was moved"
"""What an exception says of it; what stood before is in its reason."""


def never_sooner(steps: Iterable[Step], needs: Mapping[int, Collection[int]]) -> frozenset[int]:
    """Waits and what waits for them, through whatever lies between: never brought forward.

    A wait would end at once. What takes access away waits for nothing once the moment is there
    (:func:`core.offboarding.transitions.is_held_up`), so it moves with the moment all the same.
    """
    those = [step for step in steps if not step.removes_access]
    found = {step.id or 0 for step in those if step.kind is StepKind.WAIT}
    while (
        more := {
            number for step in those if found.intersection(needs.get(number := step.id or 0, ()))
        }
        - found
    ):
        found |= more
    return frozenset(found)


def why_moved(moved: tuple[datetime, datetime], reason: Any, zone: str) -> str:
    """``from 2026-12-01 17:00 CET to …: the reason``."""
    old, new = moved
    return f"from {local(old, zone)} to {local(new, zone)}: {reason or 'no reason given'}"
