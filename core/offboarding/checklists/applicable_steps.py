"""Which steps a checklist gives in a case, and which of them wait for which."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from graphlib import CycleError, TopologicalSorter
from typing import TypeVar

from core.offboarding.checklists.checklist import ALL, Checklist, PhaseRule, StepTemplate
from core.offboarding.models import CaseKind, EvidenceNeed, Phase, StepKind

T = TypeVar("T")

EVERY_PHASE = {f"{ALL}/{phase}": phase for phase in Phase}


@dataclass(frozen=True)
class Placed:
    """A step where it stands in a case."""

    key: str
    """``checklist/step`` of a general step, ``app/step`` of an app's."""
    app: str | None
    step: StepTemplate
    checklist: Checklist
    """Where it comes from: of an app's steps some are its way's, some its own."""


def general_steps(lists: Iterable[Checklist], kind: CaseKind) -> list[Placed]:
    """The steps of the person's own checklists in one kind of case."""
    return [
        Placed(f"{checklist.id}/{step.id}", None, step, checklist)
        for checklist in lists
        for step in checklist.steps
        if kind in step.kinds
    ]


def app_steps(
    app: str,
    way: Checklist,
    own: Checklist | None,
    kind: CaseKind,
    *,
    is_confirmed: bool = True,
    is_listed: bool = False,
) -> list[Placed]:
    """The steps of one app: its way's, each replaced by or joined with the app's own of the same
    id, then the app's others. What Offramp does itself over SCIM stays as it is.

    ``is_confirmed``: whether it is known that the way removes; where it is not, a person does.
    ``is_listed``: whether the app's list comes again without being asked for, and will show whether
    the account is gone.
    """
    found: dict[str, Placed] = {}
    for checklist in (way, *((own,) if own else ())):
        for step in checklist.steps:
            there = found.get(step.id)
            holds = kind in step.kinds and way.way in step.ways
            holds = holds and step.confirmed in (None, is_confirmed)
            holds = holds and not (step.shown_by_list and is_listed)
            if holds and not (there and there.step.kind is StepKind.SCIM):
                whole = joined(there.step, step) if there and step.joins else step
                found[step.id] = Placed(f"{app}/{step.id}", app, whole, checklist)
    return list(found.values())


def joined(of_way: StepTemplate, own: StepTemplate) -> StepTemplate:
    """One step of two: the app's title, both texts, and all that either of them demands.

    Whose it is and when it is due stays as the way has it: that may ask for a second pair of eyes.
    """
    return replace(
        own,
        do=f"{of_way.do} {own.do}",
        why=f"{of_way.why} {own.why}",
        kind=of_way.kind,
        owner=of_way.owner,
        due={**of_way.due, **own.due},
        after=_both(of_way.after, own.after),
        evidence=max(of_way.evidence, own.evidence, key=list(EvidenceNeed).index),
        controls=_both(of_way.controls, own.controls),
        sources=_both(of_way.sources, own.sources),
        removes_access=of_way.removes_access or own.removes_access,
        urgent=of_way.urgent or own.urgent,
        at_once=of_way.at_once and own.at_once,
        place=own.place or of_way.place,
    )


def _both(first: tuple[T, ...], second: tuple[T, ...]) -> tuple[T, ...]:
    return tuple(dict.fromkeys((*first, *second)))


def needs(
    placed: Sequence[Placed], phases: Mapping[Phase, PhaseRule]
) -> dict[str, tuple[str, ...]]:
    """For each step's key the keys that must be finished first, in the order of ``placed``.

    From the phases (a step waits for the steps of earlier phases of its app, or of the person's
    general steps; one that is ``at_once`` does not) and from each step's own ``after``.
    """
    by_phase: dict[tuple[str | None, Phase], list[str]] = {}
    for one in placed:
        by_phase.setdefault((one.app, one.step.phase), []).append(one.key)
    position = {one.key: at for at, one in enumerate(placed)}
    found = {}
    for one in placed:
        keys = {
            key
            for phase in (() if one.step.at_once else phases[one.step.phase].after)
            for key in by_phase.get((one.app, phase), ())
        }
        keys.update(key for name in one.step.after for key in _named(name, one, placed))
        found[one.key] = tuple(sorted(keys & position.keys(), key=position.__getitem__))
    return found


def _named(name: str, at: Placed, placed: Sequence[Placed]) -> Iterable[str]:
    if name in EVERY_PHASE:
        return [
            one.key
            for one in placed
            if one.step.phase is EVERY_PHASE[name] and not EVERY_PHASE.keys() & set(one.step.after)
        ]
    return [name if "/" in name else f"{at.key.rpartition('/')[0]}/{name}"]


def cycle(waits: Mapping[str, Sequence[str]]) -> list[str]:
    """Keys that wait for each other, the first one repeated at the end; empty if there are none."""
    try:
        TopologicalSorter(waits).prepare()
    except CycleError as error:
        return list(reversed(error.args[1]))
    return []
