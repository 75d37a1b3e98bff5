"""Which apps a person has accounts of, as far as the bridges were told."""

from collections.abc import Iterable

from sqlalchemy import Connection
from sqlmodel import Session, col, select

from core.actor import Actor
from core.identity import service as identity
from core.rights import Action, require
from core.scim.bridge.resources import names_sql
from core.scim.models import Bridge, ScimName, ScimResource
from core.scim.person_names import spellings


def names_known(connection: Connection, names: Iterable[str]) -> frozenset[str]:
    """Every name of the person who has one of these, as far as bridges tell."""
    wanted = (spelling for name in names for spelling in spellings(name))
    return names_sql.all_names(connection, wanted)


def own_names(session: Session, actor: Actor) -> frozenset[str]:
    """What the actor's own person is called by apps, in lower case: what is done to accounts of
    theirs is, like their case, not for them."""
    person = identity.names_of_person(session, actor)
    # Without an address only the name tells whose it is.
    has_address = any("@" in each for each in person.handles)
    names = person.handles if has_address else person.handles | person.names
    return names | names_known(session.connection(), names)


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
