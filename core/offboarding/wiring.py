"""Connects the room to what drives it: the outbox, the removal worker, the bridge."""

from core.jobs import service as jobs
from core.offboarding import automatic
from core.offboarding.bridge_work import CaseWork
from core.offboarding.schedule import FINISH, START
from core.scim import removal_run, work


def connect() -> None:
    """Called once by each process, before anything runs."""
    jobs.handle(START, automatic.start_removal)
    jobs.handle(FINISH, automatic.finish_wait)
    removal_run.on_settled(automatic.removal_settled)
    work.connect(CaseWork())
