"""Codes of an authenticator app (TOTP, RFC 6238): six digits, SHA-1, a step of 30 seconds.

Each step's code is good once (§5.2), and one step before and after is accepted: clocks differ.
"""

from datetime import datetime

import pyotp
from pyotp.exceptions import OTPVerificationError
from sqlalchemy import or_, update
from sqlmodel import Session, col

from core.identity.second_factor.models import AuthenticatorApp
from core.secrets import service as vault

SKEW = 1
"""Steps that the app's clock may be behind or ahead."""

_TABLE = AuthenticatorApp.__table__  # type: ignore[attr-defined]


def new_secret() -> str:
    """160 random bits in base32, as apps take them."""
    return pyotp.random_base32()


def address(secret: str, username: str) -> str:
    """What the QR code holds."""
    return pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name="Offramp")


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """The time step whose code this is, if it is one of now."""
    if not (len(code) == 6 and code.isascii() and code.isdigit()):
        return None
    try:
        return pyotp.TOTP(secret).verify_and_get_timecode(code, for_time=now, valid_window=SKEW)
    except OTPVerificationError:
        return None


def use(session: Session, account_id: str, code: str, now: datetime) -> bool:
    """Use a code up; whether it was right and its step is newer than every one used before.

    One statement decides: of two who bring the same code at once, one changes the row.
    """
    app = session.get(AuthenticatorApp, account_id)
    step = step_of(vault.decrypt(app.secret), code, now) if app else None
    if step is None:
        return False
    newer = or_(_TABLE.c.last_step.is_(None), _TABLE.c.last_step < step)
    changed = session.execute(
        update(_TABLE)
        .where(col(_TABLE.c.account_id) == account_id, newer)
        .values(last_step=step, last_used_at=now)
    )
    return bool(changed.rowcount)  # type: ignore[attr-defined]
