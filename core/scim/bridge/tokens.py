"""Tokens that the bridge recognises: made, shown once, and kept only as SHA-256.

256 random bits need no slow hash: nobody guesses them. The first part finds the row, the digest of
the whole is compared in constant time.
"""

import hashlib
import hmac
import re
import secrets
from typing import NamedTuple

_FORM = re.compile(r"ofr_([A-Za-z0-9]{12})_[A-Za-z0-9_-]{43}")


class NewToken(NamedTuple):
    """A fresh token; ``text`` is shown once and never stored."""

    text: str
    prefix: str
    digest: str


def new_token() -> NewToken:
    """A new token of 256 random bits."""
    alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789"
    prefix = "".join(secrets.choice(alphabet) for _ in range(12))
    text = f"ofr_{prefix}_{secrets.token_urlsafe(32)}"
    return NewToken(text, prefix, digest_of(text))


def digest_of(text: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(text.encode()).hexdigest()


def prefix_of(text: str) -> str | None:
    """The part that finds a token's row, or ``None`` if this is no token of ours."""
    found = _FORM.fullmatch(text)
    return found.group(1) if found else None


def same(digest: str, text: str) -> bool:
    """Whether this text is the token with this digest."""
    return hmac.compare_digest(digest, digest_of(text))
