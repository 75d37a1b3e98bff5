"""What happens by itself in a case, and when: jobs of the outbox. Pure."""

from collections.abc import Iterable
from datetime import datetime

from core.jobs.values import Wanted
from core.offboarding.models import StepKind

START = "step.start"
"""A SCIM step sends its removal, at the effective moment."""
FINISH = "step.finish-wait"
"""A waiting step is done, when it is due."""

ACCOUNT = "step.offramp-account"
"""The leaver's own account here is disabled, at the effective moment."""

KINDS = {StepKind.SCIM: START, StepKind.WAIT: FINISH, StepKind.OFFRAMP_ACCOUNT: ACCOUNT}
"""Which steps happen by themselves, and by which kind of job."""


def job_key(step_id: int) -> str:
    """The key under which a step's job is known."""
    return f"step:{step_id}"


def step_jobs(steps: Iterable[tuple[int, StepKind, datetime]], effective: datetime) -> list[Wanted]:
    """The jobs of steps given as (id, kind, due)."""
    return [
        Wanted(
            kind=KINDS[kind],
            key=job_key(step_id),
            payload={"step": step_id},
            run_at=due if kind is StepKind.WAIT else effective,
        )
        for step_id, kind, due in steps
    ]
