"""A Merkle tree over leaves of one length, held as bytes: RFC 9162 §2.1. Pure.

``MTH({d}) = SHA-256(0x00 || d)`` and ``MTH(D) = SHA-256(0x01 || MTH(left) || MTH(right))``, where
the left part is the largest power of two below the length. Built from below: a last node without a
neighbour goes up as it is, which makes the same tree.
"""

from collections.abc import Sequence
from hashlib import sha256

SIZE = 32
"""Bytes of a hash."""
_LEAF, _NODE = b"\x00", b"\x01"
_BATCH = 1 << 16
"""So many nodes are objects at a time; a tree of millions is held as three texts of bytes."""

Levels = tuple[bytes, ...]
"""The hashes of each level, one after the other: the leaves' first, the root last."""


def levels(leaves: bytes, width: int) -> Levels:
    """The tree over leaves of ``width`` bytes each; there is at least one."""
    found = [_hashed(_LEAF, leaves, width)]
    while len(found[-1]) > SIZE:
        below = found[-1]
        whole = len(below) - len(below) % (2 * SIZE)
        found.append(_hashed(_NODE, below[:whole], 2 * SIZE) + below[whole:])
    return tuple(found)


def path(tree: Levels, index: int) -> list[bytes]:
    """The hashes that lead from a leaf to the root: RFC 9162 §2.1.3.1."""
    found = []
    for level in tree[:-1]:
        at = (index ^ 1) * SIZE
        if at < len(level):
            found.append(level[at : at + SIZE])
        index >>= 1
    return found


def root_of(leaf: bytes, index: int, count: int, way: Sequence[bytes]) -> bytes | None:
    """The root that a leaf at this place of so many leads to; ``None`` where the way has not the
    length that it has there: RFC 9162 §2.1.3.2."""
    if not 0 <= index < count:
        return None
    first, last, found = index, count - 1, sha256(_LEAF + leaf).digest()
    for other in way:
        if last == 0:
            return None
        if first & 1 or first == last:
            found = sha256(_NODE + other + found).digest()
            while not first & 1 and first:
                first, last = first >> 1, last >> 1
        else:
            found = sha256(_NODE + found + other).digest()
        first, last = first >> 1, last >> 1
    return found if last == 0 else None


def _hashed(kind: bytes, texts: bytes, width: int) -> bytes:
    """The hash of each ``width`` bytes of the texts."""
    step = _BATCH * width
    return b"".join(
        b"".join(
            [
                sha256(kind + texts[at : at + width]).digest()
                for at in range(start, min(start + step, len(texts)), width)
            ]
        )
        for start in range(0, len(texts), step)
    )
