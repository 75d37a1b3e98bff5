"""Which apps are set up for SCIM in either direction: all that a route has to know of it."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session, col, select

from core.actor import Actor
from core.rights import Action, require
from core.scim.models import Bridge, Outbound


@dataclass(frozen=True)
class ServedApps:
    """App → the enabled outbound connection, and the apps with an enabled bridge."""

    connections: Mapping[str, int]
    bridged: frozenset[str]


def served_apps(session: Session, actor: Actor) -> ServedApps:
    """What is set up, without anything of how: whoever may see the stack may know this."""
    require(actor, Action.STACK_READ)
    enabled = select(Outbound.app_id, Outbound.id).where(col(Outbound.enabled))
    bridged = select(Bridge.app_id).where(col(Bridge.enabled))
    return ServedApps(
        {app: number or 0 for app, number in session.exec(enabled.order_by(col(Outbound.id)))},
        frozenset(session.exec(bridged)),
    )
