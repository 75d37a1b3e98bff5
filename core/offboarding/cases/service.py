"""A case as a whole: looked at, closed, reopened, cancelled, changed, kept to a few."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from core import clock
from core.actor import Actor
from core.audit import service as audit
from core.config import Settings
from core.errors import Conflict, NotFound, ended
from core.jobs import service as jobs
from core.names import checked
from core.offboarding import rows
from core.offboarding.cases.moment import never_sooner, why_moved
from core.offboarding.changes import store_case
from core.offboarding.closing import (
    NEEDS_A_SECOND,
    obstacles,
)
from core.offboarding.deadline import in_range, moved
from core.offboarding.models import (
    UNFINISHED,
    Case,
    CaseKind,
    CaseStatus,
    Evidence,
    Reader,
    Step,
    StepKind,
    StepStatus,
)
from core.offboarding.progress.moves import moved_from
from core.offboarding.steps import second_person
from core.offboarding.steps.accounts import against_closing
from core.offboarding.steps.automation.scheduled_jobs import KINDS, step_jobs
from core.offboarding.steps.evidence import reason_of
from core.offboarding.steps.evidence_files import evidence_bytes
from core.offboarding.steps.resting import links_of
from core.offboarding.steps.status import cancel_step, change_status
from core.offboarding.timeline import sentence, together
from core.offboarding.views import CaseView, OwnSteps, TimelineEntry
from core.offboarding.visibility import named_to
from core.rights import Action, require


@dataclass(frozen=True)
class CaseEdit:
    """What may be changed in an open case."""

    version: int
    effective: datetime
    manager: str | None
    hand_over_to: str | None
    note: str | None
    reason: str


def case(session: Session, actor: Actor, case_id: int) -> CaseView:
    """One case with its steps. To those who must not see it, it does not exist."""
    require(actor, Action.CASE_READ)
    return rows.case_view(session, rows.case_row(session, actor, case_id), clock.now())


def own_steps(session: Session, actor: Actor, case_id: int) -> OwnSteps:
    """The actor's steps of a case of which they may see no more. Raises :class:`NotFound`."""
    require(actor, Action.CASE_READ)
    return rows.own_steps(session, actor, case_id, clock.now())


def timeline(session: Session, actor: Actor, case_id: int) -> list[TimelineEntry]:
    """What happened in a case, the newest first, out of the audit log."""
    require(actor, Action.CASE_READ)
    rows.case_row(session, actor, case_id)
    found = []
    for entry in audit.history(session, f"case:{case_id}"):
        told = entry.after or {}
        found.append(
            TimelineEntry(
                entry.at,
                entry.actor_name,
                entry.action,
                told.get("step"),
                sentence(entry.action, entry.before or {}, told),
                together(told)[0],
            )
        )
    return found[::-1]


def moved_in_hindsight(session: Session, actor: Actor, case_id: int) -> tuple[str, ...]:
    """Each time that the end of access was moved after it had passed, ``from … to …: why (who)``:
    what was late before may look in time since."""
    require(actor, Action.CASE_READ)
    zone = rows.case_row(session, actor, case_id).time_zone
    found = []
    for entry in audit.history(session, f"case:{case_id}"):
        moment = moved_from(entry.before, entry.after) if entry.action == "case.edit" else None
        if moment and entry.at >= moment[0]:
            why = why_moved(moment, (entry.after or {}).get("reason"), zone)
            found.append(f"{why} ({entry.actor_name})")
    return tuple(found)


@dataclass(frozen=True)
class EvidenceFile:
    """A file that was attached to a step. ``object`` is what the audit log calls it."""

    name: str
    content: bytes
    object: str


def evidence_content(
    session: Session, actor: Actor, settings: Settings, evidence_id: int
) -> EvidenceFile:
    """An evidence file, checked against its digest; raises :class:`Changed` when it is damaged."""
    require(actor, Action.CASE_READ)
    found = session.get(Evidence, evidence_id)
    if found is None:
        raise NotFound(f"There is no evidence {evidence_id}.")
    rows.step_row(session, actor, found.step_id)
    content = evidence_bytes(settings, found)
    return EvidenceFile(found.text or found.sha256, content, f"evidence:{found.case_id}/{found.id}")


def stands_against(session: Session, actor: Actor, case_id: int) -> list[str]:
    """What stands against closing a case although its steps are finished, as sentences."""
    require(actor, Action.CASE_READ)
    return against_closing(session, rows.case_row(session, actor, case_id), clock.now())


def close_case(
    session: Session, actor: Actor, case_id: int, version: int, reason: str = ""
) -> CaseView:
    """Everything but the follow-ups is done or excused, and proven.

    Raises :class:`Conflict` that says what is not. What stands against closing (an account that is
    known to be active, a moment that is still to come) takes a ``reason``, which is shown in every
    proof; of an involuntary case, also a second person: the first one's asking leaves it open.
    """
    require(actor, Action.CASE_WORK)
    held = _held(session, actor, case_id, version, CaseStatus.OPEN)
    now = clock.now()
    missing = obstacles(rows.case_view(session, held, now).steps)
    missing += second_person.obstacles(session, actor, held)
    if missing:
        more = f" And {len(missing) - 8} more." if len(missing) > 8 else ""
        raise Conflict(
            f"The case cannot be closed yet. {ended('; '.join(missing[:8]))}{more}",
            hint="Finish these, or say why they do not apply.",
        )
    despite = against_closing(session, held, now)
    if not despite:
        held.insisted = None
        return _end(session, actor, held, CaseStatus.CLOSED, None)
    asked = rows.insistence(held.insisted)
    if held.kind in NEEDS_A_SECOND and asked and asked.covers(despite):
        second_person.check_insisting(session, actor, held, asked)
        return _end(session, actor, held, CaseStatus.CLOSED, asked.reason, despite)
    if not reason.strip():
        raise Conflict(
            f"The case cannot be closed yet. {' '.join(despite)}",
            field="reason",
            hint="Remove the access, or close the case with a reason: every proof shows it.",
        )
    if held.kind in NEEDS_A_SECOND:
        second_person.check_insisting(session, actor, held, None)
    why = reason_of(reason)
    held.insisted = {
        "by": actor.name, "by_id": actor.id, "at": now.isoformat(), "reason": why,
        "despite": despite,
    }  # fmt: skip
    if held.kind in NEEDS_A_SECOND:
        told = {"reason": why, "despite": despite}
        return _stored(session, actor, held, "case.insist", {}, told)
    return _end(session, actor, held, CaseStatus.CLOSED, why, despite)


def reopen_case(
    session: Session, actor: Actor, case_id: int, version: int, reason: str
) -> CaseView:
    """Something was forgotten, or somebody came back into an app."""
    require(actor, Action.CASE_WORK)
    held = _held(session, actor, case_id, version, CaseStatus.CLOSED, CaseStatus.CANCELLED)
    why = reason_of(reason)
    taken_back = held.status is CaseStatus.CANCELLED
    before = {"status": str(held.status)}
    _refuse_other_open(session, actor, held)
    held.status, held.ended_at, held.ended_by, held.end_reason = CaseStatus.OPEN, None, None, None
    held.insisted = None
    if taken_back:
        _put_back(session, actor, held)
    return _stored(session, actor, held, "case.reopen", before, {"status": "open", "reason": why})


def cancel_case(
    session: Session, actor: Actor, case_id: int, version: int, reason: str
) -> CaseView:
    """The person stays: what is open is cancelled; what was done stays on record, for undoing."""
    require(actor, Action.CASE_WORK)
    held = _held(session, actor, case_id, version, CaseStatus.OPEN)
    why, now = reason_of(reason), clock.now()
    second_person.check_canceller(session, actor, held)
    query = select(Step).where(col(Step.case_id) == case_id, col(Step.status).in_(UNFINISHED))
    for step in session.exec(query.with_for_update()).all():
        cancel_step(session, step, actor, now, "The case: " + why)
    return _end(session, actor, held, CaseStatus.CANCELLED, why)


def edit_case(session: Session, actor: Actor, case_id: int, edit: CaseEdit) -> CaseView:
    """Another effective moment, manager or successor, for a reason.

    Deadlines of unfinished steps move with the effective moment; what runs by itself does too. A
    wait and what waits for it only ever move later: brought forward, a wait would end at once.
    """
    require(actor, Action.CASE_WORK)
    held = _held(session, actor, case_id, edit.version, CaseStatus.OPEN)
    why = reason_of(edit.reason)
    before = _plain(held)
    old, new = held.effective_at, in_range(edit.effective)
    held.effective_at = new
    held.manager = checked(edit.manager or "", field="manager", what="The name") or None
    other = checked(edit.hand_over_to or "", field="hand_over_to", what="The name")
    held.hand_over_to = other or None
    held.note = (edit.note or "").strip() or None
    if new != old:
        query = select(Step).where(col(Step.case_id) == case_id, col(Step.status).in_(UNFINISHED))
        steps = session.exec(query.with_for_update()).all()
        needs = {link.id: link.needs for link in links_of(session, held)}
        stay = never_sooner(steps, needs)
        for step in steps:
            due = moved(step.due_at, old, new, held.time_zone)
            step.due_at = max(due, step.due_at) if step.id in stay else due
            step.version += 1
            session.add(step)
        _plan_jobs(session, held, steps)
    return _stored(session, actor, held, "case.edit", before, {**_plain(held), "reason": why})


def restrict_case(
    session: Session,
    actor: Actor,
    case_id: int,
    version: int,
    readers: Sequence[str] | None,
) -> CaseView:
    """Keep a case to named people (and overseers), or open it to all with ``None``."""
    require(actor, Action.CASE_WORK)
    held = _held(session, actor, case_id, version)
    before = {"restricted": held.restricted}
    for reader in session.exec(select(Reader).where(col(Reader.case_id) == case_id)).all():
        session.delete(reader)
    session.flush()
    held.restricted = readers is not None
    named = sorted({actor.id, *(who.strip().casefold() for who in readers or () if who.strip())})
    if held.restricted:
        session.add_all(Reader(case_id=case_id, who=who) for who in named)
    told = {"restricted": held.restricted, "readers": named if held.restricted else []}
    return _stored(session, actor, held, "case.restrict", before, told)


# -- parts --------------------------------------------------------------------


def _held(session: Session, actor: Actor, case_id: int, version: int, *allowed: CaseStatus) -> Case:
    held = rows.held_case(session, actor, case_id)
    if held.version != version:
        raise Conflict(
            "The case was changed after you opened it.", hint="Nothing was saved. Look again."
        )
    if allowed and held.status not in allowed:
        by = f" by {held.ended_by}" if held.ended_by else ""
        raise Conflict(f"The case is {held.status} already{by}.")
    return held


def _end(
    session: Session,
    actor: Actor,
    held: Case,
    status: CaseStatus,
    reason: str | None,
    despite: Sequence[str] = (),
) -> CaseView:
    before = {"status": str(held.status)}
    held.status, held.ended_at = status, clock.now()
    held.ended_by, held.end_reason = actor.name, reason
    action = "case.close" if status is CaseStatus.CLOSED else "case.cancel"
    told: dict[str, object] = {"status": str(status), "reason": reason}
    if despite:
        told["despite"] = list(despite)
    return _stored(session, actor, held, action, before, told)


def _stored(
    session: Session,
    actor: Actor,
    held: Case,
    action: str,
    before: Mapping[str, object],
    after: Mapping[str, object],
) -> CaseView:
    store_case(session, actor, held, action, after, before=before)
    return rows.case_view(session, held, clock.now())


def _put_back(session: Session, actor: Actor, held: Case) -> None:
    """Open again what the case's cancelling had cancelled."""
    query = select(Step).where(
        col(Step.case_id) == held.id,
        col(Step.status) == StepStatus.CANCELLED,
        col(Step.kind) != StepKind.DECISION,  # what it decided goes ahead since
    )
    if held.kind is CaseKind.IDP_REMOVAL:
        # Of these cases an IdP cancels steps itself, when it gives an app again.
        query = query.where(col(Step.event_id).is_(None))
    steps = session.exec(query.with_for_update()).all()
    for step in steps:
        change_status(session, step, StepStatus.OPEN, actor, clock.now(), None)
        step.version += 1
        session.add(step)
    _plan_jobs(session, held, steps)


def _plan_jobs(session: Session, held: Case, steps: Sequence[Step]) -> None:
    planned = [
        (step.id or 0, step.kind, step.due_at)
        for step in steps
        if step.kind in KINDS and step.removal_id is None
    ]
    jobs.schedule_many(session, step_jobs(planned, held.effective_at))


def _refuse_other_open(session: Session, actor: Actor, held: Case) -> None:
    query = select(Case.id).where(
        col(Case.email) == held.email,
        col(Case.status) == CaseStatus.OPEN,
        col(Case.id) != held.id,
    )
    if other := session.exec(query).first():
        told = named_to(session, actor, other)
        raise Conflict(f"{held.email} has another open case{told}")


def _plain(held: Case) -> dict[str, object]:
    return {
        "effective": held.effective_at.isoformat(),
        "manager": held.manager,
        "hand_over_to": held.hand_over_to,
        "note": held.note,
    }
