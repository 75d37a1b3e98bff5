"""Recovery codes: ten, each good once, for when the device is lost.

120 random bits each, so that a plain hash is enough to keep: NIST SP 800-63B-4 §3.1.2.2 asks for
112.
"""

import secrets
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from core.identity.second_factor.models import RecoveryCode
from core.secrets.service import recognisable

NUMBER = 10
_LETTERS = "abcdefghjkmnpqrstuvwxyz023456789"
"""32 of them: none that looks like another."""


def make(session: Session, account_id: str, now: datetime) -> list[str]:
    """New codes in place of the old ones; to be shown once."""
    remove(session, account_id)
    codes = ["".join(secrets.choice(_LETTERS) for _ in range(24)) for _ in range(NUMBER)]
    for code in codes:
        session.add(RecoveryCode(digest=recognisable(code), account_id=account_id, created_at=now))
    session.flush()
    return ["-".join(code[at : at + 4] for at in range(0, 24, 4)) for code in codes]


def use(session: Session, account_id: str, code: str, now: datetime) -> bool:
    """Use a code up; whether it was one of the account's that was not used yet."""
    row = session.get(RecoveryCode, recognisable(code), with_for_update=True)
    if row is None or row.account_id != account_id or row.used_at is not None:
        return False
    row.used_at = now
    session.add(row)
    session.flush()
    return True


def remove(session: Session, account_id: str) -> None:
    """Delete the codes of an account."""
    mine = select(RecoveryCode).where(col(RecoveryCode.account_id) == account_id)
    for row in session.scalars(mine):
        session.delete(row)
    session.flush()
