"""Use cases of outbound connections: made, listed, switched, given a new secret."""

from dataclasses import dataclass, field, fields
from datetime import datetime
from ipaddress import ip_network

from sqlmodel import Session, col, select

from core import clock
from core.actor import Actor
from core.audit import service as audit
from core.catalog.values import App
from core.errors import Conflict, Invalid, NotFound
from core.net import guard
from core.rights import Action, require
from core.scim import vault
from core.scim.app_lookup import find_app
from core.scim.models import AuthKind, Outbound
from core.scim.outbound.discovery import Remark
from core.storage.quota import Quota


@dataclass(frozen=True)
class ConnectionInput:
    """What an administrator enters for a connection."""

    app: str
    base_url: str
    auth: AuthKind
    secret: str = field(repr=False)
    name: str | None = None
    user_name: str | None = None
    token_url: str | None = None
    scope: str | None = None
    allowed_networks: tuple[str, ...] = ()
    allow_http: bool = False
    deletes: bool = False
    verify_after_seconds: int = 0
    most_at_once: int = 4


@dataclass(frozen=True)
class OutboundView:
    """A connection as it may be shown: never its secret."""

    id: int
    app_id: str
    app_name: str
    name: str
    base_url: str
    auth: AuthKind
    user_name: str | None
    token_url: str | None
    scope: str | None
    allow_http: bool
    deletes: bool
    enabled: bool
    verify_after_seconds: int
    most_at_once: int
    allowed_networks: tuple[str, ...]
    tested_at: datetime | None
    report: tuple[Remark, ...]
    closed_until: datetime | None
    version: int

    def as_entered(self) -> ConnectionInput:
        """What was entered for it, with an empty secret: the one that is stored stays."""
        names = [
            each.name for each in fields(ConnectionInput) if each.name not in ("app", "secret")
        ]
        kept = {name: getattr(self, name) for name in names}
        return ConnectionInput(app=self.app_id, secret="", **kept)


CONNECTIONS = Quota(500, "SCIM connections", "Delete one that is no longer used.")


def connect(
    session: Session,
    actor: Actor,
    wanted: ConnectionInput,
    *,
    resolver: guard.Resolver = guard.system_resolver,
) -> OutboundView:
    """Make a connection. Its address is checked now, and again at every use."""
    require(actor, Action.SCIM_CONFIGURE)
    check(wanted, resolver)
    CONNECTIONS.leave_room(session, Outbound)
    app = find_app(session, actor, wanted.app)
    row = Outbound(
        app_id=app.id,
        name=(wanted.name or app.name)[:200],
        base_url=wanted.base_url.rstrip("/"),
        auth=wanted.auth,
        user_name=wanted.user_name,
        secret=vault.encrypt(wanted.secret),
        token_url=wanted.token_url,
        scope=wanted.scope,
        allowed_networks=list(wanted.allowed_networks),
        allow_http=wanted.allow_http,
        deletes=wanted.deletes,
        verify_after_seconds=wanted.verify_after_seconds,
        most_at_once=wanted.most_at_once,
        created_at=clock.now(),
        created_by=actor.name,
    )
    session.add(row)
    session.flush()
    after = {
        "app": app.id,
        "base_url": row.base_url,
        "auth": str(row.auth),
        "deletes": row.deletes,
        "allowed_networks": list(row.allowed_networks),
    }
    audit.record(session, actor, "scim.connect", f"scim-outbound:{row.id}", after=after)
    return outbound_view(row, app)


def check(wanted: ConnectionInput, resolver: guard.Resolver) -> None:
    """Raises :class:`Invalid` for what cannot be used, addresses included."""
    if not wanted.secret.strip():
        raise Invalid("The connection needs a token, password or client secret.", field="secret")
    if wanted.auth is not AuthKind.BEARER and not wanted.user_name:
        raise Invalid("This sign-in needs a user name or client id.", field="user_name")
    if not 0 <= wanted.verify_after_seconds <= 7 * 86_400:
        raise Invalid("Verify after: 0 seconds to 7 days.", field="verify_after_seconds")
    if not 1 <= wanted.most_at_once <= 32:
        raise Invalid("At once: 1 to 32.", field="most_at_once")
    for network in wanted.allowed_networks:
        try:
            ip_network(network, strict=False)
        except ValueError:
            raise Invalid(
                f"{network!r} is no network.", field="allowed_networks", hint="10.1.2.0/24"
            ) from None
    urls = [wanted.base_url]
    if wanted.auth is AuthKind.OAUTH:
        urls.append(wanted.token_url or "")
    for url in urls:
        try:
            guard.check(
                url,
                allow_http=wanted.allow_http,
                allowed=wanted.allowed_networks,
                resolver=resolver,
            )
        except ConnectionError as problem:
            raise Invalid(str(problem), field="base_url") from None


def connections(session: Session, actor: Actor) -> list[OutboundView]:
    """All connections, by app."""
    require(actor, Action.SCIM_READ)
    query = select(Outbound).where(col(Outbound.deleted_at).is_(None))
    rows = session.exec(query.order_by(col(Outbound.app_id), col(Outbound.id))).all()
    return [outbound_view(row, session.get(App, row.app_id)) for row in rows]


def set_enabled(session: Session, actor: Actor, connection: int, version: int, on: bool) -> None:
    """Switch a connection on or off; off, nothing is sent, and removals wait."""
    require(actor, Action.SCIM_CONFIGURE)
    row = fresh_row(session, connection, version)
    before, row.enabled, row.version = row.enabled, on, row.version + 1
    session.add(row)
    obj = f"scim-outbound:{connection}"
    audit.record(
        session, actor, "scim.switch", obj, before={"enabled": before}, after={"enabled": on}
    )


def change_secret(
    session: Session, actor: Actor, connection: int, version: int, secret: str
) -> OutboundView:
    """Replace the token, password or client secret: the old one has expired, or is known.

    What waits because the app did not let us in is tried at once.
    """
    require(actor, Action.SCIM_CONFIGURE)
    if not secret.strip():
        raise Invalid("The connection needs a token, password or client secret.", field="secret")
    row = fresh_row(session, connection, version)
    row.secret, row.version = vault.encrypt(secret), row.version + 1
    row.failures, row.closed_until = 0, None
    session.add(row)
    audit.record(session, actor, "scim.secret-change", f"scim-outbound:{connection}")
    return outbound_view(row, session.get(App, row.app_id))


# -- parts ----------------------------------------------------------------------


def connection_row(session: Session, connection: int) -> Outbound:
    """A connection, also one that was deleted: history names it."""
    found = session.get(Outbound, connection)
    if found is None:
        raise NotFound(f"There is no connection {connection}.", field="connection")
    return found


def usable_row(session: Session, connection: int) -> Outbound:
    """A connection that something can be sent through. Raises :class:`Conflict` once deleted."""
    row = connection_row(session, connection)
    if row.deleted_at is not None:
        raise Conflict(
            f"The connection to {row.name} was deleted.",
            hint="Remove the person by hand, or connect the app again.",
        )
    return row


def fresh_row(session: Session, connection: int, version: int) -> Outbound:
    """A connection as the actor saw it. Raises :class:`Conflict`."""
    row = usable_row(session, connection)
    if row.version != version:
        raise Conflict("Someone else changed this connection in the meantime.", hint="Look again.")
    return row


def outbound_view(row: Outbound, app: App | None) -> OutboundView:
    """A connection as it may be shown."""
    return OutboundView(
        id=row.id or 0,
        app_id=row.app_id,
        app_name=app.name if app else row.app_id,
        name=row.name,
        base_url=row.base_url,
        auth=row.auth,
        user_name=row.user_name,
        token_url=row.token_url,
        scope=row.scope,
        allow_http=row.allow_http,
        deletes=row.deletes,
        enabled=row.enabled,
        verify_after_seconds=row.verify_after_seconds,
        most_at_once=row.most_at_once,
        allowed_networks=tuple(row.allowed_networks),
        tested_at=row.tested_at,
        report=tuple(Remark(**each) for each in row.report or []),
        closed_until=row.closed_until,
        version=row.version,
    )
