"""Which browsers an account has signed in from: a secret in a cookie, and its hash in a row.

After OWASP's *device cookies* (https://owasp.org/www-community/Slow_Down_Online_Guessing_Attacks_with_Device_Cookies):
the cookie vouches for nobody and opens nothing. It says that this browser has signed in as this
account before, so that guesses made elsewhere do not make it wait. One browser may be several
accounts' device; for an account that never signed in there its cookie means nothing.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlmodel import Session, col

from core.identity.models import Account, Device, SignInSession
from core.identity.sessions import Place
from core.secrets.service import new_token, recognisable

KEPT = timedelta(days=400)
"""After its last sign-in; browsers keep no cookie longer (RFC 6265bis §5.5)."""
MOST = 50
"""Of one account: a browser that keeps no cookies is a new device each time."""

_D = Device.__table__  # type: ignore[attr-defined]
_S = SignInSession.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Familiarity:
    """What an account knows of where it signs in from, before it does."""

    device: bool
    address: bool
    is_first: bool
    """Nobody has signed in with the account before."""


def device_of(session: Session, username: str, place: Place) -> str | None:
    """The id of the account's device that the browser's cookie names, if it holds."""
    if not place.device:
        return None
    return session.scalar(
        select(col(Device.id))
        .join(Account, col(Account.id) == col(Device.account_id))
        .where(
            col(Account.username) == username,
            col(Device.digest) == recognisable(place.device),
            col(Device.ended_at).is_(None),
        )
    )


def remember(session: Session, sign_in: str, place: Place, now: datetime) -> str:
    """Make the browser a device of who has just signed in; the secret for its cookie.

    ``sign_in`` is the session's id. The secret is a new one each time, for every account that the
    browser is a device of: an old one that was copied is worth nothing any more.
    """
    secret = new_token()
    row = session.get(SignInSession, recognisable(sign_in))
    assert row is not None, "called right after the sign-in"
    if place.device:
        session.execute(
            update(_D)
            .where(_D.c.digest == recognisable(place.device), _D.c.ended_at.is_(None))
            .values(digest=recognisable(secret))
        )
    known = session.scalars(
        select(Device).where(
            col(Device.digest) == recognisable(secret), col(Device.account_id) == row.account_id
        )
    ).first()
    if known is None:
        known = Device(
            id=uuid.uuid4().hex,
            digest=recognisable(secret),
            account_id=row.account_id,
            first_seen_at=now,
            last_seen_at=now,
        )
    known.last_seen_at = now
    known.address, known.agent = place.address, (place.agent or "")[:200] or None
    row.device_id = known.id
    session.add_all((known, row))
    session.flush()
    _keep_the_newest(session, row.account_id)
    return secret


def _keep_the_newest(session: Session, account: str) -> None:
    newest = (
        select(_D.c.id)
        .where(_D.c.account_id == account, _D.c.ended_at.is_(None))
        .order_by(_D.c.last_seen_at.desc(), _D.c.id)
        .limit(MOST)
        .subquery()
    )
    session.execute(
        delete(_D).where(
            _D.c.account_id == account,
            _D.c.ended_at.is_(None),
            _D.c.id.not_in(select(newest.c.id)),
        )
    )


def of_account(session: Session, account: str) -> list[Device]:
    """The devices that hold, the one that signed in last first."""
    return list(
        session.scalars(
            select(Device)
            .where(col(Device.account_id) == account, col(Device.ended_at).is_(None))
            .order_by(col(Device.last_seen_at).desc(), col(Device.id))
        )
    )


def end_all(session: Session, account: str, reason: str, now: datetime) -> None:
    """Forget every device of an account: whoever knew the password may have made one of them."""
    session.execute(
        update(_D)
        .where(_D.c.account_id == account, _D.c.ended_at.is_(None))
        .values(ended_at=now, end_reason=reason)
    )


def forget(session: Session, now: datetime) -> None:
    """Delete what no browser has a cookie of any more."""
    session.execute(delete(_D).where(_D.c.last_seen_at < now - KEPT))


def familiarity(session: Session, account: Account, address: bool, place: Place) -> Familiarity:
    """What the account knows of a place; ``address``: whether it has signed in from there."""
    ever = session.scalar(select(_S.c.digest).where(_S.c.account_id == account.id).limit(1))
    known = device_of(session, account.username, place) is not None
    return Familiarity(device=known, address=address, is_first=ever is None)
