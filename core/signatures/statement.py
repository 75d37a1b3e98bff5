"""What a signed file says of itself, as a token: a compact JWS (RFC 7515, EdDSA of RFC 8037).

The token is letters, digits, ``-``, ``_`` and two dots: it needs no escaping in JSON, CSV, a PDF's
comment or a ZIP's. Its payload is JSON, and names the SHA-256 of every byte before the token.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from core.keys import DerivedKey
from core.signatures.keys import PublicKey, broken_link, is_signed, public_key, sign

FORMAT = "offramp-signature/1"
MOST_KEYS = 100
"""So many keys are carried, the newest ones: a ZIP's comment ends at 65,535 bytes."""
_NO_DIGEST = "0" * 64


class Kind(StrEnum):
    """What was signed."""

    PACK = "evidence pack"
    CASE = "case"
    PROOF = "proof"
    LOG = "audit log"


@dataclass(frozen=True)
class Statement:
    """Who took what out, when, and how the audit log ended then."""

    kind: Kind
    about: str
    """The case's number, the period, or what part of the log."""
    at: datetime
    by: str
    count: int
    """Entries that the audit log had."""
    hash: str
    """Hash of the last of them."""
    keys: tuple[PublicKey, ...]
    """Oldest first; the last one signed."""
    sha256: str = _NO_DIGEST
    """Of all bytes before the token."""
    held: bool | None = None
    """Of a log: whether Offramp, with the key of the seals, found it whole when it wrote this."""
    withheld: int = 0
    """Of a log: entries of which only place and hash are in the file."""


def token(statement: Statement, private: DerivedKey, sha256: str = _NO_DIGEST) -> bytes:
    """The signed token. Its length does not depend on the digest."""
    if statement.keys[-1].key != public_key(private):
        raise ValueError("the statement names another key than the one it is signed with")
    text = b".".join((_HEADER, _encoded(_payload(replace(statement, sha256=sha256)))))
    return b".".join((text, _encoded(sign(private, text))))


def read(found: bytes) -> Statement:
    """What a token says. Raises :class:`ValueError` with the reason, also where its own last key
    did not sign it or a key was not signed by the one before."""
    header, payload, signature = found.split(b".")
    if header != _HEADER:
        raise ValueError("it is not a signature of Offramp")
    statement = _statement(_decoded(payload))
    if _encoded(_payload(statement)) != payload:
        raise ValueError("its statement is not written as Offramp writes it")
    proof = _decoded(signature)
    if _encoded(proof) != signature or not is_signed(
        statement.keys[-1].key, proof, b".".join((header, payload))
    ):
        raise ValueError("it was not made with the key that it names, or was changed")
    link = broken_link(statement.keys)
    if link is not None:
        raise ValueError(
            f"its chain of keys is broken: {statement.keys[link].key} was not signed by "
            f"{statement.keys[link - 1].key}"
        )
    return statement


def is_by(statement: Statement, noted: Sequence[str]) -> bool:
    """Whether one of these keys, or one that it vouches for, signed it."""
    return any(key.key in noted for key in statement.keys)


def _payload(statement: Statement) -> bytes:
    said: dict[str, Any] = {
        "format": FORMAT,
        "kind": statement.kind.value,
        "about": statement.about,
        "at": statement.at.isoformat(),
        "by": statement.by,
        "audit": {"count": statement.count, "hash": statement.hash},
        "held": statement.held,
        "keys": [{"key": key.key, "signed": key.signed} for key in statement.keys[-MOST_KEYS:]],
        "sha256": statement.sha256,
    }
    if statement.withheld:  # what was signed before there was such a thing reads as it did
        said["withheld"] = statement.withheld
    return json.dumps(said, separators=(",", ":")).encode()


def _statement(payload: bytes) -> Statement:
    try:
        said = json.loads(payload)
        if said["format"] != FORMAT:
            raise ValueError(f"it has the format {said['format']!r}; this version reads {FORMAT}")
        return Statement(
            kind=Kind(said["kind"]),
            about=said["about"],
            at=datetime.fromisoformat(said["at"]),
            by=said["by"],
            count=said["audit"]["count"],
            hash=said["audit"]["hash"],
            keys=tuple(PublicKey(key["key"], key["signed"]) for key in said["keys"]),
            sha256=said["sha256"],
            held=said["held"],
            withheld=said.get("withheld", 0),
        )
    except (KeyError, TypeError, AttributeError, IndexError, RecursionError) as problem:
        raise ValueError("it does not have the parts of a signature") from problem


def _encoded(content: bytes) -> bytes:
    return urlsafe_b64encode(content).rstrip(b"=")


def _decoded(text: bytes) -> bytes:
    return urlsafe_b64decode(text + b"=" * (-len(text) % 4))


_HEADER = _encoded(b'{"alg":"EdDSA","typ":"offramp-signature"}')
