"""Who sees what of a case: the one rule, as a function of values and as conditions of a query.

Never the leaver. All of a case that is not restricted sees whoever may read cases; of a restricted
one, those who are named and the overseers see all, and the owners of steps their own steps.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import IntEnum

from sqlalchemy import ColumnElement, and_, func, or_
from sqlmodel import Session, col, select

from core.accounts import service as inventory
from core.actor import Actor, Role
from core.audit.values import Hidden
from core.identity import service as identity
from core.names import name_key
from core.offboarding.models import Case, CaseKind, Evidence, Identifier, Reader, Step
from core.offboarding.views import case_number
from core.scim import service as scim
from core.scim.values import Own as OwnAccounts
from core.storage.database import once

OVERSEERS = (Role.AUDITOR, Role.ADMINISTRATOR)
"""Roles that see restricted cases without being named."""


class Sight(IntEnum):
    """How much somebody sees of a case."""

    NOTHING = 0
    OWN_STEPS = 1
    ALL = 2


@dataclass(frozen=True)
class Viewer:
    """Who looks. ``own_cases``: those of their own leaving; ``answers_to``: what means them and
    nobody else, in lower case; ``works_as``: their groups too."""

    id: str
    own_cases: frozenset[int]
    answers_to: frozenset[str]
    works_as: frozenset[str]
    oversees: bool


def restricted_by_default(kind: CaseKind) -> bool:
    """Whether a case of which nobody says otherwise is restricted, whatever opens it."""
    return kind is CaseKind.INVOLUNTARY


def sight(
    viewer: Viewer,
    case: int,
    *,
    restricted: bool,
    readers: Collection[str],
    owners: Collection[str],
) -> Sight:
    """The rule. ``readers`` and ``owners`` in lower case, as they are stored."""
    if case in viewer.own_cases:
        return Sight.NOTHING
    if viewer.oversees or not restricted or {*viewer.answers_to, viewer.id} & {*readers}:
        return Sight.ALL
    return Sight.OWN_STEPS if viewer.works_as & {*owners} else Sight.NOTHING


def viewer_of(session: Session, actor: Actor) -> Viewer:
    """The actor as one who looks at cases; a page asks several times."""
    return once(session, ("viewer", actor), lambda: _viewer_of(session, actor))


def _viewer_of(session: Session, actor: Actor) -> Viewer:
    own = identity.answers_to(session, actor)
    works_as = own | identity.my_groups(session, actor)
    own_cases = cases_of_own_leaving(session, actor)
    return Viewer(actor.id, own_cases, own, works_as, actor.role in OVERSEERS)


def cases_of_own_leaving(session: Session, actor: Actor) -> frozenset[int]:
    """The cases of the person whom the actor's account belongs to.

    By any address or user name of their accounts that the case, or a bridge, knows the person by,
    and by the id that a provider made for them (``externalId``). By full name, as
    :func:`core.names.name_key` compares it, where no other account is known by address to be the
    leaver's: who might be meant does not look.
    """
    person = identity.names_of_person(session, actor)
    told = person.handles | scim.machine_made(person.ids)
    handles = {*told, *scim.names_known(session.connection(), told)}
    known = select(Identifier.case_id).where(col(Identifier.value).in_(handles))
    meant = or_(col(Case.email).in_(handles), col(Case.id).in_(known))
    own = set(session.exec(select(Case.id).where(meant)))
    called = {name_key(name) for name in (*person.names, actor.name)} - {""}
    for case, email, name in session.exec(
        select(Case.id, Case.email, Case.person).where(
            _may_be_called(session, called), col(Case.id).not_in(own)
        )
    ):
        if name_key(name) not in called:
            continue
        theirs = identity.accounts_of(session, email, name)
        if not any(each.is_certain and each.id not in person.accounts for each in theirs):
            own.add(case)
    return frozenset(case for case in own if case is not None)


def _may_be_called(session: Session, keys: Collection[str]) -> ColumnElement[bool]:
    """The condition that a case's person may have one of the names: fewer rows to compare.

    A name in ASCII has the longest word of its key in it. What others have is the comparison's
    affair alone: a database knows neither compatible letters (NFKC) nor all cases.
    """
    if session.get_bind().dialect.name == "sqlite":
        has_others: ColumnElement[bool] = col(Case.person).op("GLOB")("*[^ -~]*")
    else:
        has_others = func.octet_length(col(Case.person)) != func.char_length(col(Case.person))
    words = {max(key.split(), key=len) for key in keys if key.isascii()}
    found = (func.lower(Case.person).contains(word, autoescape=True) for word in sorted(words))
    return or_(has_others, *found)


def own_leaving_in_the_log(session: Session, actor: Actor) -> Hidden:
    """The entries of the audit log that are kept from the actor, whatever their role: about their
    own leaving, its evidence and removals, and what names the case or them as it does."""
    people = {f"person:{each}" for each in inventory.own_people(session, actor)}
    own = cases_of_own_leaving(session, actor)
    if not own:
        return Hidden(frozenset(people))
    accounts = own_leaving_in_scim(session, actor)
    evidence = session.exec(
        select(Evidence.case_id, Evidence.id).where(col(Evidence.case_id).in_(own))
    ).all()
    emails = session.exec(select(Case.email).where(col(Case.id).in_(own))).all()
    cases = {f"case:{case}" for case in own}
    objects = {
        *cases,
        *people,
        *(f"evidence:{case}/{number}" for case, number in evidence),
        *(f"scim-removal:{removal}" for removal in accounts.removals),
        *(f"scim-event:{event}" for event in accounts.events),
    }
    return Hidden(frozenset(objects), frozenset({*cases, *filter(None, emails)}))


def own_leaving_in_scim(session: Session, actor: Actor) -> OwnAccounts:
    """What the room of removals keeps from the actor: those of their own leaving, and what else is
    done to the accounts that their case, or their account here, knows them by."""
    own = cases_of_own_leaving(session, actor)
    if not own:
        return OwnAccounts()
    emails = session.exec(select(Case.email).where(col(Case.id).in_(own))).all()
    known = session.exec(select(Identifier.value).where(col(Identifier.case_id).in_(own))).all()
    steps = session.exec(
        select(Step.removal_id, Step.event_id).where(col(Step.case_id).in_(own))
    ).all()
    return OwnAccounts(
        frozenset(filter(None, (*emails, *known))),
        frozenset(removal for removal, _event in steps if removal),
        frozenset(event for _removal, event in steps if event),
    )


def visible(session: Session, actor: Actor) -> ColumnElement[bool]:
    """The condition on :class:`Case` that the actor sees all of it."""
    viewer = viewer_of(session, actor)
    return and_(not_own(viewer), _all_of(viewer))


def cases_seen(session: Session, actor: Actor, cases: Collection[int]) -> frozenset[int]:
    """Those of the cases of which the actor sees all."""
    if not cases:
        return frozenset()
    query = select(Case.id).where(col(Case.id).in_(sorted(cases)), visible(session, actor))
    return frozenset(case for case in session.exec(query) if case is not None)


def named_to(session: Session, actor: Actor, case: int) -> str:
    """How a sentence that tells of a case goes on: with its number for those who see it."""
    is_seen = case in cases_seen(session, actor, [case])
    return f": {case_number(case)}." if is_seen else ", which you do not see."


def visible_steps(session: Session, actor: Actor) -> ColumnElement[bool]:
    """The condition on :class:`Step`, joined with its case, that the actor sees the step."""
    viewer = viewer_of(session, actor)
    return and_(not_own(viewer), or_(_all_of(viewer), owned_by(viewer)))


def not_own(viewer: Viewer) -> ColumnElement[bool]:
    """The condition that a case is not the viewer's own leaving."""
    return col(Case.id).not_in(sorted(viewer.own_cases))


def owned_by(viewer: Viewer) -> ColumnElement[bool]:
    """The condition that a step is the viewer's, or their group's."""
    return col(Step.owner_key).in_(sorted(viewer.works_as))


def _all_of(viewer: Viewer) -> ColumnElement[bool]:
    if viewer.oversees:
        return col(Case.id).is_not(None)
    who = [*sorted(viewer.answers_to), viewer.id]
    named = select(Reader.case_id).where(col(Reader.who).in_(who))
    return or_(~col(Case.restricted), col(Case.id).in_(named))
