"""Half a sign-in: the first factor is proven, the second is asked for.

It is no session. It lasts five minutes and a few wrong codes, for one browser, and ends with
whatever ends the account's sessions.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlmodel import Session, col

from core.errors import OfframpError
from core.identity.models import Account
from core.identity.second_factor.models import HalfSignIn
from core.secrets.service import new_token, recognisable

GOOD_FOR = timedelta(minutes=5)
TO_SET_UP = timedelta(minutes=15)
"""Longer: who has to set a second factor up may have to install an app first."""
TRIES = 5


@dataclass(frozen=True)
class Half:
    """A half sign-in's id, for the browser's cookie."""

    token: str


class HalfEnded(OfframpError):
    """The half sign-in is over; it begins with the password again."""

    def __init__(self) -> None:
        super().__init__("This sign-in took too long or too many tries.", hint="Begin again.")


def start(session: Session, account: Account, method: str, now: datetime) -> Half:
    """Begin one; those that are over are forgotten."""
    session.execute(delete(HalfSignIn).where(col(HalfSignIn.created_at) < now - TO_SET_UP))
    token = new_token()
    session.add(
        HalfSignIn(digest=recognisable(token), account_id=account.id, method=method, created_at=now)
    )
    session.flush()
    return Half(token)


def find(
    session: Session, token: str, now: datetime, life: timedelta = GOOD_FOR
) -> tuple[HalfSignIn, Account]:
    """The half sign-in with this id, if it still holds, and whose it is; raises
    :class:`HalfEnded`."""
    row = session.get(HalfSignIn, recognisable(token), with_for_update=True)
    account = session.get(Account, row.account_id) if row else None
    if (
        row is None
        or account is None
        or not account.active
        or row.tries >= TRIES
        or not now - life < row.created_at <= now + life
        or row.created_at < account.not_before
    ):
        raise HalfEnded
    return row, account


def end(session: Session, row: HalfSignIn) -> None:
    """It became a session, or was given up."""
    session.delete(row)
    session.flush()
