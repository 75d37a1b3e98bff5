"""Ended sign-in sessions are forgotten after a while; the audit log keeps who came."""

from datetime import datetime, timedelta

from core.identity import sessions
from core.identity.devices import known
from core.jobs.values import Job
from core.storage.database import Database

KIND = "identity.forget-sessions"
EVERY = timedelta(days=1)
KEPT = timedelta(days=180)
"""From the end of a session. Until then its address counts as a place that the account knows."""


def forget_sessions(database: Database, _job: Job, now: datetime) -> None:
    """Delete sessions that ended, and devices last seen, long ago; a handler of the outbox."""
    with database.write() as session:
        sessions.forget(session, now - KEPT)
        known.forget(session, now)
