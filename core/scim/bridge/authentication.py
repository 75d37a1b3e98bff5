"""Who calls the bridge: a bearer token or an access token, looked up on every request."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from scim2_models import ForbiddenException, UnauthorizedException
from sqlalchemy import Connection, bindparam, select, update

from core.catalog.values import App
from core.scim.bridge import tokens
from core.scim.bridge.tables import bridges, credentials
from core.scim.models import CredentialKind, Profile
from core.storage.prepared_statements import Prepared


class Client(NamedTuple):
    """An authenticated client and the bridge that it speaks to."""

    credential: int
    last_used_at: datetime | None
    bridge_id: str
    app_id: str
    app_name: str
    profile: Profile
    baseline: bool
    requests_per_second: int
    rules: Any


_apps = App.__table__  # type: ignore[attr-defined]
_parents = credentials.alias("parents")
_QUERY = Prepared(
    select(
        credentials.c.digest,
        credentials.c.kind,
        credentials.c.expires_at,
        credentials.c.revoked_at,
        _parents.c.revoked_at,
        bridges.c.enabled,
        credentials.c.id,
        credentials.c.last_used_at,
        bridges.c.id,
        bridges.c.app_id,
        _apps.c.name,
        bridges.c.profile,
        bridges.c.baseline,
        bridges.c.requests_per_second,
        bridges.c.rules,
    )
    .join(bridges, bridges.c.id == credentials.c.bridge_id)
    .join(_apps, _apps.c.id == bridges.c.app_id)
    .outerjoin(_parents, _parents.c.id == credentials.c.parent)
    .where(credentials.c.prefix == bindparam("prefix"), bridges.c.id == bindparam("bridge"))
)
_REFUSED = "The token is missing, wrong, expired or revoked."


def authenticate(
    connection: Connection, bridge: str, authorization: str | None, now: datetime
) -> Client:
    """The client with this ``Authorization`` header (RFC 6750 §2.1).

    Raises ``UnauthorizedException`` without saying which part was wrong, also for a bridge that
    does not exist; ``ForbiddenException`` for one that is switched off.
    """
    scheme, _, text = (authorization or "").partition(" ")
    prefix = tokens.prefix_of(text.strip())
    if scheme.lower() != "bearer" or prefix is None:
        raise UnauthorizedException(detail=_REFUSED)
    found = _QUERY.first(connection, {"prefix": prefix, "bridge": bridge})
    if found is None or not tokens.same(found[0], text.strip()):
        raise UnauthorizedException(detail=_REFUSED)
    _digest, kind, expires_at, *revoked, enabled = found[:6]
    rest = found[6:]
    expired = expires_at is not None and expires_at <= now
    if kind is CredentialKind.CLIENT_SECRET or any(revoked) or expired:
        raise UnauthorizedException(detail=_REFUSED)
    if not enabled:
        raise ForbiddenException(detail="This connection is switched off.")
    return Client(*rest)


def used_lately(client: Client, now: datetime) -> bool:
    """Whether the time of last use is known to the minute already."""
    return client.last_used_at is not None and now - client.last_used_at < timedelta(minutes=1)


def mark_used(connection: Connection, client: Client, now: datetime) -> None:
    """Note when the token was last used."""
    connection.execute(
        update(credentials).where(credentials.c.id == client.credential).values(last_used_at=now)
    )
