"""Drafts of the wizard: begun, answered, found again."""

import secrets
from collections.abc import Mapping
from typing import Any

from sqlmodel import Session, col, select

from core import clock
from core.actor import Actor
from core.advice.decisions.records import draft_view
from core.advice.models import AdviceDraft
from core.advice.recommendation.values import DraftView
from core.advice.situation.answers import NAMES
from core.audit import service as audit
from core.catalog import service as catalog
from core.catalog.values import Reading
from core.errors import Conflict, Invalid, NotFound
from core.rights import Action, require
from core.storage.quota import Quota

DRAFTS = Quota(
    500,
    "recommendations of one person that are not decided",
    "Decide or delete those that you no longer need.",
)


def start_draft(
    session: Session,
    actor: Actor,
    reading: Reading,
    app: str,
    answers: Mapping[str, Any] | None = None,
    *,
    replaces: int | None = None,
) -> DraftView:
    """Begin a run of the wizard; its id is the link that resumes it."""
    require(actor, Action.ADVICE_DRAFT)
    entry = catalog.find_app(session, actor, reading, app)
    DRAFTS.leave_room(
        session,
        AdviceDraft,
        col(AdviceDraft.updated_by) == actor.name,
        col(AdviceDraft.decision_id).is_(None),
    )
    draft = AdviceDraft(
        id=secrets.token_urlsafe(9),
        app_id=entry.id,
        app_name=entry.name,
        answers=dict(answers or {}),
        replaces=replaces,
        updated_at=clock.now(),
        updated_by=actor.name,
    )
    session.add(draft)
    session.flush()
    audit.record(
        session,
        actor,
        "advice.start",
        f"draft:{draft.id}",
        after={"app": entry.id, **draft.answers},
    )
    return draft_view(draft, app_exists=True)


def draft(session: Session, actor: Actor, reading: Reading, draft_id: str) -> DraftView:
    """A run of the wizard; raises :class:`NotFound` for a link that leads nowhere."""
    require(actor, Action.ADVICE_READ)
    row = session.get(AdviceDraft, draft_id)
    if row is None:
        raise NotFound("There is no draft at this link.", hint="Start the recommendation again.")
    entry = catalog.catalog(session, actor, reading).apps.get(row.app_id)
    return draft_view(row, app_exists=entry is not None and not entry.withdrawn)


def drafts(session: Session, actor: Actor) -> list[DraftView]:
    """Runs that have not led to a decision, the newest first."""
    require(actor, Action.ADVICE_READ)
    rows = session.exec(
        select(AdviceDraft)
        .where(col(AdviceDraft.decision_id).is_(None))
        .order_by(col(AdviceDraft.updated_at).desc())
        .limit(50)
    )
    return [draft_view(row, app_exists=True) for row in rows]


def save_draft(
    session: Session, actor: Actor, draft_id: str, answers: Mapping[str, Any], version: int
) -> int:
    """Store answers; the new version. Raises :class:`Conflict` when somebody else did meanwhile."""
    require(actor, Action.ADVICE_DRAFT)
    row = session.get(AdviceDraft, draft_id)
    if row is None:
        raise NotFound("This draft no longer exists.", hint="Start the recommendation again.")
    for name in answers:
        if name not in NAMES:
            raise Invalid(f"There is no question {name!r}.", field=name)
    before = row.answers
    if before == dict(answers):
        # Whoever gave them: a second click on the same button is no quarrel with oneself.
        return row.version
    if row.version != version:
        raise Conflict(
            f"{row.updated_by} changed this draft at {{at}}.",
            hint="Your answer was not saved. Reload to continue from theirs.",
            at=row.updated_at,
        )
    row.answers, row.version = dict(answers), row.version + 1
    row.updated_at, row.updated_by = clock.now(), actor.name
    session.add(row)
    session.flush()
    audit.record(
        session, actor, "advice.answer", f"draft:{draft_id}", before=before, after=row.answers
    )
    return row.version


def delete_draft(session: Session, actor: Actor, draft_id: str) -> None:
    """Throw a draft away; raises :class:`NotFound`, and :class:`Conflict` once it was decided."""
    require(actor, Action.ADVICE_DRAFT)
    row = session.get(AdviceDraft, draft_id)
    if row is None:
        raise NotFound("This draft was deleted already.")
    if row.decision_id is not None:
        raise Conflict(f"This draft has become decision {row.decision_id}, which stays.")
    before = {"app": row.app_id, **row.answers}
    session.delete(row)
    audit.record(session, actor, "advice.discard", f"draft:{draft_id}", before=before)
