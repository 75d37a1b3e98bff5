"""Which accounts of a person are known to be active: what bridges hold, and what was read back."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import func
from sqlmodel import Session, col, select

from core.catalog.values import App
from core.scim.models import (
    Bridge,
    BridgeEvent,
    EventKind,
    Outbound,
    Removal,
    ScimName,
    ScimResource,
)
from core.scim.person_names import spellings

_GIVEN_OR_LEFT = (
    EventKind.USER_CREATED,
    EventKind.USER_REACTIVATED,
    EventKind.MEMBER_ADDED,
    EventKind.LAST_GROUP_LEFT,
)


class Knowledge(StrEnum):
    """Where it is known from."""

    BRIDGE = "bridge"
    """The IdP says so: the User that it keeps in a bridge is active."""
    READ_BACK = "read-back"
    """The app says so: the newest reading showed an active account."""


@dataclass(frozen=True)
class KnownAccount:
    """An account that is known to be active."""

    app: str
    app_name: str
    account: str
    """The name that it has there."""
    knowledge: Knowledge
    removal: int | None = None
    """Of a reading: the removal that it belongs to."""


def active_accounts(session: Session, names: frozenset[str]) -> list[KnownAccount]:
    """The person's accounts that are known to be active, by app.

    For the room that asks about one of its people; it has checked the right to see them.
    """
    found = [*_in_bridges(session, names), *_read_back(session, names)]
    return sorted(found, key=lambda each: (each.app_name.casefold(), each.knowledge, each.account))


def _in_bridges(session: Session, names: frozenset[str]) -> Iterable[KnownAccount]:
    mine = select(ScimName.resource_seq).where(col(ScimName.value).in_(names))
    query = (
        select(ScimResource, Bridge.app_id, App.name)
        .join(Bridge, col(Bridge.id) == col(ScimResource.bridge_id))
        .join(App, col(App.id) == col(Bridge.app_id))
        .where(col(ScimResource.seq).in_(mine), col(ScimResource.active).is_not(False))
    )
    for user, app, name in session.exec(query).all():
        # Who left the last group stays active in the IdP's own list; access is what they lost.
        newest = (
            select(BridgeEvent.kind)
            .where(
                BridgeEvent.bridge_id == user.bridge_id,
                BridgeEvent.resource_id == user.resource_id,
                col(BridgeEvent.kind).in_(_GIVEN_OR_LEFT),
            )
            .order_by(col(BridgeEvent.id).desc())
        )
        if session.exec(newest).first() is not EventKind.LAST_GROUP_LEFT:
            yield KnownAccount(app, name, user.user_name or "", Knowledge.BRIDGE)


def _read_back(session: Session, names: frozenset[str]) -> Iterable[KnownAccount]:
    query = (
        select(Removal, Outbound.app_id, App.name)
        .join(Outbound, col(Outbound.id) == col(Removal.outbound_id))
        .join(App, col(App.id) == col(Outbound.app_id))
        .where(col(Removal.account_active).is_(True))
    )
    for removal, app, name in session.exec(query).all():  # few: an index keeps them apart
        if spellings(removal.user).isdisjoint(names):
            continue
        later = select(Removal.id).where(
            Removal.outbound_id == removal.outbound_id,
            func.lower(Removal.user) == removal.user.lower(),
            col(Removal.id) > removal.id,
            col(Removal.account_active).is_(False),
        )
        if session.exec(later).first() is None:
            yield KnownAccount(app, name, removal.user, Knowledge.READ_BACK, removal.id)


def assigned_names(session: Session) -> list[tuple[str, str]]:
    """App and name, for each name of each user whom an IdP has assigned to it through a bridge.

    For the room that compares an app's own list with it.
    """
    query = (
        select(Bridge.app_id, ScimName.value)
        .join(ScimResource, col(ScimResource.bridge_id) == col(Bridge.id))
        .join(ScimName, col(ScimName.resource_seq) == col(ScimResource.seq))
        .where(ScimResource.kind == "User", col(ScimResource.active).is_not(False))
    )
    return [(app, value) for app, value in session.exec(query).all() if app]
