"""Answers that the organisation gives once, for every app: duty, third parties, work by hand."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from core import clock
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
_AGAIN = "Your change was not saved. Reload, then make it again."


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


def check_standing(names: Iterable[str]) -> None:
    """Raise :class:`Invalid` at a question that has no answer for all apps."""
    for name in names:
        if name not in STANDING:
            raise Invalid(
                f"{name} is answered for each app.",
                field=name,
                hint=f"Here: {', '.join(STANDING)}.",
            )


def store(session: Session, actor: Actor, answers: Mapping[str, Any], version: int) -> None:
    """Store checked answers; raises :class:`Conflict` when somebody else did meanwhile."""
    require(actor, Action.ADVICE_DECIDE)
    row = session.get(OrganisationAnswers, 1, with_for_update=True, populate_existing=True)
    if (row.version if row else 0) != version:
        if row is None:
            raise Conflict("None were saved so far.", hint=_AGAIN)
        said = f"{row.updated_by} changed the standing answers at {{at}}."
        raise Conflict(said, hint=_AGAIN, at=row.updated_at)
    before = dict(row.answers) if row else {}
    now = clock.now()
    kept = row or OrganisationAnswers(updated_at=now)
    kept.answers, kept.version = dict(answers), version + 1
    kept.updated_at, kept.updated_by = now, actor.name
    try:
        with session.begin_nested():
            session.add(kept)
    except IntegrityError:
        # Two who were the first at once.
        raise Conflict(
            "Someone else saved standing answers in the meantime.", hint=_AGAIN
        ) from None
    audit.record(
        session, actor, "advice.standing", "organisation:1", before=before, after=kept.answers
    )
