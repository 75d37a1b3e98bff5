"""The process that the crash test kills: it works a case's steps and runs what is scheduled.

``python -m tests.support.case_worker DATABASE-URL CASE``. It says on stdout what it was told is
stored, after the commit: ``done STEP``.
"""

import sys

import core.app.schema  # noqa: F401 - defines every table
from core.actor import Actor, Role
from core.app import wiring
from core.errors import OfframpError
from core.jobs import dispatcher, outbox
from core.offboarding import service as offboarding
from core.offboarding.models import EvidenceKind, StepKind
from core.offboarding.views import NewEvidence
from core.storage.database import Database

WORKER = Actor("worker", "Worker", Role.OPERATOR, email="worker@example.com")
PROOF = NewEvidence(EvidenceKind.LINK, "https://tickets.example.com/1")


def work(database: Database, case_id: int) -> int:
    """Do what can be done; how many steps."""
    with database.read() as session:
        case = offboarding.case(session, WORKER, case_id)
    done = 0
    for step in case.steps:
        if step.kind is not StepKind.MANUAL or step.state != "open":
            continue
        try:
            with database.write() as session:
                offboarding.finish(session, WORKER, step.id, step.version, [PROOF])
        except OfframpError:
            continue
        done += 1
        sys.stdout.write(f"done {step.id}\n")
        sys.stdout.flush()
    return done


if __name__ == "__main__":
    # Seconds instead of minutes: what the test waits for is the order of things, not the clock.
    outbox.LEASE *= 0.05
    dispatcher.SECONDS_BETWEEN_RENEWALS = 0.5
    dispatcher.SECONDS_BETWEEN_SWEEPS = 1.0
    dispatcher.SECONDS_BEFORE_THE_FIRST = 0.0
    wiring.connect()
    database = Database(sys.argv[1])
    dispatcher.start(database)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while True:
        work(database, int(sys.argv[2]))
