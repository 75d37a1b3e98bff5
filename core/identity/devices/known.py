"""Which browsers an account has signed in from: a secret in a cookie, and its hash in a row.

After OWASP's *device cookies* (https://owasp.org/www-community/Slow_Down_Online_Guessing_Attacks_with_Device_Cookies):
the cookie vouches for nobody and opens nothing. It says that this browser has signed in as this
account before, so that guesses made elsewhere do not make it wait. A browser that several accounts
share has a secret of each in its cookie, and who signs in changes their own alone: a copied cookie
does not move another account's device.
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
MOST_SHARING = 8
"""Accounts that one browser is known by, the last ones that signed in."""
BETWEEN = "."
"""Between the secrets of a cookie; no secret has it."""

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
    secrets = _secrets(place)
    if not secrets:
        return None
    return session.scalar(
        select(col(Device.id))
        .join(Account, col(Account.id) == col(Device.account_id))
        .where(
            col(Account.username) == username,
            col(Device.digest).in_([recognisable(each) for each in secrets]),
            col(Device.ended_at).is_(None),
        )
        .order_by(col(Device.last_seen_at).desc(), col(Device.id))
        .limit(1)
    )


def remember(session: Session, sign_in: str, place: Place, now: datetime) -> str:
    """Make the browser a device of who has just signed in; what its cookie is from now on.

    ``sign_in`` is the session's id. The account's secret is a new one each time: an old one that
    was copied is worth nothing any more. Those of others who share the browser stay as they are.
    """
    secret = new_token()
    row = session.get(SignInSession, recognisable(sign_in))
    assert row is not None, "called right after the sign-in"
    by_digest = {recognisable(each): each for each in _secrets(place)}
    rows = session.scalars(
        select(Device)
        .where(col(Device.digest).in_(by_digest), col(Device.ended_at).is_(None))
        .order_by(col(Device.last_seen_at).desc(), col(Device.id))
    ).all()
    known = next((each for each in rows if each.account_id == row.account_id), None)
    of_others = {by_digest[each.digest] for each in rows if each.account_id != row.account_id}
    kept = [each for each in by_digest.values() if each in of_others][: MOST_SHARING - 1]
    if known is None:
        known = Device(
            id=uuid.uuid4().hex,
            digest=recognisable(secret),
            account_id=row.account_id,
            first_seen_at=now,
            last_seen_at=now,
        )
    known.digest = recognisable(secret)
    known.last_seen_at = now
    known.address, known.agent = place.address, (place.agent or "")[:200] or None
    row.device_id = known.id
    session.add_all((known, row))
    session.flush()
    _keep_the_newest(session, row.account_id)
    return BETWEEN.join([secret, *kept])


def _secrets(place: Place) -> list[str]:
    """The secrets in a browser's cookie, the last sign-in's first; as many as there may be."""
    parts = (place.device or "").split(BETWEEN, MOST_SHARING)[:MOST_SHARING]
    return [each for each in parts if each]


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
