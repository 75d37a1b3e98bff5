"""The outbox's statements: each moves a job from one state to the next, or finds it moved.

A job's life is ``waiting → handed-over → running → done``; a failure leads back to ``waiting``.
Every statement names the state (and the hand-over) that it starts from, so that of two processes
one wins, whatever the order.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import CursorResult, Table, delete, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from core.jobs.models import ENDED, Job, JobState
from core.jobs.values import Job as JobValue
from core.jobs.values import Wanted

LEASE = timedelta(seconds=60)
EARLY = timedelta(seconds=1)
"""A job that comes this much too soon (two clocks) may run."""
MOST_SWEPT = 1_000
KEEP = timedelta(days=180)
"""How long ended jobs stay to be looked at."""

_job: Table = Job.__table__  # type: ignore[attr-defined]


class HandOver(NamedTuple):
    """One giving of a job to DBOS."""

    job: int
    number: int
    at: datetime

    @property
    def workflow(self) -> str:
        """The workflow's id: the outbox id, and which hand-over it is after the first."""
        return f"job-{self.job}" if self.number == 1 else f"job-{self.job}-{self.number}"


def put(session: Session, wanted: Iterable[Wanted], now: datetime) -> None:
    """Write jobs; one that is there already stays, unless its moment changed."""
    rows = [
        {
            "kind": each.kind,
            "key": each.key,
            "payload": each.payload,
            "run_at": each.run_at,
            "next_at": each.run_at,
            "created_at": now,
            "state": JobState.WAITING,
            "hand_overs": 0,
            "attempts": 0,
        }
        for each in wanted
    ]
    if not rows:
        return
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    statement: Any = sqlite.insert(_job) if is_sqlite else postgresql.insert(_job)
    new = statement.excluded
    moved = {name: new[name] for name in ("kind", "payload", "run_at", "next_at", "state")}
    session.connection().execute(
        statement.on_conflict_do_update(
            index_elements=["key"],
            set_=moved | {"attempts": 0, "problem": None, "finished_at": None, "held_by": None},
            where=or_(_job.c.run_at != new.run_at, _job.c.state == JobState.WITHDRAWN),
        ),
        rows,
    )


def put_if_new(session: Session, wanted: Wanted, now: datetime) -> None:
    """Write a job unless there is one with this key, whatever its moment."""
    known = session.execute(select(_job.c.id).where(_job.c.key == wanted.key)).first()
    if known is None:
        put(session, [wanted], now)


def id_of(session: Session, key: str) -> int:
    """The id of the job with this key."""
    return int(session.execute(select(_job.c.id).where(_job.c.key == key)).scalar_one())


def take_back(session: Session, key: str, now: datetime) -> bool:
    """Withdraw a job that has not ended; whether there was one."""
    return _changed(
        session,
        update(_job)
        .where(_job.c.key == key, _job.c.state.not_in(ENDED))
        .values(state=JobState.WITHDRAWN, finished_at=now, held_by=None),
    )


def is_due(session: Session, kinds: Collection[str], until: datetime) -> bool:
    """Whether anything is to be handed over: a look that takes no lock."""
    return session.execute(_due(kinds, until).limit(1)).first() is not None


def hand_over(
    session: Session, kinds: Collection[str], until: datetime, now: datetime, limit: int
) -> list[HandOver]:
    """Mark what is due until a moment as handed over, the longest due first."""
    chosen = _due(kinds, until).limit(limit).with_for_update(skip_locked=True)
    found = [HandOver(row.id, row.hand_overs + 1, row.next_at) for row in session.execute(chosen)]
    if found:
        session.execute(
            update(_job)
            .where(_job.c.id.in_([each.job for each in found]))
            .values(
                state=JobState.HANDED_OVER,
                hand_overs=_job.c.hand_overs + 1,
                handed_over_at=now,
            )
        )
    return found


def _due(kinds: Collection[str], until: datetime) -> Any:
    return (
        select(_job.c.id, _job.c.hand_overs, _job.c.next_at)
        .where(
            _job.c.state == JobState.WAITING, _job.c.next_at <= until, _job.c.kind.in_(list(kinds))
        )
        .order_by(_job.c.next_at, _job.c.id)
    )


def claim(session: Session, job: int, number: int, holder: str, now: datetime) -> JobValue | None:
    """Begin to run a hand-over; ``None`` when it is no longer the newest, or runs elsewhere."""
    mine = (_job.c.id == job, _job.c.hand_overs == number, _job.c.state == JobState.HANDED_OVER)
    early = update(_job).where(*mine, _job.c.next_at > now + EARLY)
    if _changed(session, early.values(state=JobState.WAITING)):
        return None  # the clock was set back meanwhile
    running = {"state": JobState.RUNNING, "held_by": holder, "held_until": now + LEASE}
    if not _changed(session, update(_job).where(*mine).values(running)):
        return None
    row = session.get_one(Job, job, populate_existing=True)
    return JobValue(job, row.kind, row.key, row.payload, row.run_at, row.attempts)


def renew(session: Session, running: Collection[int], holder: str, now: datetime) -> None:
    """Say that these are still being run."""
    session.execute(
        update(_job)
        .where(_job.c.id.in_(list(running)), _job.c.held_by == holder)
        .values(held_until=now + LEASE)
    )


def finish(session: Session, job: int, number: int, now: datetime) -> bool:
    """A run has ended well."""
    values = {"state": JobState.DONE, "finished_at": now, "problem": None, "held_by": None}
    return _changed(session, update(_job).where(*_run(job, number)).values(values))


def again(
    session: Session, job: int, number: int, at: datetime, attempts: int, problem: str
) -> bool:
    """A run has failed, and is tried again at a later moment."""
    values = {
        "state": JobState.WAITING,
        "next_at": at,
        "attempts": attempts,
        "problem": problem,
        "held_by": None,
    }
    return _changed(session, update(_job).where(*_run(job, number)).values(values))


def give_up(
    session: Session, job: int, number: int, now: datetime, attempts: int, problem: str
) -> bool:
    """A run has failed, for good."""
    values = {
        "state": JobState.FAILED,
        "finished_at": now,
        "attempts": attempts,
        "problem": problem,
        "held_by": None,
    }
    return _changed(session, update(_job).where(*_run(job, number)).values(values))


def _run(job: int, number: int) -> tuple[Any, ...]:
    return _job.c.id == job, _job.c.hand_overs == number, _job.c.state == JobState.RUNNING


def outstanding(session: Session, before: datetime) -> list[HandOver]:
    """What was handed over before a moment and has not begun, the longest waiting first.

    ``at`` is the moment since which it could have run.
    """
    chosen = (
        select(_job.c.id, _job.c.hand_overs, _job.c.next_at, _job.c.handed_over_at)
        .where(_job.c.state == JobState.HANDED_OVER, _job.c.handed_over_at < before)
        .order_by(_job.c.handed_over_at)
        .limit(MOST_SWEPT)
    )
    return [
        HandOver(row.id, row.hand_overs, max(row.next_at, row.handed_over_at))
        for row in session.execute(chosen)
    ]


def orphaned(session: Session, now: datetime) -> list[HandOver]:
    """What runs in a process that no longer says so."""
    chosen = select(_job.c.id, _job.c.hand_overs, _job.c.next_at).where(
        _job.c.state == JobState.RUNNING, _job.c.held_until < now
    )
    return [HandOver(*row) for row in session.execute(chosen)]


def hand_back(session: Session, found: Sequence[HandOver], state: JobState) -> None:
    """Let these hand-overs, if they are still in that state, be handed over anew."""
    for each in found:
        session.execute(
            update(_job)
            .where(_job.c.id == each.job, _job.c.hand_overs == each.number, _job.c.state == state)
            .values(state=JobState.WAITING, held_by=None)
        )


def release(session: Session) -> None:
    """Let what ran when the only process ended be claimed again by the same hand-over."""
    session.execute(
        update(_job)
        .where(_job.c.state == JobState.RUNNING)
        .values(state=JobState.HANDED_OVER, held_by=None)
    )


def repeat(session: Session, kind: str, every: timedelta, now: datetime) -> None:
    """Let a repeated job that has ended wait for its next time, at most ``every`` from now."""
    session.execute(
        update(_job)
        .where(_job.c.key == kind, _job.c.state.in_((JobState.DONE, JobState.FAILED)))
        .values(state=JobState.WAITING, run_at=now + every, next_at=now + every, attempts=0)
    )
    # Planned by a clock that was set back since: it would wait until that clock's time comes again.
    session.execute(
        update(_job)
        .where(_job.c.key == kind, _job.c.state == JobState.WAITING)
        .where(_job.c.run_at > now + every + LEASE)
        .values(run_at=now + every, next_at=now + every)
    )


def forget(session: Session, now: datetime) -> None:
    """Delete what ended long ago."""
    session.execute(delete(_job).where(_job.c.state.in_(ENDED), _job.c.finished_at < now - KEEP))


def retry(session: Session, job: int, now: datetime) -> bool:
    """Let a job that has failed for good be tried again."""
    return _changed(
        session,
        update(_job)
        .where(_job.c.id == job, _job.c.state == JobState.FAILED)
        .values(state=JobState.WAITING, next_at=now, attempts=0, finished_at=None),
    )


def counts(session: Session) -> dict[JobState, int]:
    """How many jobs are in each state."""
    rows = session.execute(select(_job.c.state, func.count()).group_by(_job.c.state))
    return {state: int(number) for state, number in rows}


def _changed(session: Session, statement: Any) -> bool:
    result: CursorResult[Any] = session.connection().execute(statement)
    return bool(result.rowcount)
