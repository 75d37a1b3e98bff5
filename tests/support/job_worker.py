"""The process that the crash test kills: it runs jobs that write one row of proof each.

``python -m tests.support.job_worker DATABASE-URL EFFECTS-FILE``. A job of kind ``effect`` writes
its proof twice: once idempotently in the database, once as a line of a file, which counts the runs.
"""

import os
import sys
import time
from datetime import datetime

import core.app.schema  # noqa: F401 - defines every table
from core.identity.models import SpentAssertion
from core.jobs import dispatcher, outbox
from core.jobs import service as jobs
from core.jobs.service import Job
from core.storage.database import Database


def effect(database: Database, job: Job, now: datetime) -> None:
    """A step that takes a moment, and may be repeated."""
    line = os.open(sys.argv[2], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(line, f"{job.id}\n".encode())
    os.close(line)
    time.sleep(0.004)
    with database.write() as session:
        if session.get(SpentAssertion, job.key) is None:
            session.add(SpentAssertion(digest=job.key, at=now))
    time.sleep(0.002)


if __name__ == "__main__":
    jobs.handle("effect", effect)
    # Seconds instead of minutes: what the test waits for is the order of things, not the clock.
    outbox.LEASE *= 0.05
    dispatcher.SECONDS_BETWEEN_RENEWALS = 0.5
    dispatcher.SECONDS_BETWEEN_SWEEPS = 1.0
    dispatcher.SECONDS_BEFORE_THE_FIRST = 0.0
    database = Database(sys.argv[1])
    dispatcher.start(database)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while True:
        time.sleep(60)
