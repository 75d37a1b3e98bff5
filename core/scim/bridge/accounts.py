"""Which apps a person has accounts of, as far as the bridges were told."""

from sqlmodel import Session, col, select

from core.actor import Actor
from core.rights import Action, require
from core.scim.comparison_form import key
from core.scim.models import Bridge, ScimResource


def apps_of(session: Session, actor: Actor, user_name: str) -> frozenset[str]:
    """Apps whose bridge holds an active User of this name (RFC 7643 §4.1.1: in any case)."""
    require(actor, Action.SCIM_READ)
    query = (
        select(Bridge.app_id)
        .join(ScimResource, col(ScimResource.bridge_id) == col(Bridge.id))
        .where(
            col(ScimResource.user_name) == key(user_name, False),
            col(ScimResource.active).is_not(False),
        )
    )
    return frozenset(session.exec(query))
