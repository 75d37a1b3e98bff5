"""Steps that nobody works because they happen automatically, and that do not happen now."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from core.actor import Actor
from core.jobs import service as jobs
from core.jobs.values import JOBS, Background, Work
from core.offboarding.models import UNFINISHED, CaseStatus, StepKind, StepStatus
from core.offboarding.steps.automation.scheduled_jobs import job_key
from core.offboarding.views import CaseView, OwnSteps, StepView
from core.rights import Action, require
from core.scim.values import REMOVAL_WORKER


@dataclass(frozen=True)
class HeldUp:
    """Why a step does not happen by itself: background work stands still, or its job has failed.

    ``since``: when background work last ran, ``None`` if it never has; ``failed``: the job of this
    step was given up, whether background work runs or not.
    """

    since: datetime | None
    problem: str | None
    failed: bool


def held_up(
    session: Session, actor: Actor, case: CaseView | OwnSteps, now: datetime
) -> dict[int, HeldUp]:
    """Of a case's steps that wait for background work those that wait in vain: step → why."""
    require(actor, Action.CASE_READ)
    if case.status is CaseStatus.CANCELLED:
        return {}
    waiting = [step for step in case.steps if _waits_for(step)]
    if not waiting:
        return {}
    background = jobs.background(session, now)
    given_up = jobs.failures(session, [job_key(step.id) for step in waiting])
    found = {}
    for step in waiting:
        failure = given_up.get(job_key(step.id))
        if failure is not None and step.removal is None:
            found[step.id] = HeldUp(None, failure, failed=True)
        elif why := _standstill(step, background):
            found[step.id] = why
    return found


def _waits_for(step: StepView) -> tuple[str, ...]:
    """Which workers must run for this step to be done automatically; none for people's steps."""
    if step.status not in UNFINISHED:
        return ()
    if step.kind in (StepKind.WAIT, StepKind.OFFRAMP_ACCOUNT):
        return (JOBS,)
    if step.kind is not StepKind.SCIM:
        return ()
    if step.removal is None:
        return (JOBS, REMOVAL_WORKER)
    return () if step.status is StepStatus.BLOCKED else (REMOVAL_WORKER,)


def _standstill(step: StepView, background: Background) -> HeldUp | None:
    needed = _waits_for(step)
    for worker in background.workers:
        if worker.worker in needed and worker.state is Work.STANDS_STILL:
            return HeldUp(worker.since, worker.problem, failed=False)
    return None
