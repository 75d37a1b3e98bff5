"""What only shows with all checklists together: steps that are not there, and cycles."""

from collections.abc import Iterator
from itertools import product

from core.files.data_files import Problem
from core.offboarding.checklists.applicable_steps import (
    EVERY_PHASE,
    Placed,
    app_steps,
    cycle,
    general_steps,
    needs,
)
from core.offboarding.checklists.checklist import Checklists, Scope
from core.offboarding.models import CaseKind, Phase

PLAIN = "app"
"""Stands for an app without a checklist of its own."""


def faults(checklists: Checklists) -> list[Problem]:
    """Every step that names one that is not there; if there is none, every cycle."""
    unknown = [*_unknown(checklists), *_alone(checklists)]
    return unknown or list(dict.fromkeys(_cycles(checklists)))


def _alone(checklists: Checklists) -> Iterator[Problem]:
    """Steps that join one that no way has, or one of another phase."""
    of_ways: dict[str, set[Phase]] = {}
    for one in checklists.lists.values():
        for step in one.steps if one.scope is Scope.WAY else ():
            of_ways.setdefault(step.id, set()).add(step.phase)
    for one in checklists.lists.values():
        for step in one.steps:
            if step.joins and of_ways.get(step.id) != {step.phase}:
                what = f"{step.id} joins a step of its way, and there is none of its id and phase."
                do = f"Use one of: {', '.join(sorted(of_ways))}; or leave 'joins' out."
                yield Problem(one.file, step.line, what, do)


def _unknown(checklists: Checklists) -> Iterator[Problem]:
    general = [f"{one.id}/{step.id}" for one in checklists.of_person() for step in one.steps]
    of_ways = {
        step.id for one in checklists.lists.values() if one.scope is Scope.WAY for step in one.steps
    }
    for checklist in checklists.lists.values():
        own = {step.id for step in checklist.steps}
        if checklist.scope is Scope.APP:
            own |= of_ways
        for step in checklist.steps:
            for name in step.after:
                if name in own or name in general or name in EVERY_PHASE:
                    continue
                what = f"{step.id} is after {name!r:.60}, which is no step."
                near = sorted(own - {step.id}) if "/" not in name else [*general, *EVERY_PHASE]
                yield Problem(checklist.file, step.line, what, f"Use one of: {', '.join(near)}.")


def _cycles(checklists: Checklists) -> Iterator[Problem]:
    """The first of each kind of case and way, every app's own checklist in play; each once."""
    apps = {one.id: one for one in checklists.lists.values() if one.scope is Scope.APP}
    ways = [one for one in checklists.lists.values() if one.scope is Scope.WAY]
    told: set[frozenset[str]] = set()
    for kind in CaseKind:
        for way, is_confirmed in product(ways, (True, False)):
            placed = general_steps(checklists.of_person(), kind)
            placed += app_steps(PLAIN, way, None, kind, is_confirmed=is_confirmed)
            for app, own in apps.items():
                placed += app_steps(app, way, own, kind, is_confirmed=is_confirmed)
            keys = cycle(needs(placed, checklists.order[kind]))
            if keys and frozenset(keys) not in told:
                told.add(frozenset(keys))
                yield _told(keys, kind, {one.key: one for one in placed})


def _told(keys: list[str], kind: CaseKind, placed: dict[str, Placed]) -> Problem:
    """Placed at a step of the cycle that names another one itself, if there is one."""
    at = placed[next((key for key in keys if placed[key].step.after), keys[0])]
    what = f"these wait for each other in the kind {kind}: {' → '.join(keys)}."
    do = f"Take one out of 'after', or change a phase; {kind}'s phases are in order.yaml."
    return Problem(at.checklist.file, at.step.line, what, do)
