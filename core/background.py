"""Every room's background work, connected once in each process."""

from core.identity import forgetting
from core.jobs import service as jobs
from core.notify import sending
from core.offboarding import reminding, wiring
from core.scim import handing_over


def connect() -> None:
    """Say which function does which kind of job; called once, before anything runs."""
    wiring.connect()
    jobs.repeat(forgetting.KIND, forgetting.EVERY, forgetting.forget_sessions)
    jobs.repeat(handing_over.KIND, handing_over.EVERY, handing_over.hand_over_again)
    jobs.handle(sending.KIND, sending.send)
    jobs.repeat(reminding.KIND, reminding.EVERY, reminding.remind)
