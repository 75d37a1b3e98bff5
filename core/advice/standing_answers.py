"""Answers that the organisation gives once, for every app: duty, third parties, work by hand."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlmodel import Session

from core.actor import Actor
from core.advice.models import OrganisationAnswers
from core.audit import service as audit
from core.errors import Conflict, Invalid
from core.rights import Action, require

STANDING = (
    "removal_duty",
    "third_party_admin",
    "manual_work_by",
    "manual_capacity",
    "roles_from_idp",
    "idp_change",
)
"""The questions whose answer can hold for all apps."""


@dataclass(frozen=True)
class StandingAnswers:
    """What was said, by question; what is missing has the question's default."""

    answers: Mapping[str, Any] = field(default_factory=dict)
    version: int = 0
    """0: nobody has said anything yet."""
    updated_at: datetime | None = None
    updated_by: str = ""


def standing_answers(session: Session, actor: Actor) -> StandingAnswers:
    """The organisation's standing answers."""
    require(actor, Action.ADVICE_READ)
    row = session.get(OrganisationAnswers, 1)
    if row is None:
        return StandingAnswers()
    return StandingAnswers(row.answers, row.version, row.updated_at, row.updated_by)


def store(session: Session, actor: Actor, answers: Mapping[str, Any], version: int) -> None:
    """Store checked answers; raises :class:`Conflict` when somebody else did meanwhile."""
    require(actor, Action.ADVICE_DECIDE)
    for name in answers:
        if name not in STANDING:
            raise Invalid(
                f"{name} is answered for each app.",
                field=name,
                hint=f"Here: {', '.join(STANDING)}.",
            )
    row = session.get(OrganisationAnswers, 1, with_for_update=True)
    if (row.version if row else 0) != version:
        assert row is not None
        raise Conflict(
            f"{row.updated_by} changed these answers at {row.updated_at:%Y-%m-%d %H:%M} UTC.",
            hint="Your change was not saved. Reload, then make it again.",
        )
    before = dict(row.answers) if row else {}
    row = row or OrganisationAnswers(updated_at=datetime.now(UTC))
    row.answers, row.version = dict(answers), version + 1
    row.updated_at, row.updated_by = datetime.now(UTC), actor.name
    session.add(row)
    session.flush()
    audit.record(
        session, actor, "advice.standing", "organisation:1", before=before, after=row.answers
    )
