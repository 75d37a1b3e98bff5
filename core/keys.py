"""The ring of secret keys: newest first, from the environment or a file that only we can read.

Each line (or comma-separated part) is one secret of at least 32 characters. What is used to
encrypt or to seal is never the secret itself but a key derived from it for that one purpose
(HKDF-SHA256, RFC 5869), so that the key of one purpose says nothing about that of another.
"""

import os
import secrets
import stat
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from core.config import settings
from core.errors import SettingError

MINIMUM_LENGTH = 32
FILE_NAME = "secret.key"


@dataclass(frozen=True)
class DerivedKey:
    """A key for one purpose; ``id`` names it without giving it away."""

    id: str
    value: bytes


@dataclass(frozen=True)
class Ring:
    """Secrets, newest first, and where they came from (``None``: the environment)."""

    secrets: tuple[str, ...]
    path: Path | None = None

    def __repr__(self) -> str:
        return f"Ring({len(self.secrets)} secrets)"

    def derive(self, purpose: str) -> tuple[DerivedKey, ...]:
        """One 32-byte key per secret for this purpose, newest first."""
        cached = self._derived.get(purpose)
        if cached is None:
            cached = tuple(_derive(secret, purpose) for secret in self.secrets)
            self._derived[purpose] = cached
        return cached

    @cached_property
    def _derived(self) -> dict[str, tuple[DerivedKey, ...]]:
        return {}


def _derive(secret: str, purpose: str) -> DerivedKey:
    kdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"offramp/{purpose}".encode())
    value = kdf.derive(secret.encode())
    return DerivedKey(sha256(b"id:" + value).hexdigest()[:8], value)


before_new_key: list[Callable[[], None]] = []
"""Called before a key file is made; raises where a new key would be the wrong one."""


@cache
def ring() -> Ring:
    """This process's ring; makes the key file on first use.

    Raises :class:`SettingError` for a secret that is too short or a file others can read, and
    where a new key would stand beside data that another one sealed.
    """
    given = settings().secret_key.get_secret_value()
    if given:
        return Ring(_split(given, "OFFRAMP_SECRET_KEY"))
    path = settings().data_dir / FILE_NAME
    if not path.exists():
        for ask in before_new_key:
            ask()
        _create(path, new_secret())
    return read_file(path)


def ring_if_any() -> Ring | None:
    """The ring, if there is one already; never makes a key."""
    given = bool(settings().secret_key.get_secret_value())
    return ring() if given or (settings().data_dir / FILE_NAME).exists() else None


def new_secret() -> str:
    """256 random bits as text."""
    return secrets.token_urlsafe(32)


def read_file(path: Path) -> Ring:
    """Read a key file; raises :class:`SettingError` when others may read it too."""
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        raise SettingError(
            f"The key file {path} can be read by others (mode {mode:04o}).",
            hint=f"Run: chmod 600 {path}",
        )
    return Ring(_split(path.read_text(encoding="utf-8"), str(path)), path)


def prepend(path: Path, secret: str) -> None:
    """Put a new secret in front of a key file, in one step that cannot leave half a file."""
    draft = path.with_suffix(".new")
    _create(draft, secret + "\n" + path.read_text(encoding="utf-8"))
    draft.replace(path)
    ring.cache_clear()


def _create(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    # Written aside and linked in place: of two processes that start at once, one wins whole.
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text.rstrip("\n") + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _split(text: str, where: str) -> tuple[str, ...]:
    found = tuple(part.strip() for part in text.replace(",", "\n").splitlines() if part.strip())
    if not found or any(len(part) < MINIMUM_LENGTH for part in found):
        raise SettingError(
            f"A secret key in {where} has fewer than {MINIMUM_LENGTH} characters.",
            hint="Make one with: python -m core secrets new",
        )
    return found
