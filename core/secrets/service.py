"""The vault's door: tokens that Offramp must use again are encrypted at rest.

Tokens that it must only recognise are never kept: :func:`recognisable` gives the hash to store.
"""

import hmac
import secrets
from hashlib import sha256

from sqlalchemy import String, Table, select, update
from sqlmodel import AutoString, Session

from core.actor import Actor
from core.audit import service as audit
from core.errors import OfframpError
from core.keys import DerivedKey, ring, ring_if_any
from core.rights import Action, require
from core.secrets.vault import NotOurs, Vault
from core.step_up import require_person
from core.storage.database import metadata

MARK = "sealed:"
"""How an encrypted value begins, so that rotation finds every one of them in any table."""


class Undecipherable(OfframpError):
    """The value was encrypted with a key that is not in the ring."""


def encrypt(text: str) -> str:
    """Encrypt for storage in a text column (AES-256-GCM).

    The column must be able to hold ``1.4 * len(text.encode()) + 50`` characters.
    """
    return MARK + _vault().encrypt(text)


def decrypt(stored: str) -> str:
    """The text that :func:`encrypt` hid; raises :class:`Undecipherable`."""
    try:
        return _vault().decrypt(stored.removeprefix(MARK))
    except NotOurs:
        raise Undecipherable(
            "A stored secret cannot be decrypted with the keys that are set.",
            hint="Put the key it was encrypted with back behind the new one "
            "(OFFRAMP_SECRET_KEY=new,old, or a second line in secret.key).",
        ) from None


def derive(purpose: str) -> tuple[DerivedKey, ...]:
    """Keys for one purpose (``audit``, ``cookie``), newest first."""
    return ring().derive(purpose)


def derive_if_any(purpose: str) -> tuple[DerivedKey, ...] | None:
    """The same, ``None`` where there is no secret yet: a check elsewhere makes none."""
    found = ring_if_any()
    return None if found is None else found.derive(purpose)


def new_token() -> str:
    """256 random bits, to be shown once."""
    return secrets.token_urlsafe(32)


def recognisable(token: str) -> str:
    """What to store of a token that is only to be recognised: SHA-256 of its 256 random bits."""
    return sha256(token.encode()).hexdigest()


def recognises(stored: str, token: str) -> bool:
    """Whether the token is the stored one, in constant time."""
    return hmac.compare_digest(stored, recognisable(token))


def rotate(session: Session, actor: Actor) -> int:
    """Encrypt every stored secret anew with the newest key; how many there were. The new public
    key is recorded, signed by the one before it."""
    require(actor, Action.SECRETS_ROTATE)
    require_person(actor)
    vault, count = _vault(), 0
    for table in metadata.sorted_tables:
        for name in _text_columns(table):
            count += _rotate_column(session, vault, table, name)
    audit.follow_keys(session)
    newest = ring().derive("vault-gcm")[0].id
    audit.record(
        session, actor, Action.SECRETS_ROTATE, f"key:{newest}", after={"encrypted_anew": count}
    )
    return count


def _text_columns(table: Table) -> list[str]:
    # audit_entry cannot be changed, and never holds a secret.
    if table.name.startswith("audit_"):
        return []
    return [c.name for c in table.columns if isinstance(c.type, String | AutoString)]


def _rotate_column(session: Session, vault: Vault, table: Table, name: str) -> int:
    column = table.c[name]
    rows = session.execute(select(column).where(column.startswith(MARK))).scalars().all()
    for stored in rows:
        fresh = vault.encrypt(decrypt(stored))
        session.execute(update(table).where(column == stored).values({name: MARK + fresh}))
    return len(rows)


def _vault() -> Vault:
    return Vault(derive("vault-gcm"), before=derive("vault"))
