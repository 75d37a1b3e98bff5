"""Use cases of the bridge: connections, their tokens and rules, and events that became work."""

import secrets
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlmodel import Session, col, select

from core import clock
from core.actor import Actor
from core.audit import service as audit
from core.errors import Conflict, Invalid, NotFound
from core.rights import Action, require
from core.scim.app_lookup import find_app
from core.scim.bridge import tokens
from core.scim.bridge.views import BridgeView, bridge_views, credentials_of, ended_by_next
from core.scim.bridge.work_rules import Rules, as_entry, read_rule, rules_for
from core.scim.models import (
    Bridge,
    BridgeCredential,
    CredentialKind,
    EventKind,
    Profile,
)
from core.step_up import require_fresh
from core.storage.quota import Quota


class TokenMinutes(NamedTuple):
    """Least and most minutes that an access token may live; what Entra ID's gallery demands."""

    least: int
    most: int


TOKEN_MINUTES = TokenMinutes(60, 360)


class AccessToken(NamedTuple):
    """An access token that was just sold, and for how many seconds it is valid."""

    text: str
    seconds: int


BRIDGES = Quota(500, "bridged apps", "Delete one that is no longer used.")
CREDENTIALS = Quota(
    50, "tokens and client secrets of a bridge", "Revoke one that is no longer used."
)
MOST_ACCESS_TOKENS = 100
"""Of one client secret at the same time. RFC 6749 §5.2 knows no error for too many, and an IdP that
buys one for each request must go on: the oldest ends."""


def create_bridge(
    session: Session,
    actor: Actor,
    app: str,
    *,
    profile: Profile = Profile.STRICT,
    name: str | None = None,
    baseline: bool = False,
    token_minutes: int = TOKEN_MINUTES.least,
) -> tuple[BridgeView, str]:
    """Bridge an app; the connection and its first token, which is shown this once."""
    require(actor, Action.SCIM_CONFIGURE)
    _check_minutes(token_minutes)
    found = find_app(session, actor, app)
    BRIDGES.leave_room(session, Bridge)
    bridge = Bridge(
        id=f"{found.id}-{secrets.token_hex(4)}",
        app_id=found.id,
        name=(name or found.name).strip()[:200],
        profile=profile,
        baseline=baseline,
        token_minutes=token_minutes,
        created_at=clock.now(),
        created_by=actor.name,
    )
    session.add(bridge)
    session.flush()
    token = _issue(session, actor, bridge.id, CredentialKind.BEARER)
    after = {
        "app": found.id,
        "profile": str(profile),
        "baseline": baseline,
        "token_minutes": token_minutes,
    }
    audit.record(session, actor, "scim.bridge-create", f"scim-bridge:{bridge.id}", after=after)
    return get_bridge(session, actor, bridge.id), token


def list_bridges(session: Session, actor: Actor) -> list[BridgeView]:
    """All bridge connections, by app; not those that were deleted."""
    require(actor, Action.SCIM_READ)
    return bridge_views(session, col(Bridge.deleted_at).is_(None))


def get_bridge(session: Session, actor: Actor, bridge_id: str) -> BridgeView:
    """One bridge connection. Raises :class:`NotFound`."""
    require(actor, Action.SCIM_READ)
    bridge_row(session, bridge_id)
    return bridge_views(session, col(Bridge.id) == bridge_id)[0]


def change_bridge(
    session: Session,
    actor: Actor,
    bridge_id: str,
    version: int,
    *,
    name: str | None = None,
    enabled: bool | None = None,
    baseline: bool | None = None,
    profile: Profile | None = None,
    requests_per_second: int | None = None,
    token_minutes: int | None = None,
) -> BridgeView:
    """Rename a connection, switch it on or off, end its baseline, change its other settings.

    ``token_minutes`` holds for access tokens that are bought from now on.
    """
    require(actor, Action.SCIM_CONFIGURE)
    if requests_per_second is not None and not 1 <= requests_per_second <= 100_000:
        raise Invalid("Requests a second: 1 to 100,000.", field="requests_per_second")
    if token_minutes is not None:
        _check_minutes(token_minutes)
    bridge = fresh_bridge(session, bridge_id, version)
    if name is not None and not (name := name.strip()[:200]):
        raise Invalid("The connection needs a name.", field="name")
    wanted = {
        "name": name,
        "enabled": enabled,
        "baseline": baseline,
        "profile": profile,
        "requests_per_second": requests_per_second,
        "token_minutes": token_minutes,
    }
    changes = {k: v for k, v in wanted.items() if v is not None and v != getattr(bridge, k)}
    before = {name: _plain(getattr(bridge, name)) for name in changes}
    for field, value in changes.items():
        setattr(bridge, field, value)
    bridge.version += 1
    session.add(bridge)
    after = {name: _plain(value) for name, value in changes.items()}
    obj = f"scim-bridge:{bridge_id}"
    audit.record(session, actor, "scim.bridge-change", obj, before=before, after=after)
    return get_bridge(session, actor, bridge_id)


def delete_bridge(session: Session, actor: Actor, bridge_id: str, version: int) -> None:
    """Delete a bridge: its tokens end at once. Work that it asked for stays to be done."""
    require(actor, Action.SCIM_CONFIGURE)
    require_fresh(actor)
    bridge = fresh_bridge(session, bridge_id, version)
    now = clock.now()
    bridge.deleted_at, bridge.enabled = now, False
    bridge.version += 1
    session.add(bridge)
    mine = select(BridgeCredential).where(col(BridgeCredential.bridge_id) == bridge_id)
    for credential in session.exec(mine.where(col(BridgeCredential.revoked_at).is_(None))):
        credential.revoked_at = now
        session.add(credential)
    session.flush()
    before = {"app": bridge.app_id, "name": bridge.name, "profile": str(bridge.profile)}
    obj = f"scim-bridge:{bridge_id}"
    audit.record(session, actor, "scim.bridge-delete", obj, before=before)


def bridge_rules(session: Session, actor: Actor, bridge_id: str) -> Rules:
    """The rules of a connection: the file's, under its own edits."""
    require(actor, Action.SCIM_READ)
    return rules_for(bridge_row(session, bridge_id).rules)


def change_rule(
    session: Session,
    actor: Actor,
    bridge_id: str,
    version: int,
    kind: EventKind,
    edits: dict[str, Any],
) -> Rules:
    """Override parts of one rule for one connection. Raises :class:`Invalid` naming the part."""
    require(actor, Action.SCIM_CONFIGURE)
    bridge = fresh_bridge(session, bridge_id, version)
    current = as_entry(rules_for(bridge.rules)[kind])
    changed = {k: v for k, v in edits.items() if current.get(k) != v}
    read_rule(current | changed)
    rules = {**(bridge.rules or {})}
    rules[str(kind)] = {**rules.get(str(kind), {}), **changed}
    bridge.rules = rules
    bridge.version += 1
    session.add(bridge)
    audit.record(
        session,
        actor,
        "scim.rule-change",
        f"scim-bridge:{bridge_id}",
        before={k: current.get(k) for k in changed},
        after=changed | {"event": str(kind)},
    )
    return rules_for(rules)


# -- credentials ------------------------------------------------------------


def rotate_token(
    session: Session,
    actor: Actor,
    bridge_id: str,
    kind: CredentialKind = CredentialKind.BEARER,
) -> str:
    """A new token or client secret; of two that are valid, the older one ends now.

    The one before stays valid until the next rotation or until it is revoked, so that the IdP can
    be changed over without a gap. The text is returned once; :func:`client_id_of` gives the id
    that goes with a client secret.
    """
    require(actor, Action.SCIM_CONFIGURE)
    require_fresh(actor)
    bridge = live_bridge(session, bridge_id)
    for old in ended_by_next(credentials_of(session, [bridge.id]), kind):
        revoke_credential(session, actor, bridge_id, int(old.id or 0))
    text = _issue(session, actor, bridge.id, kind)
    after = {"kind": str(kind), "prefix": tokens.prefix_of(text)}
    audit.record(session, actor, "scim.token-create", f"scim-bridge:{bridge_id}", after=after)
    return text


def revoke_credential(session: Session, actor: Actor, bridge_id: str, credential: int) -> None:
    """End a token at once; a client secret ends with the access tokens that it bought."""
    require(actor, Action.SCIM_CONFIGURE)
    found = session.get(BridgeCredential, credential, with_for_update=True)
    if found is None or found.bridge_id != bridge_id:
        raise NotFound("There is no such token, or it was revoked.")
    if found.revoked_at:
        return
    now = clock.now()
    children = session.exec(
        select(BridgeCredential).where(col(BridgeCredential.parent) == found.id)
    ).all()
    for each in [found, *children]:
        each.revoked_at = each.revoked_at or now
        session.add(each)
    before = {"kind": str(found.kind), "prefix": found.prefix}
    audit.record(session, actor, "scim.token-revoke", f"scim-bridge:{bridge_id}", before=before)


def buy_access_token(
    session: Session,
    bridge_id: str,
    client_id: str,
    client_secret: str,
    *,
    now: datetime | None = None,
) -> AccessToken | None:
    """An access token for a client secret (RFC 6749 §4.4), or ``None`` if the pair is wrong.

    Tokens of the connection that have expired are forgotten on the way, and the client's oldest
    beyond :data:`MOST_ACCESS_TOKENS`.
    """
    now = now or clock.now()
    found = _client(session, bridge_id, client_id, client_secret, locked=True)
    if found is None:
        return None
    bridge = bridge_row(session, bridge_id)
    stale = select(BridgeCredential).where(
        col(BridgeCredential.bridge_id) == bridge_id,
        col(BridgeCredential.kind) == CredentialKind.ACCESS_TOKEN,
        col(BridgeCredential.expires_at) <= now,
    )
    for each in session.exec(stale).all():
        session.delete(each)
    found.last_used_at = now
    session.add(found)
    session.flush()  # who buys for the same client at this moment waits here
    bought = select(BridgeCredential).where(
        col(BridgeCredential.parent) == found.id,
        col(BridgeCredential.kind) == CredentialKind.ACCESS_TOKEN,
    )
    newest_first = bought.order_by(col(BridgeCredential.id).desc())
    for each in session.exec(newest_first.offset(MOST_ACCESS_TOKENS - 1)).all():
        session.delete(each)
    token = tokens.new_token()
    life = timedelta(minutes=bridge.token_minutes)
    session.add(
        BridgeCredential(
            bridge_id=bridge_id,
            kind=CredentialKind.ACCESS_TOKEN,
            prefix=token.prefix,
            digest=token.digest,
            parent=found.id,
            created_at=now,
            created_by="oauth2",
            expires_at=now + life,
        )
    )
    return AccessToken(token.text, int(life.total_seconds()))


def is_client(session: Session, bridge_id: str, client_id: str, client_secret: str) -> bool:
    """Whether the pair is right, without writing anything."""
    return _client(session, bridge_id, client_id, client_secret) is not None


def _client(
    session: Session, bridge_id: str, client_id: str, client_secret: str, *, locked: bool = False
) -> BridgeCredential | None:
    if tokens.prefix_of(client_secret) != client_id:  # only what has a token's form is looked up
        return None
    query = select(BridgeCredential).where(col(BridgeCredential.prefix) == client_id)
    if locked:  # who revokes it waits for what is bought, or the buyer finds it revoked
        query = query.with_for_update()
    found = session.exec(query).first()
    if found is None or found.bridge_id != bridge_id or found.revoked_at:
        return None
    if found.kind is not CredentialKind.CLIENT_SECRET or not tokens.same(
        found.digest, client_secret
    ):
        return None
    return found if bridge_row(session, bridge_id).enabled else None


# -- parts --------------------------------------------------------------------


def _check_minutes(minutes: int) -> None:
    least, most = TOKEN_MINUTES
    if not least <= minutes <= most:
        raise Invalid(f"Access tokens live {least} to {most} minutes.", field="token_minutes")


def _issue(session: Session, actor: Actor, bridge_id: str, kind: CredentialKind) -> str:
    CREDENTIALS.leave_room(
        session,
        BridgeCredential,
        col(BridgeCredential.bridge_id) == bridge_id,
        col(BridgeCredential.kind) != CredentialKind.ACCESS_TOKEN,
        col(BridgeCredential.revoked_at).is_(None),
    )
    token = tokens.new_token()
    session.add(
        BridgeCredential(
            bridge_id=bridge_id,
            kind=kind,
            prefix=token.prefix,
            digest=token.digest,
            created_at=clock.now(),
            created_by=actor.name,
        )
    )
    session.flush()
    return token.text


def bridge_row(session: Session, bridge_id: str) -> Bridge:
    found = session.get(Bridge, bridge_id)
    if found is None:
        raise NotFound(f"There is no bridge connection {bridge_id!r}.")
    return found


def fresh_bridge(session: Session, bridge_id: str, version: int) -> Bridge:
    """A connection as the actor saw it. Raises :class:`Conflict`."""
    bridge = live_bridge(session, bridge_id)
    if bridge.version != version:
        raise Conflict("Someone else changed this connection in the meantime.", hint="Look again.")
    return bridge


def live_bridge(session: Session, bridge_id: str) -> Bridge:
    """A connection that can be changed. Raises :class:`Conflict` once it was deleted."""
    bridge = bridge_row(session, bridge_id)
    if bridge.deleted_at is not None:
        raise Conflict(f"The bridge of {bridge.name} was deleted.", hint="Bridge the app again.")
    return bridge


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Profile) else value


def client_id_of(client_secret: str) -> str:
    """The public id that goes with a client secret."""
    return tokens.prefix_of(client_secret) or ""
