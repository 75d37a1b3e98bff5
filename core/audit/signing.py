"""The installation's signing keys as its log knows them, and what is signed with the newest.

The first file that is signed records the key; a new secret in front of the ring is recorded with
the signature of the key before it. So the log, and each signed file, holds the whole chain.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from core.actor import SYSTEM
from core.audit.models import AuditEntry
from core.audit.recording import record
from core.keys import ring
from core.signatures.keys import PURPOSE, PublicKey, broken_link, public_key, successor
from core.signatures.statement import Statement, token

RECORDED = "audit.signing-key"
"""Action of an entry that says which key is in use from then on."""
OBJECT = "audit:signing-key"


@dataclass(frozen=True)
class SigningKey:
    """A key that signed files from ``since`` on; ``None`` while it has signed none."""

    key: str
    since: datetime | None
    vouched_for: bool
    """Whether the key before it signed it."""


def chain(session: Session) -> tuple[PublicKey, ...]:
    """The keys that files carry, oldest first; the last one signs. It may not be recorded yet."""
    return _up_to_date(recorded(session))[0]


def history(session: Session) -> list[SigningKey]:
    """Every key that was ever in use, newest first."""
    found = [
        SigningKey(key.key, at, key.signed is not None) for key, at in reversed(recorded(session))
    ]
    now = chain(session)[-1]
    if not found or found[0].key != now.key:
        found.insert(0, SigningKey(now.key, None, now.signed is not None))
    return found


def recorded(session: Session) -> list[tuple[PublicKey, datetime]]:
    """Keys of the log, oldest first, with the moments from which on they were used."""
    about = select(AuditEntry.after, AuditEntry.at).where(
        col(AuditEntry.object) == OBJECT, col(AuditEntry.action) == RECORDED
    )
    found = []
    for after, at in session.exec(about.order_by(col(AuditEntry.id))):
        if isinstance(after, dict) and isinstance(after.get("key"), str):
            found.append((PublicKey(after["key"], after.get("signed")), at))
    return found


def keep(session: Session) -> tuple[PublicKey, ...]:
    """The same keys, after recording the newest where the log does not know it yet."""

    known = recorded(session)
    keys, is_new = _up_to_date(known)
    if is_new:
        before = {"key": known[-1][0].key} if known else None
        after = {"key": keys[-1].key, "signed": keys[-1].signed}
        record(session, SYSTEM, RECORDED, OBJECT, before=before, after=after)
    return keys


def follow(session: Session) -> None:
    """Record a new key after the ring has changed; nothing where no file was ever signed."""
    if recorded(session):
        keep(session)


def _up_to_date(known: list[tuple[PublicKey, datetime]]) -> tuple[tuple[PublicKey, ...], bool]:
    keys = [key for key, _at in known]
    privates = ring().derive(PURPOSE)
    newest = public_key(privates[0])
    is_new = not keys or keys[-1].key != newest
    if is_new:
        before = {public_key(one): one for one in privates}.get(keys[-1].key) if keys else None
        # Without the secret of the key before, nothing can vouch for the new one.
        keys.append(successor(before, newest) if before else PublicKey(newest))
    while (link := broken_link(keys)) is not None:
        keys = [PublicKey(keys[link].key), *keys[link + 1 :]]
    return (PublicKey(keys[0].key), *keys[1:]), is_new


def signed(statement: Statement, sha256: str) -> bytes:
    """The token of a statement over these bytes."""
    return token(statement, ring().derive(PURPOSE)[0], sha256)
