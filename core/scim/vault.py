"""Secrets of outbound connections at rest, by the vault of this installation."""

from core.secrets import service as vault


def encrypt(text: str) -> str:
    """The text, so that only this installation can read it."""
    return vault.encrypt(text)


def decrypt(text: str) -> str:
    """What was encrypted. Raises :class:`core.secrets.service.Undecipherable`."""
    return vault.decrypt(text)


def derived(purpose: str) -> bytes:
    """A key for another purpose, which tells nothing about the vault's own."""
    return vault.derive(f"scim-{purpose}")[0].value
