"""Sessions: a row each, checked on every rerun, ended at once.

The 256-bit id is in the browser's cookie only; the row has its hash. A session ends when it was
idle too long, at its latest moment, by signing out, and with every change to the account that
matters; it is never brought back to life.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import bindparam, delete, select, update
from sqlmodel import Session, col

from core.actor import Actor, Role
from core.errors import Forbidden
from core.identity.models import Account, SignInSession
from core.secrets.service import new_token, recognisable
from core.storage.prepared_statements import Prepared

TOUCH_EVERY = timedelta(seconds=60)
"""How exactly "last seen" is kept at most: not every rerun writes."""

DEVICE_ENDED = "its device was ended"
"""Why a session ended that may not have been its account's owner's: its address is not known."""

MOST = 50
"""Sessions that an account may have at once: a further one ends the one used least lately."""

_S = SignInSession.__table__  # type: ignore[attr-defined]
_A = Account.__table__  # type: ignore[attr-defined]


class _Row(NamedTuple):
    """A session with its account, as :data:`_LIVE` reads them."""

    digest: str
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    ended_at: datetime | None
    address: str | None
    confirmed_at: datetime | None
    id: str
    name: str
    role: Role
    email: str | None
    active: bool
    not_before: datetime


# Prepared: read at every request and twice at every run of a page.
_LIVE = Prepared(
    select(
        _S.c.digest,
        _S.c.created_at,
        _S.c.last_seen_at,
        _S.c.expires_at,
        _S.c.ended_at,
        _S.c.address,
        _S.c.confirmed_at,
        _A.c.id,
        _A.c.name,
        _A.c.role,
        _A.c.email,
        _A.c.active,
        _A.c.not_before,
    )
    .join(_A, _A.c.id == _S.c.account_id)
    .where(_S.c.digest == bindparam("digest"))
)


@dataclass(frozen=True)
class Lifetimes:
    """How long a session may be idle, and how long it may last."""

    idle: timedelta
    absolute: timedelta
    confirmation: timedelta = timedelta(minutes=10)
    """How long a proof of who it is counts as fresh."""


@dataclass(frozen=True)
class Place:
    """Where a request comes from."""

    address: str | None = None
    agent: str | None = None
    request_id: str | None = None
    device: str | None = field(default=None, repr=False)
    """The secret of the browser's device cookie."""


@dataclass(frozen=True)
class Live:
    """A session that holds, and who is signed in with it."""

    digest: str
    actor: Actor
    is_due: bool
    """Whether "last seen" is old enough to be written again."""


def start(
    session: Session,
    account: Account,
    method: str,
    place: Place,
    life: Lifetimes,
    now: datetime,
    factor: str | None = None,
    proven_at: datetime | None = None,
) -> str:
    """Begin a session; its id, which is never to be seen again.

    ``proven_at``: when it was proven who it is, where that was not now.
    """
    token = new_token()
    session.add(
        SignInSession(
            digest=recognisable(token),
            account_id=account.id,
            method=method,
            created_at=now,
            last_seen_at=now,
            expires_at=now + life.absolute,
            address=place.address,
            agent=(place.agent or "")[:200] or None,
            confirmed_at=proven_at or now,
            factor=factor,
        )
    )
    session.flush()
    _end_beyond(session, account.id, now)
    return token


def _end_beyond(session: Session, account_id: str, now: datetime) -> None:
    """End an account's sessions that were used least lately, beyond :data:`MOST`."""
    beyond = (
        select(_S.c.digest)
        .where(_S.c.account_id == account_id, _S.c.ended_at.is_(None), _S.c.expires_at > now)
        .order_by(_S.c.last_seen_at.desc(), _S.c.digest)
        .offset(MOST)
        .limit(MOST)
    )
    for digest in session.scalars(beyond).all():
        end(session, digest, "too many sessions", now)


def find(session: Session, token: str, life: Lifetimes, now: datetime) -> Live | None:
    """The session with this id, if it and its account still hold."""
    session.flush()
    read = _LIVE.first(session.connection(), {"digest": recognisable(token)})
    if read is None:
        return None
    row = _Row(*read)
    if (
        row.ended_at is not None
        or not row.active
        or now >= row.expires_at
        or now - row.last_seen_at > life.idle
        or row.created_at < row.not_before
    ):
        return None
    actor = Actor(
        id=row.id,
        name=row.name,
        role=row.role,
        email=row.email,
        address=row.address,
        confirmed_until=(row.confirmed_at or row.created_at) + life.confirmation,
        session=row.digest,
    )
    # A short idle time needs a closer look, or a session in use would end.
    is_due = now - row.last_seen_at > min(TOUCH_EVERY, life.idle / 10)
    return Live(row.digest, actor, is_due)


def was_ever(session: Session, token: str) -> bool:
    """Whether there was such a session, alive or not."""
    return session.get(SignInSession, recognisable(token)) is not None


def touch(session: Session, digest: str, now: datetime) -> None:
    """Remember that the session was used."""
    session.execute(update(_S).where(_S.c.digest == digest).values(last_seen_at=now))


def confirm(session: Session, live: Live, place: Place, now: datetime) -> Actor:
    """Remember that it was proven anew who uses the session; who it is, for the entry that says so.

    Raises :class:`Forbidden` if it has ended meanwhile.
    """
    held = _S.c.ended_at.is_(None) & (_S.c.expires_at > now)
    found = session.execute(
        update(_S).where(_S.c.digest == live.digest, held).values(confirmed_at=now)
    )
    if not found.rowcount:  # type: ignore[attr-defined]
        raise Forbidden("Session expired: nothing was confirmed.", hint="Sign in again.")
    return replace(live.actor, address=place.address, request_id=place.request_id)


def end(session: Session, digest: str, reason: str, now: datetime) -> bool:
    """End one session; whether it had been alive."""
    found = session.execute(
        update(_S)
        .where(_S.c.digest == digest, _S.c.ended_at.is_(None))
        .values(ended_at=now, end_reason=reason)
    )
    return bool(found.rowcount)  # type: ignore[attr-defined]


def end_all(session: Session, account_id: str, reason: str, now: datetime) -> int:
    """End every session of an account; how many there were."""
    found = session.execute(
        update(_S)
        .where(_S.c.account_id == account_id, _S.c.ended_at.is_(None))
        .values(ended_at=now, end_reason=reason)
    )
    return int(found.rowcount)  # type: ignore[attr-defined]


def end_of_device(session: Session, device: str, now: datetime) -> int:
    """End every session that was begun on a device; how many there were.

    Those that had ended already vouch for their address no more, either.
    """
    begun = _S.c.device_id == device
    found = session.execute(
        update(_S)
        .where(begun, _S.c.ended_at.is_(None))
        .values(ended_at=now, end_reason=DEVICE_ENDED)
    )
    session.execute(update(_S).where(begun).values(end_reason=DEVICE_ENDED))
    return int(found.rowcount)  # type: ignore[attr-defined]


def open_sessions(session: Session, account_id: str, now: datetime) -> list[SignInSession]:
    """The sessions of an account that have not ended, newest first."""
    return list(
        session.scalars(
            select(SignInSession)
            .where(
                col(SignInSession.account_id) == account_id,
                col(SignInSession.ended_at).is_(None),
                col(SignInSession.expires_at) > now,
            )
            .order_by(col(SignInSession.created_at).desc())
        )
    )


def forget(session: Session, before: datetime) -> int:
    """Delete the sessions that ended, or ran out, before a moment; how many there were."""
    found = session.execute(delete(_S).where((_S.c.ended_at < before) | (_S.c.expires_at < before)))
    return int(found.rowcount)  # type: ignore[attr-defined]


def is_known_place(session: Session, username: str, address: str) -> bool:
    """Whether this account has signed in from this address before."""
    found = session.execute(
        select(_S.c.digest)
        .join(_A, _A.c.id == _S.c.account_id)
        .where(
            _A.c.username == username,
            _S.c.address == address,
            _S.c.end_reason.is_distinct_from(DEVICE_ENDED),
        )
        .limit(1)
    )
    return found.first() is not None
