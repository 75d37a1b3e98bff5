"""The ZIP of an evidence pack, written the same way every time. Knows no database."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from hashlib import sha256
from typing import IO, BinaryIO
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from core.offboarding.pack.manifest import NAME, Member

Source = Callable[[str], IO[bytes]]
"""Opens a member by its name."""

CHUNK = 1 << 20


def write_zip(
    out: BinaryIO, members: Iterable[tuple[Member, IO[bytes]]], manifest: bytes, at: datetime
) -> None:
    """Write the members in this order and the manifest last; ``at`` is their time in the ZIP.

    Raises :class:`ValueError` when a member is not what it was said to be.
    """
    with ZipFile(out, "w", ZIP_STORED) as pack:
        for member, content in members:
            with content, pack.open(_entry(member.name, at, member.size), "w") as target:
                digest, size = sha256(), 0
                while chunk := content.read(CHUNK):
                    digest.update(chunk)
                    size += len(chunk)
                    target.write(chunk)
            if (size, digest.hexdigest()) != (member.size, member.sha256):
                raise ValueError(member.name)
        pack.writestr(_entry(NAME, at, len(manifest)), manifest)


def _entry(name: str, at: datetime, size: int) -> ZipInfo:
    # A ZIP's year begins in 1980, and its seconds are even.
    moment = max(at.astimezone(UTC), datetime(1980, 1, 1, tzinfo=UTC))
    entry = ZipInfo(name, moment.timetuple()[:6])
    entry.create_system = 3
    entry.external_attr = 0o600 << 16
    entry.file_size = size
    return entry
