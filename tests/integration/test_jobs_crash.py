"""The process that runs jobs is killed at random moments: no job is lost, none is half done.

Four kills here; OFFRAMP_TEST_KILLS=100 for the full number.
"""

import os
import random
import sys
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select

from core.identity.models import SpentAssertion
from core.jobs import service as jobs
from core.jobs.models import Job as Row
from core.jobs.models import JobState
from core.jobs.service import Wanted
from core.storage.database import Database
from tests.support.processes import Worker

KILLS = int(os.environ.get("OFFRAMP_TEST_KILLS", "4"))
PER_KILL = 60
PATIENCE = 90


def start(url: str, effects: Path) -> Worker:
    return Worker("tests.support.job_worker", url, str(effects))


def test_jobs_survive_sigkill(database: Database, tmp_path: Path) -> None:
    url = database.url
    dice = random.Random(11)
    effects = tmp_path / "effects"
    effects.touch()
    scheduled = 0
    worker = start(url, effects)
    for _ in range(KILLS):
        # Acknowledged work: some of it due at once, some within the next seconds.
        now = datetime.now(UTC)
        with database.write() as session:
            jobs.schedule_many(
                session,
                [
                    Wanted("effect", f"e{scheduled + n}", None,
                           now + timedelta(seconds=dice.choice((0, 0, 1, 2))))
                    for n in range(PER_KILL)
                ],
            )  # fmt: skip
        scheduled += PER_KILL
        # From before DBOS is there until the middle of a batch.
        time.sleep(dice.uniform(0.2, 3.0))
        worker.kill()
        worker = start(url, effects)
    states: Counter[JobState] = Counter()
    done, deadline = 0, time.monotonic() + PATIENCE
    while states[JobState.DONE] < scheduled and time.monotonic() < deadline:
        time.sleep(0.2)
        if states[JobState.DONE] > done:  # a slow machine may take its time, but not stand still
            done, deadline = states[JobState.DONE], time.monotonic() + PATIENCE
        with database.read() as session:
            rows = session.execute(select(Row.state, func.count()).group_by(Row.state))  # type: ignore[call-overload]
            states = Counter({state: int(number) for state, number in rows})
    worker.kill()
    assert states == {JobState.DONE: scheduled}
    with database.read() as session:
        proofs = session.execute(select(func.count()).select_from(SpentAssertion)).scalar()
    assert proofs == scheduled
    runs = Counter(effects.read_text().split())
    assert len(runs) == scheduled
    repeated = sum(runs.values()) - scheduled
    sys.stdout.write(f"{KILLS} kills, {scheduled} jobs, {repeated} runs repeated\n")
    # Only what was under way when the process died may have run twice.
    assert repeated <= KILLS * 8
