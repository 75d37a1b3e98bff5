"""Connects the room to what drives it: the outbox, the removal worker, the bridge."""

from core.jobs import service as jobs
from core.offboarding.idp.sink import CaseWork
from core.offboarding.steps import automatic
from core.offboarding.steps.schedule import FINISH, START
from core.scim.bridge.events import sink
from core.scim.outbound import runner


def connect() -> None:
    """Called once by each process, before anything runs."""
    jobs.handle(START, automatic.start_removal)
    jobs.handle(FINISH, automatic.finish_wait)
    runner.on_settled(automatic.removal_settled)
    sink.connect(CaseWork())
