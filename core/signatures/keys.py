"""The public keys that files are signed with: Ed25519 (RFC 8032), each signed by the one before.

The private half is derived from a secret of the ring (:mod:`core.keys`), so that there is no
further secret to keep. A reader who noted an older key follows the signatures from key to key.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from core.errors import Invalid
from core.keys import DerivedKey

PURPOSE = "signature"
"""For :meth:`core.keys.Ring.derive`."""
DIGITS = 64
"""A public key is 32 bytes, written as so many hexadecimal digits."""
_LINE = re.compile(r"([0-9a-fA-F:\s]+?)(?:\s+(?:since\b|no file\b).*)?", re.DOTALL)
"""A key, and what ``offramp audit public-key`` says behind it."""


@dataclass(frozen=True)
class PublicKey:
    """A key in hex, and the signature by which the key before it vouches for it."""

    key: str
    signed: str | None = None


def public_key(private: DerivedKey) -> str:
    """The public half of a derived key, in hex."""
    return _private(private).public_key().public_bytes_raw().hex()


def sign(private: DerivedKey, text: bytes) -> bytes:
    """An Ed25519 signature: 64 bytes."""
    return _private(private).sign(text)


def is_signed(key: str, signature: bytes, text: bytes) -> bool:
    """Whether this key made this signature of this text."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(signature, text)
    except (InvalidSignature, ValueError):
        return False
    return True


def successor(private: DerivedKey, key: str) -> PublicKey:
    """A key with the signature of the one before it, whose private half this is."""
    return PublicKey(key, sign(private, _succession(public_key(private), key)).hex())


def broken_link(keys: Sequence[PublicKey]) -> int | None:
    """Position of the first key that the one before it did not sign; ``None``: all are."""
    for position, (old, new) in enumerate(pairwise(keys), 1):
        text = _succession(old.key, new.key)
        try:
            signature = bytes.fromhex(new.signed or "")
        except ValueError:
            return position
        if not is_signed(old.key, signature, text):
            return position
    return None


def noted(text: str) -> str:
    """A public key as a person typed it, or pasted it with the whole line that it was printed in.

    Raises :class:`Invalid`.
    """
    found = _LINE.fullmatch(text.strip())
    key = "".join(found[1].split()).replace(":", "").lower() if found else ""
    if len(key) != DIGITS:
        raise Invalid(
            f"{text!r} is not a public key of Offramp, which has {DIGITS} hexadecimal digits.",
            field="key",
            hint="It is printed in each PDF and shown on the audit page.",
        )
    return key


def grouped(key: str) -> str:
    """A key that can be compared by eye: eight groups of eight digits."""
    return " ".join(key[at : at + 8] for at in range(0, len(key), 8))


def _succession(old: str, new: str) -> bytes:
    # No file's signature begins like this: that of one cannot pass for that of the other.
    return f"offramp-key\n{old}\n{new}".encode()


def _private(key: DerivedKey) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(key.value)
