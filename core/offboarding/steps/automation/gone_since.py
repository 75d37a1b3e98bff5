"""Since when the account of a done removal is gone, as far as anything tells it."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from sqlalchemy import func
from sqlmodel import Session, col, select

from core.actor import SYSTEM
from core.offboarding.models import Evidence, EvidenceKind, Step, StepKind, StepStatus
from core.offboarding.progress.proven import TAKEN_AT_END, taken_at


def gone_since(session: Session, steps: Collection[int] | None = None) -> Mapping[int, datetime]:
    """Done step → when the oldest list was taken that finished it: of those that a list finished,
    of these steps or of all. Any other is done since somebody did it."""
    end = func.substr(Evidence.text, func.length(Evidence.text) - TAKEN_AT_END + 1)
    query = (
        select(Evidence.step_id, end, Step.finished_at)
        .join(Step, col(Step.id) == col(Evidence.step_id))
        .where(
            col(Evidence.kind) == EvidenceKind.SNAPSHOT,
            col(Evidence.at) >= col(Step.finished_at),
            col(Step.status) == StepStatus.DONE,
            col(Step.finished_by_id) == SYSTEM.id,
            col(Step.kind) == StepKind.MANUAL,
            col(Step.removes_access),
        )
    )
    if steps is not None:
        query = query.where(col(Step.id).in_(steps))
    found: dict[int, datetime] = {}
    for step, text, finished_at in session.exec(query):
        moment = taken_at(text or "")
        if moment is not None and finished_at is not None:
            found[step] = min(moment, found.get(step, finished_at))
    return found


def told_after(session: Session, step: Step, now: datetime) -> datetime:
    """Lists that were taken after this moment tell whether a done removal holds: after somebody
    did it; that of a list that finished it is told by that list itself, too."""
    return before_the_list(gone_since(session, [step.id or 0]), step, now)


def before_the_list(gone: Mapping[int, datetime], step: Step, now: datetime) -> datetime:
    """:func:`told_after`, of what :func:`gone_since` told."""
    listed = gone.get(step.id or 0)
    return listed - timedelta(microseconds=1) if listed else step.finished_at or now
