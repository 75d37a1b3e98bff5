"""Frames as bytes, and the few frames that are kept in memory because they were just used."""

import io
from collections import OrderedDict
from collections.abc import Sequence
from hashlib import sha256
from threading import Lock

import polars as pl

from core.accounts.frames import Schema
from core.errors import OfframpError

MOST_ROWS = 3_000_000
"""Rows of frames that stay in memory, of all feeds together: some 200 bytes each."""


def to_bytes(frame: pl.DataFrame) -> bytes:
    """The frame as Parquet."""
    into = io.BytesIO()
    frame.write_parquet(into, compression="zstd", statistics=False)
    return into.getvalue()


def from_bytes(data: bytes, schema: Schema) -> pl.DataFrame:
    """What :func:`to_bytes` wrote, with the columns of today: one that came later is null."""
    frame = pl.read_parquet(io.BytesIO(data))
    missing = [pl.lit(None, kind).alias(name) for name, kind in schema.items() if name not in frame]
    return frame.with_columns(missing).select(list(schema))


def columns(data: bytes, names: Sequence[str]) -> pl.DataFrame:
    """Some columns of what :func:`to_bytes` wrote; the others are not read."""
    return pl.read_parquet(io.BytesIO(data), columns=list(names))


def digest(data: bytes) -> str:
    """SHA-256, in hexadecimal digits."""
    return sha256(data).hexdigest()


class Frames:
    """Frames by the digest of their bytes, the latest used first; good for several threads."""

    def __init__(self, most_rows: int = MOST_ROWS) -> None:
        self.most_rows = most_rows
        self._kept: OrderedDict[str, pl.DataFrame] = OrderedDict()
        self._lock = Lock()

    def get(self, key: str) -> pl.DataFrame | None:
        """The frame, if it is here."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def put(self, key: str, frame: pl.DataFrame) -> pl.DataFrame:
        """Keep it, and forget what was not used for longest."""
        with self._lock:
            self._kept[key] = frame
            while len(self._kept) > 1 and sum(map(len, self._kept.values())) > self.most_rows:
                self._kept.popitem(last=False)
        return frame


class Damaged(OfframpError):
    """Stored bytes are not those whose digest was written down."""


def checked(data: bytes, expected: str, what: str) -> bytes:
    """The bytes, if they are those of the digest; raises :class:`Damaged`."""
    if digest(data) != expected:
        raise Damaged(
            f"{what} is not as it was stored.",
            hint="The database was changed past Offramp, or is damaged: restore a backup.",
        )
    return data
