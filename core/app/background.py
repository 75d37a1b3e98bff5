"""Every room's background work, connected once in each process."""

from core.app import wiring
from core.identity import session_cleanup
from core.jobs import service as jobs
from core.notify import sending
from core.offboarding.reminders import job
from core.scim.bridge.events import retry


def connect() -> None:
    """Say which function does which kind of job; called once, before anything runs."""
    wiring.connect()
    jobs.repeat(session_cleanup.KIND, session_cleanup.EVERY, session_cleanup.forget_sessions)
    jobs.repeat(retry.KIND, retry.EVERY, retry.hand_over_again)
    jobs.handle(sending.KIND, sending.send)
    jobs.repeat(job.KIND, job.EVERY, job.remind)
