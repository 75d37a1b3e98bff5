"""Who sees what of a case: the one rule, as a function of values and as conditions of a query.

Never the leaver. All of a case that is not restricted sees whoever may read cases; of a restricted
one, those who are named and the overseers see all, and the owners of steps their own steps.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import IntEnum

from sqlalchemy import ColumnElement, and_, func, or_
from sqlmodel import Session, col, select

from core.actor import Actor, Role
from core.identity import service as identity
from core.offboarding.models import Case, CaseKind, Reader, Step

OVERSEERS = (Role.AUDITOR, Role.ADMINISTRATOR)
"""Roles that see restricted cases without being named."""


class Sight(IntEnum):
    """How much somebody sees of a case."""

    NOTHING = 0
    OWN_STEPS = 1
    ALL = 2


@dataclass(frozen=True)
class Viewer:
    """Who looks. ``known``: what they are called, in lower case; ``answers_to``: of that what means
    nobody else; ``works_as``: their groups too."""

    id: str
    known: frozenset[str]
    answers_to: frozenset[str]
    works_as: frozenset[str]
    oversees: bool

    @property
    def has_address(self) -> bool:
        """Without one, only the name tells whether a case is their own."""
        return any("@" in name for name in self.known)


def restricted_by_default(kind: CaseKind) -> bool:
    """Whether a case of which nobody says otherwise is restricted, whatever opens it."""
    return kind is CaseKind.INVOLUNTARY


def sight(
    viewer: Viewer,
    *,
    email: str,
    person: str,
    restricted: bool,
    readers: Collection[str],
    owners: Collection[str],
) -> Sight:
    """The rule. ``readers`` and ``owners`` in lower case, as they are stored."""
    is_own = email in viewer.known
    if not viewer.has_address:
        is_own = is_own or person.lower() in viewer.known
    if is_own:
        return Sight.NOTHING
    if viewer.oversees or not restricted or {*viewer.answers_to, viewer.id} & {*readers}:
        return Sight.ALL
    return Sight.OWN_STEPS if viewer.works_as & {*owners} else Sight.NOTHING


def viewer_of(session: Session, actor: Actor) -> Viewer:
    """The actor as one who looks at cases."""
    known = identity.known_as(session, actor)
    own = identity.answers_to(session, actor)
    return Viewer(actor.id, known, own, identity.works_as(session, actor), actor.role in OVERSEERS)


def visible(session: Session, actor: Actor) -> ColumnElement[bool]:
    """The condition on :class:`Case` that the actor sees all of it."""
    viewer = viewer_of(session, actor)
    return and_(not_own(viewer), _all_of(viewer))


def visible_steps(session: Session, actor: Actor) -> ColumnElement[bool]:
    """The condition on :class:`Step`, joined with its case, that the actor sees the step."""
    viewer = viewer_of(session, actor)
    return and_(not_own(viewer), or_(_all_of(viewer), owned_by(viewer)))


def not_own(viewer: Viewer) -> ColumnElement[bool]:
    """The condition that a case is not the viewer's own leaving."""
    known = sorted(viewer.known)
    own: ColumnElement[bool] = col(Case.email).in_(known)
    if not viewer.has_address:
        own = or_(own, func.lower(Case.person).in_(known))
    return ~own


def owned_by(viewer: Viewer) -> ColumnElement[bool]:
    """The condition that a step is the viewer's, or their group's."""
    return col(Step.owner_key).in_(sorted(viewer.works_as))


def _all_of(viewer: Viewer) -> ColumnElement[bool]:
    if viewer.oversees:
        return col(Case.id).is_not(None)
    who = [*sorted(viewer.answers_to), viewer.id]
    named = select(Reader.case_id).where(col(Reader.who).in_(who))
    return or_(~col(Case.restricted), col(Case.id).in_(named))
