"""A leaf of the tree: a point, what the list says there, and salt that hides both. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from core.accounts.kinds import AccountStatus

POINT, SALT = 32, 16
"""Bytes of each."""
SIZE = POINT + 1 + SALT
BELOW, ABOVE = b"\x00" * POINT, b"\xff" * POINT
"""The points of the first and the last leaf, between which all others are: no account's."""


class Shown(StrEnum):
    """What a complete list says of one name."""

    USABLE = "usable"
    """An account that can be used, or of which the list does not say that it cannot."""
    SUSPENDED = "suspended"
    DEACTIVATED = "deactivated"
    ABSENT = "absent"
    """No account has the name."""


MARKS = {Shown.USABLE: 1, Shown.SUSPENDED: 2, Shown.DEACTIVATED: 3}
"""The byte of each; where accounts share a name, the lowest is what counts. The two ends have 0."""
END = 0
_OF_MARK = {mark: shown for shown, mark in MARKS.items()}
_OF_STATUS = {
    AccountStatus.SUSPENDED: Shown.SUSPENDED,
    AccountStatus.DEACTIVATED: Shown.DEACTIVATED,
}


def mark_of(status: str | None) -> int:
    """The byte of an account's status. What is not known may be in use."""
    return MARKS[_OF_STATUS.get(AccountStatus(status or "unknown"), Shown.USABLE)]


@dataclass(frozen=True)
class Leaf:
    """A leaf as it is read from its bytes."""

    point: bytes
    shown: Shown | None
    """``None``: one of the two ends."""


def read(text: bytes) -> Leaf:
    """Raises :class:`ValueError` for what is no leaf."""
    point, mark = text[:POINT], text[POINT : POINT + 1]
    if len(text) != SIZE or not (mark[0] == END or mark[0] in _OF_MARK):
        raise ValueError("a leaf is 32 bytes of a point, one of a status and 16 of salt")
    return Leaf(point, _OF_MARK.get(mark[0]))
