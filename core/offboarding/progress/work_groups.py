"""A list of work by the person who leaves, and by the place where it is done. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from core.offboarding.models import CaseKind
from core.offboarding.progress.progress import is_ready
from core.offboarding.progress.standpoint import NOBODY, Standpoint
from core.offboarding.views import WorkItem


@dataclass(frozen=True)
class WorkAtPlace:
    """Steps of one person in one place; ``place`` is ``None`` for what is nowhere in particular."""

    place: str | None
    items: tuple[WorkItem, ...]


@dataclass(frozen=True)
class WorkOnCase:
    """The steps of one case in a list of work, the longest due first."""

    case: int
    person: str
    kind: CaseKind
    zone: str
    items: tuple[WorkItem, ...]
    places: tuple[WorkAtPlace, ...]
    overdue: int
    ready: int
    """To be worked now, as :func:`core.offboarding.progress.progress.is_ready` says."""
    waiting: int
    """For another step, for the effective moment, or for Offramp: all that are not ready."""
    unassigned: int
    next_due: datetime


def work_by_person(
    items: Sequence[WorkItem], now: datetime, standpoint: Standpoint = NOBODY
) -> tuple[WorkOnCase, ...]:
    """The items of a list by case, in the order in which each case is due first."""
    cases: dict[int, list[WorkItem]] = {}
    for item in items:
        cases.setdefault(item.case, []).append(item)
    found = [_on_case(of_case, now, standpoint) for of_case in cases.values()]
    return tuple(sorted(found, key=lambda one: (one.next_due, one.case)))


def _on_case(items: Sequence[WorkItem], now: datetime, standpoint: Standpoint) -> WorkOnCase:
    places: dict[str | None, list[WorkItem]] = {}
    for item in items:
        places.setdefault(item.place, []).append(item)
    first = items[0]
    ready = sum(is_ready(item, now) for item in items)
    return WorkOnCase(
        case=first.case,
        person=first.person,
        kind=first.kind,
        zone=first.zone,
        items=tuple(items),
        places=tuple(WorkAtPlace(place, tuple(at)) for place, at in places.items()),
        overdue=sum(item.is_overdue(now) for item in items),
        ready=ready,
        waiting=len(items) - ready,
        unassigned=sum(standpoint.is_unassigned(item.owner_key) for item in items),
        next_due=min(item.due for item in items),
    )
