"""The names that a list knows an account by, as points of its tree. Pure."""

import hmac
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from core.accounts.identifiers import Rules, form, is_address

_BLOCK = 64
"""Bytes of a block of SHA-256 (FIPS 180-4), to which HMAC fills its key (RFC 2104 §2)."""


class NameKind(StrEnum):
    """What kind of name it is. Names of two kinds are never the same."""

    ADDRESS = "address"
    """An e-mail address, and anything else in the form of one."""
    USER_NAME = "user-name"
    EXTERNAL_ID = "external-id"
    """The app's own id of the account."""
    NUMBER = "number"
    """An employee number."""


IN_WORDS = {
    NameKind.ADDRESS: "e-mail address",
    NameKind.USER_NAME: "user name",
    NameKind.EXTERNAL_ID: "account id",
    NameKind.NUMBER: "employee number",
}


@dataclass(frozen=True, order=True)
class Name:
    """A name; what is compared is its normal form (``core/accounts/identifiers.py``)."""

    kind: NameKind
    text: str

    def point(self, key: bytes) -> bytes:
        """Where it stands in a tree of this key: HMAC-SHA256 of kind, a newline and text."""
        return hmac.digest(key, f"{self.kind}\n{self.text}".encode(), "sha256")


def name(kind: NameKind, text: str, rules: Rules) -> Name | None:
    """The name in normal form; ``None`` for what says nothing.

    What has the form of an address is one, wherever it stands: a user name, an id.
    """
    found = form(text, rules)
    if not found:
        return None
    return Name(NameKind.ADDRESS if is_address(found) else kind, found)


def known_by(
    texts: Iterable[str] = (), external_ids: Iterable[str] = (), numbers: Iterable[str] = ()
) -> list[Name]:
    """What somebody is known by: addresses and user names; an app's own ids of their accounts;
    employee numbers. Each once, in normal form before what the settings say of domains."""
    given = (
        (NameKind.USER_NAME, texts),
        (NameKind.EXTERNAL_ID, external_ids),
        (NameKind.NUMBER, numbers),
    )
    return in_form((Name(kind, each) for kind, several in given for each in several), Rules())


def in_form(names: Iterable[Name], rules: Rules) -> list[Name]:
    """The names in normal form, each once, in their order."""
    found = (name(each.kind, each.text, rules) for each in names)
    return sorted({each for each in found if each})


def pointer(key: bytes) -> Callable[[str], bytes]:
    """Where a name stands in a tree of this key: HMAC-SHA256 of what it is hashed as."""
    filled = key.ljust(_BLOCK, b"\0")
    # The same as hmac.digest, at a third of its time: the key's two blocks are hashed once.
    inner = sha256(bytes(byte ^ 0x36 for byte in filled))
    outer = sha256(bytes(byte ^ 0x5C for byte in filled))

    def point(name: str) -> bytes:
        within, around = inner.copy(), outer.copy()
        within.update(name.encode())
        around.update(within.digest())
        return around.digest()

    return point
