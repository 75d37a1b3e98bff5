"""What happens by itself in a case, and when: jobs of the outbox. Pure."""

from collections.abc import Iterable
from datetime import datetime

from core.jobs.values import Wanted
from core.offboarding.models import StepKind

START = "step.start"
"""A SCIM step sends its removal, at the effective moment."""
FINISH = "step.finish-wait"
"""A waiting step is done, when it is due."""


def job_key(step_id: int) -> str:
    """The key under which a step's job is known."""
    return f"step:{step_id}"


def step_jobs(steps: Iterable[tuple[int, StepKind, datetime]], effective: datetime) -> list[Wanted]:
    """The jobs of steps given as (id, kind, due)."""
    return [
        Wanted(
            kind=START if kind is StepKind.SCIM else FINISH,
            key=job_key(step_id),
            payload={"step": step_id},
            run_at=effective if kind is StepKind.SCIM else due,
        )
        for step_id, kind, due in steps
    ]
