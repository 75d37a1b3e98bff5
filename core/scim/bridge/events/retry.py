"""Work whose hand-over failed is handed over again, by itself."""

from datetime import datetime, timedelta

from core.actor import SYSTEM
from core.jobs.values import Job
from core.scim.bridge.events.service import retry_pending
from core.storage.database import Database

KIND = "scim.hand-over-again"
EVERY = timedelta(minutes=5)


def hand_over_again(database: Database, _job: Job, _now: datetime) -> None:
    """Give pending orders to whoever carries the work; a handler of the outbox."""
    with database.write() as session:
        retry_pending(session, SYSTEM)
