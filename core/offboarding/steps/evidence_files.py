"""Evidence files: kept by the SHA-256 of their bytes, never overwritten, checked when read.

A file lies under ``<data folder>/evidence/<first two digits>/<SHA-256>``, mode 0600, without an
extension: the name that it came with is in the database, and what it is does not matter here.
A file is on the disk before the row that names it is committed; one whose transaction failed is
swept (:mod:`core.offboarding.steps.evidence_leftovers`). Several processes must share the folder.
"""

import io
import logging
import os
import secrets
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from core.config import Settings
from core.errors import Invalid, OfframpError
from core.names import hidden_in, visible
from core.offboarding.models import Evidence, EvidenceKind
from core.offboarding.steps import evidence_leftovers
from core.offboarding.steps.evidence_kinds import check_kind
from core.offboarding.steps.evidence_leftovers import FOLDER

LONGEST_NAME = 200
"""Characters of a file's name."""
DOWNLOAD_TYPE = "application/octet-stream"
"""The media type that every file is given out with: never one that a browser opens by itself."""

_CHUNK = 1 << 20

log = logging.getLogger("offramp.evidence")


class Changed(OfframpError):
    """The file on the disk is not the one that was attached, or it is gone."""


@dataclass(frozen=True)
class KeptFile:
    """A file that is on the disk. ``size`` in bytes, ``sha256`` in hex."""

    name: str
    size: int
    sha256: str


def keep_file(settings: Settings, name: str, content: bytes | BinaryIO, by: str = "") -> KeptFile:
    """Keep a file that the account ``by`` brings; raises :class:`Invalid` for one that is empty,
    too large or not what its name says, and for its name.

    A stream is read in pieces and no further than the limit (``OFFRAMP_EVIDENCE_MAX_MB``).
    """
    name = checked_name(name)
    stream = io.BytesIO(content) if isinstance(content, bytes | bytearray) else content
    folder = settings.data_dir / FOLDER
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = folder / f".{secrets.token_hex(8)}.part"
    try:
        chunks = _limited(stream, settings.evidence_max_mb, name)
        size, digest = _write(draft, _of_its_kind(name, chunks))
        with evidence_leftovers.lock(settings):
            mark = draft.rename(evidence_leftovers.new_mark(settings, by, digest))
            _place(mark, evidence_path(settings, digest), digest)
    finally:
        draft.unlink(missing_ok=True)
    return KeptFile(name, size, digest)


def checked_name(name: str) -> str:
    """The name of a file as it may be kept and shown; raises :class:`Invalid`."""
    name = unicodedata.normalize("NFC", name).strip()
    shown = visible(name, keep="")[:80]
    if name in {"", ".", ".."}:
        raise Invalid("The file has no name.", field="file", hint="Give it one.")
    if "/" in name or "\\" in name:
        raise Invalid(
            f"The file name “{shown}” has parts of a path in it.",
            field="file",
            hint="Give the name alone, without folders.",
        )
    if hidden_in(name) is not None:
        raise Invalid(
            f"The file name “{shown}” has characters that cannot be seen.",
            field="file",
            hint="Rename the file.",
        )
    if len(name) > LONGEST_NAME:
        raise Invalid(
            f"The file name has {len(name)} characters; {LONGEST_NAME} are the most.",
            field="file",
            hint="Rename the file.",
        )
    return name


def evidence_path(settings: Settings, digest: str) -> Path:
    """Where the file with this SHA-256 lies."""
    return settings.data_dir / FOLDER / digest[:2] / digest


def evidence_bytes(settings: Settings, evidence: Evidence) -> bytes:
    """The bytes of an attached file; raises :class:`Changed` unless they are the ones attached."""
    if evidence.kind is not EvidenceKind.FILE:
        raise Invalid(f"Evidence {evidence.id} is a {evidence.kind}, not a file.")
    return bytes_of(settings, evidence.sha256, evidence.text or evidence.sha256)


def bytes_of(settings: Settings, digest: str, name: str) -> bytes:
    """The bytes with this SHA-256; ``name`` is what an error calls the file."""
    path = evidence_path(settings, digest)
    content = path.read_bytes() if path.is_file() else None
    _check(settings, path, name, sha256(content).hexdigest() if content is not None else None)
    return content or b""


def checked_file(settings: Settings, digest: str, name: str) -> Path:
    """Where the file lies, after a look at all of its bytes; raises :class:`Changed`."""
    path = evidence_path(settings, digest)
    _check(settings, path, name, _digest(path) if path.is_file() else None)
    return path


def _check(settings: Settings, path: Path, name: str, found: str | None) -> None:
    if found == path.name:
        return
    what = "is missing on the disk" if found is None else "was changed on the disk"
    raise Changed(
        f"The evidence file “{name}” {what}.",
        hint=f"Put {path.relative_to(settings.data_dir)} back from a backup of the data folder.",
    )


def _limited(stream: BinaryIO, megabytes: int, name: str) -> Iterator[bytes]:
    limit, total = megabytes * 1_000_000, 0
    while chunk := stream.read(min(_CHUNK, limit + 1 - total)):
        total += len(chunk)
        if total > limit:
            raise Invalid(
                f"The file “{name}” is larger than {megabytes} MB.",
                field="file",
                hint="Attach a smaller one, or a link to it. "
                "An administrator sets the limit with OFFRAMP_EVIDENCE_MAX_MB.",
            )
        yield chunk
    if not total:
        raise Invalid(f"The file “{name}” is empty.", field="file", hint="Choose another one.")


def _of_its_kind(name: str, chunks: Iterator[bytes]) -> Iterator[bytes]:
    for number, chunk in enumerate(chunks):
        if number == 0:
            check_kind(name, chunk)
        yield chunk


def _write(path: Path, chunks: Iterator[bytes]) -> tuple[int, str]:
    size, digest = 0, sha256()
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        for chunk in chunks:
            size += len(chunk)
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    return size, digest.hexdigest()


def _place(draft: Path, path: Path, digest: str) -> None:
    path.parent.mkdir(exist_ok=True, mode=0o700)
    # Linked, not renamed: whoever comes second finds the file there and leaves it alone.
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        if _digest(path) == digest:
            _as_link(draft, path)
            return
        # Somebody changed it on the disk. What they wrote is kept beside it.
        aside = path.with_name(f"{digest}.changed-{secrets.token_hex(4)}")
        path.rename(aside)
        log.error("evidence file %s was changed on the disk; moved to %s", digest, aside.name)
        path.hardlink_to(draft)
    for folder in (path.parent, path.parent.parent):
        _sync_folder(folder)


def _as_link(draft: Path, path: Path) -> None:
    """Make the draft another name of the same content: a copy of it would be counted nowhere."""
    link = path.parent.with_name(f".{secrets.token_hex(8)}.part")
    link.hardlink_to(path)
    os.utime(link)  # its age is that of the mark, before the file is swept as an old one
    link.replace(draft)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        found = sha256()
        while chunk := file.read(_CHUNK):
            found.update(chunk)
    return found.hexdigest()


def _sync_folder(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
