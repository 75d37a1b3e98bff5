"""How a secret that must be used again is encrypted: AES-256-GCM (NIST SP 800-38D).

What was encrypted before Offramp 0.5 is a Fernet token (AES-128-CBC, then HMAC-SHA256): it is
still read, and becomes the new form at the next change of the key.
"""

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from core.keys import DerivedKey

VERSION = "2."
"""How a value of this form begins; no Fernet token does."""

NONCE = 12
"""Bytes, random for each value: far below the 2**32 values that one key may encrypt so."""


class NotOurs(Exception):
    """No key of the ring opens this."""


class Vault:
    """Encrypts with the newest key, decrypts with any of the ring."""

    def __init__(self, keys: Sequence[DerivedKey], before: Sequence[DerivedKey]) -> None:
        """``keys`` are this form's, ``before`` those of the Fernet tokens; newest first."""
        self._ciphers = [AESGCM(key.value) for key in keys]
        self._before = MultiFernet([Fernet(urlsafe_b64encode(key.value)) for key in before])

    def encrypt(self, text: str) -> str:
        """``text`` in a form for a text column: ``1.4 * len(text.encode()) + 42`` characters."""
        nonce = os.urandom(NONCE)
        hidden = self._ciphers[0].encrypt(nonce, text.encode(), VERSION.encode())
        return VERSION + urlsafe_b64encode(nonce + hidden).decode()

    def decrypt(self, stored: str) -> str:
        """The text; raises :class:`NotOurs`, for what was changed as well."""
        try:
            if not stored.startswith(VERSION):
                return self._before.decrypt(stored.encode()).decode()
            raw = urlsafe_b64decode(stored.removeprefix(VERSION))
        except (InvalidToken, NotBase64, ValueError):
            raise NotOurs from None
        for cipher in self._ciphers:
            try:
                return cipher.decrypt(raw[:NONCE], raw[NONCE:], VERSION.encode()).decode()
            except (InvalidTag, ValueError):
                continue
        raise NotOurs
