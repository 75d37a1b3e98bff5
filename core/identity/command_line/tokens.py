"""Command-line tokens: what a person makes for their own scripts. Shown once, stored hashed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from core import clock
from core.actor import Actor
from core.audit import service as audit
from core.errors import Invalid, NotFound
from core.identity.models import Account, CommandLineToken
from core.names import checked
from core.rights import Action, require
from core.secrets.service import new_token, recognisable
from core.step_up import require_person
from core.storage.quota import Quota

LONGEST_LIFE = timedelta(days=365)
LONGEST_NAME = 60


@dataclass(frozen=True)
class TokenView:
    """One of one's own tokens. ``digest`` names it; the token itself is not kept."""

    digest: str
    name: str
    created_at: datetime
    expires_at: datetime


TOKENS = Quota(50, "command-line tokens of an account", "Revoke one that is no longer used.")


def make(session: Session, actor: Actor, name: str, life: timedelta) -> str:
    """A new token of the actor's own account, to be shown once.

    Raises :class:`Invalid` without a name or for a life of more than a year, and
    :class:`NotFound` for whoever has no account.
    """
    require(actor, Action.ACCOUNT_SELF)
    require_person(actor)
    if session.get(Account, actor.id) is None:
        raise NotFound("Only an account has command-line tokens.")
    called = checked(name, field="name", what="The token’s name")
    if not called or len(called) > LONGEST_NAME:
        raise Invalid(
            f"A token needs a name of up to {LONGEST_NAME} characters.",
            field="name",
            hint="Say what uses it: nightly import.",
        )
    if not timedelta(0) < life <= LONGEST_LIFE:
        raise Invalid("A token lasts up to 365 days.", field="life")
    TOKENS.leave_room(
        session,
        CommandLineToken,
        col(CommandLineToken.account_id) == actor.id,
        col(CommandLineToken.ended_at).is_(None),
        col(CommandLineToken.expires_at) > clock.now(),
    )
    token, now = new_token(), clock.now()
    session.add(
        CommandLineToken(
            digest=recognisable(token),
            account_id=actor.id,
            name=called,
            created_at=now,
            expires_at=now + life,
        )
    )
    session.flush()
    told = {"name": called, "expires": (now + life).isoformat()}
    audit.record(session, actor, "account.add-token", f"account:{actor.id}", after=told)
    return token


def mine(session: Session, actor: Actor, *, now: datetime) -> list[TokenView]:
    """The actor's tokens that hold, the newest first."""
    require(actor, Action.ACCOUNT_SELF)
    return [
        TokenView(row.digest, row.name, row.created_at, row.expires_at)
        for row in _open(session, actor.id)
        if row.expires_at > now
    ]


def end(session: Session, actor: Actor, digest: str) -> None:
    """End one of one's own tokens."""
    require(actor, Action.ACCOUNT_SELF)
    row = session.get(CommandLineToken, digest)
    if row is None or row.account_id != actor.id:
        raise NotFound("You have no such token.")
    if row.ended_at is None:
        row.ended_at, row.end_reason = clock.now(), "ended by its owner"
        session.add(row)
        session.flush()
        told = {"name": row.name}
        audit.record(session, actor, "account.end-token", f"account:{actor.id}", after=told)


def end_all(session: Session, account_id: str, reason: str, now: datetime) -> int:
    """End every token of an account, for whoever records why; how many there were."""
    found = _open(session, account_id)
    for row in found:
        row.ended_at, row.end_reason = now, reason
        session.add(row)
    return len(found)


def find(session: Session, token: str, now: datetime) -> CommandLineToken | None:
    """The token as a row, if it holds."""
    row = session.get(CommandLineToken, recognisable(token.strip()))
    return row if row and row.ended_at is None and now < row.expires_at else None


def _open(session: Session, account_id: str) -> list[CommandLineToken]:
    return list(
        session.exec(
            select(CommandLineToken)
            .where(
                col(CommandLineToken.account_id) == account_id,
                col(CommandLineToken.ended_at).is_(None),
            )
            .order_by(col(CommandLineToken.created_at).desc())
        )
    )
