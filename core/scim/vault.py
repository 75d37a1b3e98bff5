"""Secrets of outbound connections at rest: Fernet, with the key in a file outside the database.

A thin stand-in with two functions; the identity room's vault takes its place.
"""

import base64
import hashlib
import hmac
import os
from functools import cache
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken

from core.config import settings
from core.errors import Unavailable

KEY_FILE = "scim.key"


def encrypt(text: str) -> str:
    """The text, so that only this installation can read it."""
    return _fernet(settings().data_dir).encrypt(text.encode()).decode()


def decrypt(text: str) -> str:
    """What was encrypted. Raises :class:`Unavailable` when the key is another one."""
    try:
        return _fernet(settings().data_dir).decrypt(text.encode()).decode()
    except InvalidToken:
        raise Unavailable(
            "A stored secret cannot be read with this key.",
            hint=f"Put back the key file {KEY_FILE}, or enter the secret again.",
        ) from None


def derived(purpose: str, folder: Path) -> bytes:
    """A key for another purpose, which tells nothing about the vault's own."""
    key = _key(folder)
    return hmac.new(key, f"offramp-scim-{purpose}".encode(), hashlib.sha256).digest()


@cache
def _fernet(folder: Path) -> Fernet:
    return Fernet(_key(folder))


@cache
def _key(folder: Path) -> bytes:
    path = folder / KEY_FILE
    folder.mkdir(parents=True, exist_ok=True)
    fresh = base64.urlsafe_b64encode(os.urandom(32))
    temporary = folder / f".{KEY_FILE}.{os.getpid()}"
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(fresh)
    try:
        os.link(temporary, path)  # fails when another process was first: then its key counts
    except FileExistsError:
        pass
    finally:
        temporary.unlink()
    return path.read_bytes()
