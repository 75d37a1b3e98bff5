"""Challenges of passkeys: random, for one purpose and one browser, good for five minutes, once.

Nothing is stored when one is handed out, so asking for many costs nothing: it carries its own end
and a seal (HMAC-SHA256), and is written down when it comes back.
"""

import hmac
import secrets as random
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from core.errors import Invalid
from core.identity.models import SpentAssertion
from core.secrets.service import derive

GOOD_FOR = timedelta(minutes=5)
_RANDOM, _END = 16, 8
_SPENT = SpentAssertion.__table__  # type: ignore[attr-defined]


class Purpose(StrEnum):
    """What a passkey is asked for; a challenge for one is worth nothing for another."""

    REGISTER = "register"
    SIGN_IN = "sign-in"
    SECOND_FACTOR = "second-factor"
    CONFIRM = "confirm"


def make(purpose: Purpose, browser: str, now: datetime) -> bytes:
    """A new challenge; ``browser``: hash of the id in the cookie that it is bound to."""
    body = random.token_bytes(_RANDOM) + int((now + GOOD_FOR).timestamp()).to_bytes(_END, "big")
    return body + _seal(derive("passkey-challenge")[0].value, purpose, browser, body)


def spend(
    session: Session, challenge: bytes, purpose: Purpose, browser: str, now: datetime
) -> None:
    """Use a challenge up; raises :class:`Invalid` for one that is not ours, too old, or used."""
    body, seal = challenge[: _RANDOM + _END], challenge[_RANDOM + _END :]
    end = int.from_bytes(body[_RANDOM:], "big")
    ours = any(
        hmac.compare_digest(seal, _seal(key.value, purpose, browser, body))
        for key in derive("passkey-challenge")
    )
    if not ours or now.timestamp() > end or not _first(session, challenge, now):
        raise Invalid("This page was open for too long.", hint="Try again.")


def _first(session: Session, challenge: bytes, now: datetime) -> bool:
    session.execute(delete(SpentAssertion).where(col(SpentAssertion.at) < now - 4 * GOOD_FOR))
    build = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    added = session.execute(
        build(_SPENT)
        .values(digest=sha256(challenge).hexdigest(), at=now)
        .on_conflict_do_nothing(index_elements=["digest"])
        .returning(_SPENT.c.digest)
    )
    return added.first() is not None


def _seal(key: bytes, purpose: Purpose, browser: str, body: bytes) -> bytes:
    return hmac.digest(key, f"{purpose}\n{browser}\n".encode() + body, "sha256")
