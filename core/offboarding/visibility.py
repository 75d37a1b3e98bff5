"""Who sees which case: never the leaver, and a restricted one only those who are named."""

from sqlalchemy import ColumnElement, and_, func, or_
from sqlmodel import Session, col, select

from core.actor import Actor, Role
from core.identity import service as identity
from core.offboarding.models import Case, Reader

OVERSEERS = (Role.AUDITOR, Role.ADMINISTRATOR)
"""Roles that see restricted cases without being named."""


def visible(session: Session, actor: Actor) -> ColumnElement[bool]:
    """The condition on :class:`Case` that the actor may see it."""
    known = sorted(identity.known_as(session, actor))
    own: ColumnElement[bool] = col(Case.email).in_(known)
    if not any("@" in name for name in known):
        # An account without an address can only be compared by its name.
        own = or_(own, func.lower(Case.person).in_(known))
    if actor.role in OVERSEERS:
        return ~own
    named = select(Reader.case_id).where(col(Reader.who).in_([*known, actor.id]))
    return and_(~own, or_(~col(Case.restricted), col(Case.id).in_(named)))
