"""Which apps a person has accounts of, as far as bridges were told; and what is about one's own."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sqlalchemy import Connection
from sqlmodel import Session, col, select

from core.actor import Actor
from core.identity import service as identity
from core.rights import Action, require
from core.scim.bridge.resources import names_sql
from core.scim.models import Bridge, ScimName, ScimResource
from core.scim.person_names import machine_made, spellings


def names_known(connection: Connection, names: Iterable[str]) -> frozenset[str]:
    """Every name of the person who has one of these, as far as bridges tell."""
    wanted = (spelling for name in names for spelling in spellings(name))
    return names_sql.all_names(connection, wanted)


@dataclass(frozen=True)
class Own:
    """What is done to accounts of somebody's own: like their case, not for them."""

    names: frozenset[str] = frozenset()
    """What apps and bridges call the person, in lower case."""
    removals: frozenset[int] = frozenset()
    events: frozenset[int] = frozenset()


Ask = Callable[[Session, Actor], Own]
_asked: list[Ask] = []


def keep_from_leavers(ask: Ask) -> None:
    """Have this asked, too: the room of cases knows people by more than their account here does."""
    if ask not in _asked:
        _asked.append(ask)


def own_accounts(session: Session, actor: Actor) -> Own:
    """What of this room is about the actor's own accounts, whatever their role."""
    person = identity.names_of_person(session, actor)
    # Without an address only the name tells whose it is.
    has_address = any("@" in each for each in person.handles)
    names = person.handles if has_address else person.handles | person.names
    told = [ask(session, actor) for ask in _asked]
    names = names.union(machine_made(person.ids), *(own.names for own in told))
    return Own(
        names | names_known(session.connection(), names),
        frozenset().union(*(own.removals for own in told)),
        frozenset().union(*(own.events for own in told)),
    )


def apps_of(session: Session, actor: Actor, name: str) -> frozenset[str]:
    """Apps whose bridge holds an active User of the person who is known by this name."""
    require(actor, Action.SCIM_READ)
    names = names_known(session.connection(), [name])
    query = (
        select(Bridge.app_id)
        .join(ScimResource, col(ScimResource.bridge_id) == col(Bridge.id))
        .join(ScimName, col(ScimName.resource_seq) == col(ScimResource.seq))
        .where(col(ScimName.value).in_(names), col(ScimResource.active).is_not(False))
    )
    return frozenset(session.exec(query))
