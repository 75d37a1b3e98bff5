"""The steps of a case as people go through them: the person first, then app by app; by place. Pure.

A group is made of what a case has; nothing of it is stored.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.offboarding.models import UNFINISHED, Phase, StepStatus
from core.offboarding.progress.progress import (
    Progress,
    can_be_finished_together,
    progress_of,
)
from core.offboarding.progress.standpoint import NOBODY, Standpoint
from core.offboarding.views import StepView

PERSON = "person"
"""The id of the group of what is the person's own: account, sessions, mail, devices."""


class PhaseState(StrEnum):
    """How far a phase of a group is, in the one word that its cell shows."""

    NONE = "none"
    """It has no steps of this phase."""
    TO_DO = "to do"
    PART = "part"
    """Some are finished, or started."""
    BLOCKED = "blocked"
    DONE = "done"


@dataclass(frozen=True)
class PhaseOfGroup:
    """The steps of one phase in a group, in the order of the work."""

    phase: Phase
    steps: tuple[StepView, ...]
    progress: Progress
    state: PhaseState


@dataclass(frozen=True)
class StepGroup:
    """Steps that are shown together: the person's own, or one app's.

    ``id``: ``person`` or the app's. ``name``: the app's, ``None`` for the person's own.
    """

    id: str
    app: str | None
    name: str | None
    phases: tuple[PhaseOfGroup, ...]
    """Always all four, in the order of a leaver's: what has no steps says so."""
    progress: Progress

    @property
    def steps(self) -> tuple[StepView, ...]:
        """All of them, phase by phase; but first what takes an app's access away, once its time
        has come: whoever stands at the door does that, and the rest afterwards."""
        ordered = (step for phase in self.phases for step in phase.steps)
        return tuple(sorted(ordered, key=lambda step: not self._comes_first(step)))

    def _comes_first(self, step: StepView) -> bool:
        is_left = step.status in UNFINISHED and not step.is_early
        return self.app is not None and step.removes_access and is_left


@dataclass(frozen=True)
class PlaceGroup:
    """Unfinished steps that are done in one place, such as Okta.

    ``together``: those that can be finished in one go now, with one piece of evidence; before the
    effective moment without what is meant for it.
    """

    id: str
    place: str
    steps: tuple[StepView, ...]
    together: tuple[StepView, ...]
    progress: Progress

    @property
    def sentence(self) -> str:
        """``In Okta: disable the account, end all sessions, unassign 4 apps.``"""
        return f"In {self.place}: {', '.join(deeds_of(self.place, self.together or self.steps))}."


def step_groups(
    steps: Sequence[StepView], now: datetime, standpoint: Standpoint = NOBODY
) -> tuple[StepGroup, ...]:
    """The person's own steps, then each app's: those with something left by what is due first."""
    apps: dict[str | None, list[StepView]] = {}
    for step in steps:
        apps.setdefault(step.app, []).append(step)
    found = [_group(app, of_app, now, standpoint) for app, of_app in apps.items()]
    return tuple(sorted(found, key=_place_in_list))


def due_first(
    groups: Iterable[StepGroup], listed: Collection[int]
) -> tuple[tuple[StepGroup, tuple[StepView, ...]], ...]:
    """Groups with those of their steps that are ``listed``, as a list of work has them: what is due
    first on top, of the groups as in each of them. Groups without any are left out.
    """
    found = [
        (group, tuple(sorted((s for s in group.steps if s.id in listed), key=lambda s: s.due)))
        for group in groups
    ]
    return tuple(sorted((one for one in found if one[1]), key=lambda one: one[1][0].due))


def place_groups(
    steps: Sequence[StepView], now: datetime, standpoint: Standpoint = NOBODY
) -> tuple[PlaceGroup, ...]:
    """The places where something is left, those with the most that can be done in one go first.

    Steps without a place are in none.
    """
    places: dict[str, list[StepView]] = {}
    for step in steps:
        if step.place and step.status in UNFINISHED:
            places.setdefault(step.place, []).append(step)
    found = [
        PlaceGroup(
            slug_of(place),
            place,
            tuple(of_place),
            tuple(can_be_finished_together([s for s in of_place if not s.is_early], steps, now)),
            progress_of(of_place, now, standpoint),
        )
        for place, of_place in places.items()
    ]
    return tuple(sorted(found, key=lambda one: (-len(one.together), one.place.casefold())))


def deeds_of(place: str, steps: Iterable[StepView]) -> list[str]:
    """What the steps do there, in the words of their titles; one thing done to many apps once."""
    alike: dict[str, list[StepView]] = {}
    for step in steps:
        alike.setdefault(_deed(step, place, app="{app}"), []).append(step)
    found = []
    for deed, of_deed in alike.items():
        apps = {step.app for step in of_deed}
        if "{app}" in deed and len(apps) > 1:
            found.append(deed.replace("{app}", f"{len(apps)} apps"))
        else:
            found += [_deed(step, place) for step in of_deed]
    return found


def slug_of(place: str) -> str:
    """A place as it stands in an address: ``mail-and-files``."""
    return re.sub(r"[^a-z0-9]+", "-", place.casefold()).strip("-") or "place"


# -- parts --------------------------------------------------------------------


def _group(
    app: str | None, steps: Sequence[StepView], now: datetime, standpoint: Standpoint
) -> StepGroup:
    phases = tuple(
        _phase(phase, [step for step in steps if step.phase is phase], now, standpoint)
        for phase in Phase
    )
    name = None if app is None else steps[0].app_name or app
    return StepGroup(app or PERSON, app, name, phases, progress_of(steps, now, standpoint))


def _phase(
    phase: Phase, steps: Sequence[StepView], now: datetime, standpoint: Standpoint
) -> PhaseOfGroup:
    progress = progress_of(steps, now, standpoint)
    return PhaseOfGroup(phase, tuple(steps), progress, _state(steps, progress))


def _state(steps: Sequence[StepView], progress: Progress) -> PhaseState:
    if not progress.total:
        return PhaseState.NONE
    if not progress.left:
        return PhaseState.DONE
    if progress.blocked:
        return PhaseState.BLOCKED
    started = any(step.status is StepStatus.STARTED for step in steps)
    return PhaseState.PART if progress.finished or started else PhaseState.TO_DO


def _place_in_list(group: StepGroup) -> tuple[bool, bool, datetime, str]:
    progress = group.progress
    latest = max((step.due for step in group.steps), default=None)
    due = progress.next_due or latest
    assert due is not None  # a group has steps
    return group.app is not None, not progress.left, due, (group.name or "").casefold()


def _deed(step: StepView, place: str, app: str | None = None) -> str:
    """A step's title inside a sentence that has named the place."""
    said = step.title.replace(f" in {place}", "")
    if app and step.app_name and step.app_name != place:
        said = said.replace(step.app_name, app)
    first, rest = said[:1], said[1:]
    return f"{first.lower()}{rest}" if rest[:1].islower() else said
