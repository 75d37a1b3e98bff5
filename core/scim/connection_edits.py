"""Outbound connections that were mistyped: edited, and deleted without losing what they did.

A deleted connection stays as a row that removals and steps refer to, without its secret; it is
listed nowhere, and nothing is sent through it.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy import func
from sqlmodel import Session, col, select

from core import clock
from core.actor import Actor
from core.audit import service as audit
from core.catalog.values import App
from core.errors import Conflict, Invalid
from core.net import guard
from core.rights import Action, require
from core.scim import vault
from core.scim.models import Outbound, Removal, RemovalState
from core.scim.outbound import listeners
from core.scim.outbound.connections import (
    ConnectionInput,
    OutboundView,
    check,
    fresh_row,
    outbound_view,
)
from core.step_up import require_fresh

TO_SEND = (RemovalState.WAITING, RemovalState.RUNNING, RemovalState.RETRYING)
TO_SEE = (RemovalState.VERIFYING, RemovalState.LOOKING)

Deleted = Callable[[Session, Actor, int, str, datetime], None]
"""Told of a connection that is deleted, in its transaction, with the sentence that says so."""

_on_deleted: list[Deleted] = []


def on_deleted(listener: Deleted) -> None:
    """Hear of it; offboarding gives the steps that wait for the connection to people."""
    _on_deleted.append(listener)


def edit_connection(
    session: Session,
    actor: Actor,
    connection: int,
    version: int,
    wanted: ConnectionInput,
    *,
    resolver: guard.Resolver = guard.system_resolver,
) -> OutboundView:
    """Change what was entered; an empty secret keeps the one that is stored. The app stays.

    At another address every removal forgets the user whom it found, who was another server's, and
    those under way begin anew. Raises :class:`Invalid` where the stored secret would go to another
    host: whoever may edit a connection need not know its secret.
    """
    require(actor, Action.SCIM_CONFIGURE)
    row = fresh_row(session, connection, version)
    _refuse_while_sending(session, connection)
    kept = not wanted.secret.strip()
    if kept and _hosts(wanted) != _hosts(row):
        raise Invalid(
            "At another host the connection needs its token, password or client secret again.",
            field="secret",
            hint="The stored one is only ever sent to the host that it was entered for.",
        )
    stored = vault.decrypt(row.secret) if kept else wanted.secret
    check(replace(wanted, secret=stored), resolver)
    before = _facts(row)
    entered = {name: getattr(wanted, name) for name in before} | {
        "name": (wanted.name or row.name)[:200],
        "base_url": wanted.base_url.rstrip("/"),
        "allowed_networks": list(wanted.allowed_networks),
    }
    for name, value in entered.items():
        setattr(row, name, value)
    after = _facts(row)
    if not kept:
        row.secret, after["secret"] = vault.encrypt(wanted.secret), "changed"
    row.failures, row.closed_until = 0, None
    row.tested_at, row.report = None, None
    row.version += 1
    session.add(row)
    if before["base_url"] != after["base_url"]:
        _begin_anew(session, connection, str(before["base_url"]))
    session.flush()
    obj = f"scim-outbound:{connection}"
    changed = {name: value for name, value in after.items() if value != before.get(name)}
    was = {name: value for name, value in before.items() if name in changed}
    audit.record(session, actor, "scim.connection-change", obj, before=was, after=changed)
    return outbound_view(row, session.get(App, row.app_id))


@dataclass(frozen=True)
class Unfinished:
    """How many removals of a connection are under way: asked for, by a step or by hand."""

    to_send: int
    to_see: int
    """Sent, and not seen to be done; or looked at again."""

    def sentences(self) -> list[str]:
        """What becomes of them when the connection is deleted."""
        return [
            f"{_removals_are(number)} not {done} yet; a person must {act} {them}."
            for number, done, act in (
                (self.to_send, "sent", "do"),
                (self.to_see, "proven", "check"),
            )
            if number
            for them in ("it" if number == 1 else "them",)
        ]


def _removals_are(number: int) -> str:
    return "1 removal is" if number == 1 else f"{number:,} removals are"


def unfinished_removals(session: Session, actor: Actor, connection: int) -> Unfinished:
    """What :func:`delete_connection` would end. Everybody's, also the actor's: only a number."""
    require(actor, Action.SCIM_READ)

    def number(states: tuple[RemovalState, ...]) -> int:
        query = (
            select(func.count())
            .select_from(Removal)
            .where(col(Removal.outbound_id) == connection, col(Removal.state).in_(states))
        )
        return session.exec(query).one()

    return Unfinished(number(TO_SEND), number(TO_SEE))


def delete_connection(session: Session, actor: Actor, connection: int, version: int) -> None:
    """Delete a connection. What waits for it becomes a person's work, and says why."""
    require(actor, Action.SCIM_CONFIGURE)
    require_fresh(actor)
    row = fresh_row(session, connection, version)
    _refuse_while_sending(session, connection)
    now = clock.now()
    row.deleted_at, row.enabled, row.secret = now, False, ""
    row.version += 1
    session.add(row)
    reason = f"The connection to {row.name} was deleted. Remove the person by hand."
    for removal in _removals(session, connection, (*TO_SEND, *TO_SEE)):
        removal.state, removal.outcome, removal.next_at = RemovalState.OPEN_STEP, reason, None
        session.add(removal)
        listeners.tell(session, removal)
        told = {"state": str(removal.state), "user": removal.user, "outcome": reason}
        about = f"scim-removal:{removal.id}"
        audit.record(session, actor, "scim.removal-result", about, after=told)
    for removal in _removals(session, connection, (RemovalState.VERIFIED,)):
        removal.next_at = None
        session.add(removal)
    for tell in _on_deleted:
        tell(session, actor, connection, reason, now)
    session.flush()
    before = {"app": row.app_id, "name": row.name, "base_url": row.base_url}
    obj = f"scim-outbound:{connection}"
    audit.record(session, actor, "scim.connection-delete", obj, before=before)


# -- parts ----------------------------------------------------------------------


def _facts(row: Outbound) -> dict[str, object]:
    """What is entered of a connection, but for app and secret, as the log has it."""
    names = [each.name for each in fields(ConnectionInput) if each.name not in ("app", "secret")]
    return {name: getattr(row, name) for name in names}


def _hosts(of: ConnectionInput | Outbound) -> set[tuple[str, str]]:
    """Scheme and host of everywhere that the secret is sent to."""
    parts = [urlsplit(url) for url in (of.base_url, of.token_url) if url]
    return {(part.scheme.lower(), part.netloc.lower()) for part in parts}


def _removals(session: Session, connection: int, states: tuple[RemovalState, ...]) -> list[Removal]:
    query = select(Removal).where(
        col(Removal.outbound_id) == connection, col(Removal.state).in_(states)
    )
    return list(session.exec(query.order_by(col(Removal.id)).with_for_update()))


def _refuse_while_sending(session: Session, connection: int) -> None:
    """A worker has the connection in its hands: what it is told would not be what is stored."""
    claimed = select(Removal.id).where(
        col(Removal.outbound_id) == connection, col(Removal.claimed_until) > clock.now()
    )
    if session.exec(claimed).first() is not None:
        raise Conflict(
            "A removal is being sent through this connection right now.",
            hint="Switch the connection off, wait a minute, then try again.",
        )


def _begin_anew(session: Session, connection: int, left: str) -> None:
    """Nothing that another server said is believed of this one, and what it showed still holds.

    ``left``: the address until now, which what was read before was read from.
    """
    now = clock.now()
    for removal in _removals(session, connection, tuple(RemovalState)):
        removal.remote_id = None  # whoever has this id at the new address may be anybody
        if removal.account_active is not None:
            removal.seen_at_url = removal.seen_at_url or left
        if removal.state in (*TO_SEND, RemovalState.VERIFYING):
            removal.state, removal.next_at = RemovalState.WAITING, now
            removal.candidates, removal.attempts = None, 0
        elif removal.state is RemovalState.VERIFIED:
            removal.next_at = None  # no later look: it would ask the wrong server for the user
        elif removal.state is not RemovalState.LOOKING:
            removal.candidates = None  # they were the other server's to choose from
        session.add(removal)
