"""Who leaves: the people of all cases that somebody sees, for finding a case by its person."""

from collections.abc import Collection, Sequence

from sqlmodel import Session, col, select

from core.actor import Actor
from core.offboarding.models import Case
from core.offboarding.views import CaseName
from core.offboarding.visibility import visible
from core.rights import Action, require


def case_people(session: Session, actor: Actor) -> Sequence[tuple[int, str, str]]:
    """Number, person and address of each case that the actor sees whole, the newest first.

    Plain rows: there are thousands, and a search reads them at every letter.
    """
    require(actor, Action.CASE_READ)
    query = select(Case.id, Case.person, Case.email).where(visible(session, actor))
    return [
        (row[0], row[1], row[2]) for row in session.execute(query.order_by(col(Case.id).desc()))
    ]


def case_names(session: Session, actor: Actor, cases: Collection[int]) -> list[CaseName]:
    """What tells these cases from others; those that the actor does not see whole are left out."""
    require(actor, Action.CASE_READ)
    found = session.exec(select(Case).where(col(Case.id).in_(cases), visible(session, actor)))
    return [
        CaseName(one.id or 0, one.person, one.email, one.status, one.effective_at, one.time_zone)
        for one in found
    ]
