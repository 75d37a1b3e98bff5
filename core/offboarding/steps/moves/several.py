"""Several steps in one go, all or none: one transaction, one reason or one piece of evidence.

Every step keeps its own rules, and its own audit entry, in which ``together`` names the others'.
The cases and steps are all held before the first one changes, cases in the order of their numbers:
two people who work the same steps wait for each other once. What is raised names the step; the
caller's transaction then leaves everything as it was.
"""

import re
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from graphlib import CycleError, TopologicalSorter

from sqlmodel import Session

from core.actor import Actor
from core.audit import service as audit
from core.errors import Conflict, Invalid, OfframpError
from core.identity import service as identity
from core.offboarding import rows
from core.offboarding.models import UNFINISHED
from core.offboarding.steps.moves import held_step
from core.offboarding.steps.moves.held_step import HeldStep
from core.offboarding.steps.moves.values import SeenStep, StepBefore, Together, Undo, Undoable
from core.offboarding.transitions import Move, check_evidence
from core.offboarding.views import NewEvidence
from core.rights import Action, require
from core.storage.quota import Quota

TOGETHER = Quota(200, "steps at once", "Do them in two parts.")
_KEY = re.compile(r"[A-Za-z0-9_-]{1,64}")
Work = Callable[[HeldStep], None]


def start_steps(
    session: Session, actor: Actor, seen: Sequence[SeenStep], *, key: str = ""
) -> Together:
    """Take steps up; those that nobody owns, or a group, become the actor's."""
    require(actor, Action.CASE_WORK)
    return _together(session, actor, seen, key, held_step.start)


def finish_steps(
    session: Session,
    actor: Actor,
    seen: Sequence[SeenStep],
    evidence: Sequence[NewEvidence] = (),
    reason: str = "",
    *,
    key: str = "",
) -> Together:
    """Steps are done, with what proves each of them: a file is kept once and attached to each.

    What waits for another one of them comes after it. Can be undone: what was brought as evidence
    stays. ``key``: the form's; the same one again,
    for the same steps, changes nothing and tells how they stand.
    """
    require(actor, Action.CASE_WORK)

    def finish(held: HeldStep) -> None:
        held_step.finish(held, evidence, reason)

    return _together(session, actor, seen, key, finish, Undoable.FINISH)


def excuse_steps(
    session: Session, actor: Actor, seen: Sequence[SeenStep], reason: str, *, key: str = ""
) -> Together:
    """Steps do not apply here, for one reason. Can be undone."""
    require(actor, Action.CASE_WORK)

    def excuse(held: HeldStep) -> None:
        held_step.excuse(held, reason)

    return _together(session, actor, seen, key, excuse, Undoable.EXCUSE)


def assign_steps(
    session: Session,
    actor: Actor,
    seen: Sequence[SeenStep],
    owner: str | None,
    handle: str = "",
    *,
    key: str = "",
) -> Together:
    """Give steps to a person or a group, or to nobody (``None``). Can be undone.

    Owner and handle as :func:`core.offboarding.steps.service.assign` takes them.
    """
    require(actor, Action.CASE_WORK)

    def assign(held: HeldStep) -> None:
        held_step.assign(held, owner, handle)

    return _together(session, actor, seen, key, assign, Undoable.ASSIGN)


def take_over_steps(
    session: Session, actor: Actor, seen: Sequence[SeenStep], *, key: str = ""
) -> Together:
    """Make steps the actor's own. Can be undone."""
    require(actor, Action.CASE_WORK)
    handle = identity.handle_of(session, actor)
    return assign_steps(session, actor, seen, actor.name, handle, key=key)


def move_steps(
    session: Session,
    actor: Actor,
    seen: Sequence[SeenStep],
    move: Move,
    *,
    evidence: Sequence[NewEvidence] = (),
    reason: str = "",
    key: str = "",
) -> Together:
    """Any of the moves on several steps, for who has it as a value."""
    require(actor, Action.CASE_WORK)
    check_evidence(move, bool(evidence))
    works: dict[Move, Work] = {
        Move.START: lambda held: held_step.start(held, reason),
        Move.FINISH: lambda held: held_step.finish(held, evidence, reason),
        Move.EXCUSE: lambda held: held_step.excuse(held, reason),
        Move.BLOCK: lambda held: held_step.block(held, reason),
        Move.REOPEN: lambda held: held_step.reopen(held, reason),
    }
    undo = {Move.EXCUSE: Undoable.EXCUSE, Move.FINISH: Undoable.FINISH}.get(move)
    return _together(session, actor, seen, key, works[move], undo)


def undo(session: Session, actor: Actor, change: Undo, *, key: str = "") -> Together:
    """Take a change back: owners as before, or the steps open again.

    Raises :class:`Conflict` where one of the steps was changed since.
    """
    require(actor, Action.CASE_WORK)
    before = {one.step: one for one in change.steps}

    def take_back(held: HeldStep) -> None:
        was = before[held.step.id or 0]
        if change.change is Undoable.ASSIGN:
            held_step.set_owner(held, was.owner, was.owner_key)
        elif held.step.status not in UNFINISHED:  # an approval opens with what it rests on
            held_step.reopen(held, f"undone at once by {actor.name}")

    seen = [SeenStep(one.step, one.version) for one in change.steps]
    return _together(session, actor, seen, key, take_back)


# -- parts --------------------------------------------------------------------


def _together(
    session: Session,
    actor: Actor,
    seen: Sequence[SeenStep],
    key: str,
    work: Work,
    undoable: Undoable | None = None,
) -> Together:
    seen = sorted(set(seen), key=lambda one: one.step)
    if not seen or len({one.step for one in seen}) < len(seen):
        raise Invalid("Choose the steps, each of them once.", field="steps")
    TOGETHER.hold(len(seen))
    id = _checked(key) or secrets.token_urlsafe(9)
    try:
        with _named(None, len(seen)):
            held = held_step.hold_all(session, actor, {one.step: one.version for one in seen})
    except Conflict:
        if done := _done_already(session, actor, seen, key):
            return done
        raise
    owners = {one.step.id: (one.step.owner, one.step.owner_key) for one in held}
    tie = {"together": {"id": id, "steps": len(seen)}} if len(seen) > 1 or key else {}
    held = [replace(one, told=tie) for one in held]
    for one in _in_order(session, held):
        with _named(one.step.title, len(held)):
            work(one)
    undo = None
    if undoable and _can_be_undone(session, actor, held):
        was = [StepBefore(h.step.id or 0, h.step.version, *owners[h.step.id]) for h in held]
        undo = Undo(undoable, tuple(was))
    return Together(id, held_step.views_of(held), undo)


def _can_be_undone(session: Session, actor: Actor, held: Sequence[HeldStep]) -> bool:
    """Whether who changed them can still reach them: they may be another's now, or their case
    ended with them."""
    try:
        held_step.hold_all(session, actor, {one.step.id or 0: one.step.version for one in held})
    except OfframpError:
        return False
    return True


def _in_order(session: Session, held: Sequence[HeldStep]) -> list[HeldStep]:
    """What others of them wait for comes first."""
    by_id = {one.step.id or 0: one for one in held}
    needs = rows.needs_of(session, list(by_id))
    among = {step: [o.id for o in needs.get(step, ()) if o.id in by_id] for step in by_id}
    try:
        return [by_id[step] for step in TopologicalSorter(among).static_order()]
    except CycleError:  # no checklist makes one; each then says what it waits for
        return list(held)


def _done_already(
    session: Session, actor: Actor, seen: Sequence[SeenStep], key: str
) -> Together | None:
    """How the steps stand, where the form with this key was sent for just these steps before."""
    if not key:
        return None
    found = rows.step_rows(session, actor, [one.step for one in seen]).values()
    done = {
        (entry.after or {}).get("step")
        for case in {case.id for case, _step in found}
        for entry in audit.history(session, f"case:{case}")
        if entry.actor_id == actor.id and _tie(entry.after) == key
    }
    if done != {one.step for one in seen}:
        return None
    return Together(key, held_step.views_of([HeldStep(session, actor, *each) for each in found]))


def _tie(after: object) -> object:
    tie = after.get("together") if isinstance(after, dict) else None
    return tie.get("id") if isinstance(tie, dict) else None


def _checked(key: str) -> str:
    if key and not _KEY.fullmatch(key):
        raise Invalid("The form's key has characters that none has.", field="key")
    return key


@contextmanager
def _named(title: str | None, number: int) -> Iterator[None]:
    """What is raised inside names the step, and says that none of them was changed: where there are
    several, because of a single one both are plain."""
    try:
        yield
    except OfframpError as error:
        if number == 1:
            raise
        if title and title not in error.message:
            error.message = f"“{title}”: {error.message}"
        error.hint = f"{error.hint or ''} None of the steps was changed.".strip()
        raise
