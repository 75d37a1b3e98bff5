"""The rows of the outbox that workers sign, and what is read of them."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select, update
from sqlmodel import Session

from core.jobs import outbox, registry
from core.jobs.health import GRACE, JOBS, Background, Overdue, Signature, judge
from core.jobs.models import ENDED, Job, JobState
from core.jobs.values import Wanted

LONGEST_PROBLEM = 500

_job: Any = Job.__table__  # type: ignore[attr-defined]
_WAITS = (JobState.WAITING, JobState.HANDED_OVER)


def kind_of(worker: str) -> str:
    """Kind and key of the row that this worker signs."""
    return f"{worker}.alive"


def start_over(session: Session, worker: str, now: datetime) -> None:
    """A process starts this worker, which has until the end of the grace to show that it works."""
    kind = kind_of(worker)
    outbox.put_if_new(session, Wanted(kind, kind, None, now), now)
    mine = update(_job).where(_job.c.key == kind)
    session.execute(mine.values(run_at=now, next_at=now))
    if worker == JOBS:
        ended = mine.where(_job.c.state.in_(ENDED))
        session.execute(ended.values(state=JobState.WAITING, attempts=0))


def sign(session: Session, worker: str, every: timedelta, now: datetime) -> None:
    """A worker that is none of ours has worked, and signs again within ``every``."""
    kind = kind_of(worker)
    outbox.put_if_new(session, Wanted(kind, kind, None, now), now)
    values = {"run_at": now, "next_at": now + every, "finished_at": now, "problem": None}
    session.execute(update(_job).where(_job.c.key == kind).values(state=JobState.DONE, **values))


def note_problem(session: Session, worker: str, problem: str, now: datetime) -> None:
    """What keeps a worker from working, for whoever asks why it stands still."""
    kind = kind_of(worker)
    outbox.put_if_new(session, Wanted(kind, kind, None, now), now)
    session.execute(
        update(_job).where(_job.c.key == kind).values(problem=problem[:LONGEST_PROBLEM])
    )


def background(session: Session, now: datetime) -> Background:
    """How all workers are."""
    keys = {kind_of(worker): worker for worker in (JOBS, *registry.workers)}
    rows = session.execute(
        select(
            _job.c.key, _job.c.next_at, _job.c.finished_at, _job.c.created_at, _job.c.problem
        ).where(_job.c.key.in_(list(keys)))
    )
    signed = {keys[row.key]: Signature(*row[1:]) for row in rows}
    ours = judge(
        JOBS,
        signed.get(JOBS),
        now,
        overdue=_overdue(session, now, list(keys)),
        is_busy=_is_busy(session, now),
    )
    others = (judge(each, signed.get(each), now) for each in registry.workers)
    return Background((ours, *others))


def _overdue(session: Session, now: datetime, signatures: list[str]) -> Overdue:
    rows = session.execute(
        select(_job.c.kind, func.count(), func.min(_job.c.next_at))
        .where(_job.c.state.in_(_WAITS), _job.c.next_at <= now, _job.c.key.not_in(signatures))
        .group_by(_job.c.kind)
    ).all()
    return Overdue(
        {kind: int(number) for kind, number, _ in rows},
        min((oldest for _, _, oldest in rows), default=None),
    )


def _is_busy(session: Session, now: datetime) -> bool:
    """Whether a process says of a job that it runs, or one has just ended."""
    runs = select(_job.c.id).where(_job.c.state == JobState.RUNNING, _job.c.held_until >= now)
    ended = select(_job.c.id).where(
        _job.c.finished_at.between(now - GRACE, now + GRACE),
        _job.c.state.in_((JobState.DONE, JobState.FAILED)),
        _job.c.key.not_in([kind_of(worker) for worker in registry.workers]),
    )
    return any(session.execute(each.limit(1)).first() is not None for each in (runs, ended))
