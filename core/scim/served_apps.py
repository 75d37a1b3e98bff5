"""Which apps are set up for SCIM in either direction: all that a route has to know of it."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session, col, select

from core.actor import Actor
from core.rights import Action, require
from core.scim.models import Bridge, Outbound, Profile


@dataclass(frozen=True)
class ServedApps:
    """App → the enabled outbound connection; app → the IdP of its enabled bridge, where the
    bridge's profile says which that is."""

    connections: Mapping[str, int]
    bridges: Mapping[str, str | None]


def served_apps(session: Session, actor: Actor) -> ServedApps:
    """What is set up, without anything of how: whoever may see the stack may know this."""
    require(actor, Action.STACK_READ)
    enabled = select(Outbound.app_id, Outbound.id).where(col(Outbound.enabled))
    bridged = select(Bridge.app_id, Bridge.profile).where(col(Bridge.enabled))
    return ServedApps(
        {app: number or 0 for app, number in session.exec(enabled.order_by(col(Outbound.id)))},
        {
            app: None if profile is Profile.STRICT else str(profile)
            for app, profile in session.exec(bridged.order_by(col(Bridge.created_at)))
        },
    )
