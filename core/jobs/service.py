"""The jobs room's door: schedule work in the transaction that decides it.

``schedule`` writes a row of the outbox; once the transaction is committed, the running server
hands it to DBOS at its moment and calls the handler of its kind, at least once, until it ends
well. What is rolled back is never run; what is committed is never lost.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from core import clock
from core.actor import Actor
from core.audit import service as audit
from core.errors import NotFound
from core.jobs import outbox, registry, signatures
from core.jobs.health import EVERY, JOBS, Background
from core.jobs.models import Job as Row
from core.jobs.models import JobState
from core.jobs.runner import Runner
from core.jobs.sign_of_life import SignOfLife
from core.jobs.values import GiveUp, Handler, Job, JobView, Wanted
from core.rights import Action, require
from core.storage.database import Database

__all__ = [
    "GiveUp", "Handler", "Job", "JobState", "JobView", "Jobs", "SignOfLife", "Wanted", "background",
    "expect", "failures", "handle", "jobs", "repeat", "retry", "run_due", "schedule",
    "schedule_many", "show_that_jobs_run", "start_over", "withdraw",
]  # fmt: skip

handle = registry.handle
repeat = registry.repeat
expect = registry.expect
start_over = signatures.start_over


@dataclass(frozen=True)
class Jobs:
    """A page of jobs, and how many there are in each state."""

    counts: dict[JobState, int]
    found: list[JobView]


def schedule(session: Session, kind: str, key: str, payload: Any, run_at: datetime) -> int:
    """Ask for a job in this transaction; its id.

    The same key is the same job: nothing happens when it is there, unless ``run_at`` differs from
    what was asked for before (then it moves there, even when it had ended) or it was withdrawn.
    """
    outbox.put(session, [Wanted(kind, key, payload, run_at)], clock.now())
    return outbox.id_of(session, key)


def schedule_many(session: Session, wanted: Iterable[Wanted]) -> None:
    """As :func:`schedule`, for many at once."""
    outbox.put(session, wanted, clock.now())


def withdraw(session: Session, key: str) -> bool:
    """Take a job back; false when there is none that has not ended.

    One that runs in this moment runs to its end.
    """
    return outbox.take_back(session, key, clock.now())


def run_due(database: Database) -> int:
    """Run what is due now, one after the other, in this process and without DBOS; how many.

    For a database that no server serves yet, such as one that is being filled.
    """
    now = clock.now()
    with database.write() as session:
        found = outbox.hand_over(session, list(registry.handlers), now, now, limit=1_000)
    runner = Runner(database, clock.now)
    for each in found:
        runner.run(each.job, each.number)
    return len(found)


def jobs(
    session: Session,
    actor: Actor,
    *,
    states: Collection[JobState] = (),
    limit: int = 50,
    offset: int = 0,
) -> Jobs:
    """What waits, runs, has failed: what is tried next first, then what ended last."""
    require(actor, Action.CHANNEL_READ)
    chosen = select(Row).order_by(
        col(Row.finished_at).desc().nulls_first(), col(Row.next_at), col(Row.id)
    )
    if states:
        chosen = chosen.where(col(Row.state).in_(list(states)))
    rows = session.exec(chosen.limit(limit).offset(offset))
    return Jobs(outbox.counts(session), [_view(row) for row in rows])


def show_that_jobs_run() -> None:
    """Let jobs sign for themselves: by one that does nothing, every minute."""
    registry.repeat(signatures.kind_of(JOBS), EVERY, lambda _database, _job, _now: None)


def background(session: Session, now: datetime) -> Background:
    """Whether background work runs, since when not, why, and what waits for it."""
    return signatures.background(session, now)


def failures(session: Session, keys: Collection[str]) -> dict[str, str]:
    """Of these jobs those that have failed for good: key → what the last try said."""
    failed = select(Row).where(col(Row.key).in_(list(keys)), Row.state == JobState.FAILED)
    return {row.key: row.problem or "" for row in session.exec(failed)}


def retry(session: Session, actor: Actor, job: int) -> None:
    """Try a job that has failed for good once more, from now on."""
    require(actor, Action.CHANNEL_MANAGE)
    if not outbox.retry(session, job, clock.now()):
        raise NotFound(f"Job {job} has not failed, or is gone.", hint="See which jobs have failed.")
    audit.record(session, actor, "job.retry", f"job:{job}")


def _view(row: Row) -> JobView:
    assert row.id is not None
    return JobView(
        row.id, row.kind, row.key, row.state, row.run_at, row.next_at, row.finished_at,
        row.attempts, row.problem,
    )  # fmt: skip
