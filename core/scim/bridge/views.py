"""Bridge connections at a glance: two statements, however many connections there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, ScalarSelect, func
from sqlmodel import Session, col, select

from core.catalog.values import App
from core.scim.bridge.tables import resources
from core.scim.models import (
    Bridge,
    BridgeCredential,
    BridgeEvent,
    CredentialKind,
    Profile,
    WorkState,
)

MOST_LIVE = 2
"""Tokens of one kind that are valid at a time: one in use, one to change over to."""


@dataclass(frozen=True)
class CredentialView:
    """A token as it may be shown: never its text."""

    id: int
    kind: CredentialKind
    prefix: str
    created_at: datetime
    created_by: str
    last_used_at: datetime | None
    revoked_at: datetime | None


C = TypeVar("C", CredentialView, BridgeCredential)


@dataclass(frozen=True)
class BridgeView:
    """A bridge connection with what is worth seeing at a glance."""

    id: str
    app_id: str
    app_name: str
    name: str
    profile: Profile
    enabled: bool
    baseline: bool
    requests_per_second: int
    token_minutes: int
    version: int
    created_at: datetime
    deleted_at: datetime | None
    users: int
    groups: int
    open_work: int
    last_event_at: datetime | None
    credentials: tuple[CredentialView, ...]

    @property
    def path(self) -> str:
        """Path of the base URL."""
        return f"/scim/v2/{self.id}"


def _held(kind: str) -> ScalarSelect[Any]:
    mine = resources.c.bridge_id == Bridge.id, resources.c.kind == kind
    return select(func.count()).select_from(resources).where(*mine).scalar_subquery()


_MINE = col(BridgeEvent.bridge_id) == Bridge.id
_LIVE = col(BridgeEvent.state).in_([WorkState.OPEN, WorkState.PENDING, WorkState.HELD])
_OPEN_WORK = select(func.count()).select_from(BridgeEvent).where(_MINE, _LIVE).scalar_subquery()
_NEWEST_FIRST = select(BridgeEvent.at).where(_MINE).order_by(col(BridgeEvent.id).desc())
_LAST_EVENT = _NEWEST_FIRST.limit(1).scalar_subquery()
_BRIDGES = (
    select(Bridge)
    .add_columns(col(App.name), _held("User"), _held("Group"), _OPEN_WORK, _LAST_EVENT)
    .join(App, col(App.id) == Bridge.app_id, isouter=True)
    .order_by(col(Bridge.app_id), col(Bridge.created_at))
)


def bridge_views(session: Session, *where: ColumnElement[bool]) -> list[BridgeView]:
    """Connections as they are shown, by app."""
    found = session.execute(_BRIDGES.where(*where)).all()
    owned = credentials_of(session, [bridge.id for bridge, *_ in found])
    return [
        BridgeView(
            id=bridge.id,
            app_id=bridge.app_id,
            app_name=app_name or bridge.app_id,
            name=bridge.name,
            profile=bridge.profile,
            enabled=bridge.enabled,
            baseline=bridge.baseline,
            requests_per_second=bridge.requests_per_second,
            token_minutes=bridge.token_minutes,
            version=bridge.version,
            created_at=bridge.created_at,
            deleted_at=bridge.deleted_at,
            users=users,
            groups=groups,
            open_work=open_work,
            last_event_at=last,
            credentials=tuple(_shown(each) for each in owned if each.bridge_id == bridge.id),
        )
        for bridge, app_name, users, groups, open_work, last in found
    ]


def credentials_of(session: Session, bridges: Sequence[str]) -> Sequence[BridgeCredential]:
    """Tokens and client secrets of these connections, the oldest first; no access tokens."""
    query = select(BridgeCredential).where(
        col(BridgeCredential.bridge_id).in_(bridges),
        col(BridgeCredential.kind) != CredentialKind.ACCESS_TOKEN,
    )
    return session.exec(query.order_by(col(BridgeCredential.id))).all()


def ended_by_next(credentials: Sequence[C], kind: CredentialKind) -> Sequence[C]:
    """Which of a connection's credentials (the oldest first) end when one more is made."""
    live = [each for each in credentials if each.kind is kind and not each.revoked_at]
    return live[: max(0, len(live) - MOST_LIVE + 1)]


def _shown(each: BridgeCredential) -> CredentialView:
    return CredentialView(
        each.id or 0,
        each.kind,
        each.prefix,
        each.created_at,
        each.created_by,
        each.last_used_at,
        each.revoked_at,
    )
