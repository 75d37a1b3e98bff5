"""Passwords of known breaches, as a Bloom filter: never a no for one that is in it, by far seldom a
yes for one that is not (ASVS 5.0, 6.2.12). Nothing leaves the installation.

A file is one line of JSON, which says what it was made of and its shape, and then the bits
(B. H. Bloom, CACM 13 (1970), with two hashes for all positions: Kirsch and Mitzenmacher 2008).
``tools/breached_passwords.py`` makes it.
"""

import json
import mmap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from math import ceil, log
from pathlib import Path

from core.config import ROOT

FILE = ROOT / "data" / "identity" / "breached-passwords.bloom"


@dataclass(frozen=True)
class Filter:
    """The bits, and how many positions of them one password has."""

    bits: bytes | bytearray | mmap.mmap
    start: int
    size: int
    """Number of bits."""
    hashes: int

    def __contains__(self, password: str) -> bool:
        places = positions(password, self.size, self.hashes)
        return all(self.bits[self.start + (at >> 3)] >> (at & 7) & 1 for at in places)


def positions(password: str, size: int, hashes: int) -> Iterator[int]:
    """The bits that stand for a password."""
    digest = blake2b(password.encode(), digest_size=16).digest()
    first, second = int.from_bytes(digest[:8]), int.from_bytes(digest[8:]) | 1
    return ((first + number * second) % size for number in range(hashes))


def shape(count: int, rate: float) -> tuple[int, int]:
    """How many bits, and how many positions each, so that one in ``1 / rate`` is taken wrongly."""
    size = ceil(count * -log(rate) / log(2) ** 2)
    return -(-size // 8) * 8, round(size / count * log(2))


def made_of(passwords: Iterable[str], count: int, rate: float, source: str) -> bytes:
    """The file for these passwords."""
    size, hashes = shape(count, rate)
    bits = bytearray(size // 8)
    for password in passwords:
        for at in positions(password, size, hashes):
            bits[at >> 3] |= 1 << (at & 7)
    about = {"source": source, "count": count, "rate": rate, "bits": size, "hashes": hashes}
    return json.dumps(about).encode() + b"\n" + bytes(bits)


@cache
def shipped() -> Filter:
    """The filter that comes with Offramp: mapped, so that only what is asked is read."""
    return read(FILE)


def read(file: Path) -> Filter:
    """A filter of a file. Raises :class:`ValueError` for one that is cut or is none."""
    with file.open("rb") as opened:
        bits = mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ)
    start = bits.find(b"\n") + 1
    about = json.loads(bits[:start])
    if len(bits) != start + about["bits"] // 8:
        raise ValueError(f"{file} is cut off.")
    return Filter(bits, start, about["bits"], about["hashes"])
