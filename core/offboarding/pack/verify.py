"""An evidence pack looked at again: everything in it against its manifest, and the seal."""

import contextlib
import struct
import tempfile
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from hashlib import sha256
from os import SEEK_END
from typing import IO, BinaryIO
from zipfile import ZIP_STORED, BadZipFile, ZipFile

from core.keys import DerivedKey
from core.names import visible
from core.offboarding.pack.absence_check import check_absence
from core.offboarding.pack.archive import CHUNK, write_zip
from core.offboarding.pack.how_known import AppKnown
from core.offboarding.pack.manifest import NAME, Manifest, read, sealed_by
from core.offboarding.pack.shown import Gone, NoLonger
from core.signatures.carriers import MARK, find
from core.signatures.statement import read as read_statement

COMMENT_LENGTH = 2
"""Bytes of a ZIP's end that say how long its comment is."""
_UNREADABLE = (
    BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, RuntimeError,
    NotImplementedError, KeyError, IndexError, OverflowError, MemoryError,
)  # fmt: skip
"""What ``zipfile`` raises for a file that somebody damaged or made up."""


class Seal(StrEnum):
    """What can be said of the manifest's keyed MAC."""

    OURS = "ours"
    NO_KEY = "no key"
    """There is no key here to check it with."""
    OTHER_KEY = "other key"
    """It was made with a key that is not in the ring."""
    WRONG = "wrong"
    UNREADABLE = "unreadable"


@dataclass(frozen=True)
class PackCheck:
    """What a check of a pack found. ``problems``: one sentence each, with the member's name."""

    manifest: Manifest | None
    seal: Seal
    problems: tuple[str, ...]
    gone: tuple[Gone, ...] = ()
    """What apps' lists show; nothing where there are problems."""
    is_log_sealed: bool = False
    """Whether the seals of the log's entries were looked at, that the lists' roots are in."""
    unchecked: tuple[str, ...] = ()
    """What could not be looked at: no fault, and not shown."""
    no_longer: tuple[NoLonger, ...] = ()
    """What lists showed once, whose steps were opened again."""
    apps: tuple[AppKnown, ...] = ()
    """How it is known of each app, as the pack says it."""

    @property
    def shows_all(self) -> bool:
        """Whether nothing was left out, and everything in it could be checked and still stands."""
        left_out = self.manifest.left_out if self.manifest else ()
        return not (left_out or self.unchecked or self.no_longer)

    @property
    def holds(self) -> bool:
        """Whether nothing that could be checked is wrong."""
        return not self.problems


def check_zip(
    file: BinaryIO, keys: Sequence[DerivedKey] | None, log_keys: Sequence[DerivedKey] = ()
) -> PackCheck:
    """Check a pack; ``keys`` are ``None`` where there is no key; ``log_keys``: the log's seals'."""
    try:
        with ZipFile(file) as pack:
            return _check(file, pack, keys, log_keys)
    except _UNREADABLE as problem:
        return PackCheck(None, Seal.UNREADABLE, (f"the ZIP cannot be read: {_tame(problem)}",))


def _check(
    file: BinaryIO,
    pack: ZipFile,
    keys: Sequence[DerivedKey] | None,
    log_keys: Sequence[DerivedKey],
) -> PackCheck:
    found = Counter(entry.filename for entry in pack.infolist())
    if NAME not in found:
        return PackCheck(None, Seal.UNREADABLE, (f"{NAME} is missing",))
    try:
        text = _read(pack, NAME)
        manifest, mac = read(text)
    except _UNREADABLE as problem:
        told = f"{NAME} was changed: {_tame(problem)}"
        return PackCheck(None, Seal.UNREADABLE, (told,))
    seal = _seal(manifest, mac, keys)
    problems = [
        f"{_tame(name)} is there {count} times" for name, count in found.items() if count > 1
    ]
    if seal is Seal.WRONG:
        problems.append(f"{NAME} was changed: its seal does not fit what it says")
    if seal is Seal.OTHER_KEY:
        problems.append(f"{NAME} is sealed with a key that is not in this ring: {_tame(mac[:8])}")
    problems += _differences(pack, manifest, set(found) - {NAME})
    problems = problems or list(_signature_problems(file, manifest))
    if not problems and not _is_as_written(file, pack, manifest, text):
        problems.append(
            "the ZIP was changed outside of its files: packed again, or something was inserted"
        )
    if problems:
        return PackCheck(manifest, seal, tuple(problems))
    absence = check_absence(partial(_read, pack), manifest, log_keys)
    wrong = tuple(_tame(problem) for problem in absence.problems)
    return PackCheck(
        manifest, seal, wrong, absence.gone, bool(log_keys), absence.unchecked,
        absence.no_longer, absence.apps,
    )  # fmt: skip


def _seal(manifest: Manifest, mac: str, keys: Sequence[DerivedKey] | None) -> Seal:
    if keys is None:
        return Seal.NO_KEY
    ours = sealed_by(manifest, mac, keys)
    return Seal.OTHER_KEY if ours is None else Seal.OURS if ours else Seal.WRONG


def _signature_problems(file: BinaryIO, manifest: Manifest) -> Iterator[str]:
    found = find(file)
    if found is None:
        if manifest.key:
            yield "its signature was removed"
        return
    if found.trailing:
        yield "something was added after its signature"
    try:
        statement = read_statement(found.token)
    except ValueError as problem:
        yield f"its signature was changed: {_tame(problem)}"
        return
    said = (statement.about, statement.at, statement.by, statement.count, statement.hash)
    told = (
        manifest.case, manifest.exported_at, manifest.exported_by,
        manifest.audit_count, manifest.audit_hash,
    )  # fmt: skip
    if (*said, statement.keys[-1].key) != (*told, manifest.key):
        yield f"{NAME} says something else than its signature: of {_tame(statement.about)}"
    elif statement.sha256 != found.sha256:
        yield f"{NAME} was changed after it was signed, or the ZIP was packed again or added to"


def _differences(pack: ZipFile, manifest: Manifest, there: set[str]) -> Iterator[str]:
    listed = {member.name: member for member in manifest.members}
    added = there - listed.keys()
    contents = {name: _digest(pack, name) for name in added}
    for name, member in listed.items():
        wanted = (member.size, member.sha256)
        if name in there:
            got = _digest(pack, name)
            if got is None:
                yield f"{_tame(name)} cannot be read: it was changed"
            elif got != wanted:
                yield f"{_tame(name)} was changed: {got[0]:,} bytes of SHA-256 {got[1]}"
            continue
        new = next((other for other, got in contents.items() if got == wanted), None)
        if new is None:
            yield f"{_tame(name)} is missing"
        else:
            del contents[new]
            yield f"{_tame(name)} was renamed to {_tame(new)}"
    for name in contents:
        yield f"{_tame(name)} was added: the manifest does not know it"


def _digest(pack: ZipFile, name: str) -> tuple[int, str] | None:
    """Size and SHA-256 of a member; ``None`` when it cannot be read."""
    digest, size = sha256(), 0
    try:
        with _stored(pack, name) as content:
            while chunk := content.read(CHUNK):
                digest.update(chunk)
                size += len(chunk)
    except _UNREADABLE:
        return None
    return size, digest.hexdigest()


def _read(pack: ZipFile, name: str) -> bytes:
    with _stored(pack, name) as content:
        return content.read()


def _stored(pack: ZipFile, name: str) -> IO[bytes]:
    # Nothing of ours is compressed: a few bytes that unfold into gigabytes are not read at all.
    if pack.getinfo(name).compress_type != ZIP_STORED:
        raise BadZipFile("it is compressed")
    return pack.open(name)


def _is_as_written(file: BinaryIO, pack: ZipFile, manifest: Manifest, text: bytes) -> bool:
    with tempfile.TemporaryFile() as again:
        with contextlib.suppress(*_UNREADABLE):
            write_zip(
                again,
                ((member, pack.open(member.name)) for member in manifest.members),
                text,
                manifest.exported_at,
            )
        length = again.seek(0, SEEK_END) - COMMENT_LENGTH
        file.seek(0)
        again.seek(0)
        while length > 0:
            chunk = min(CHUNK, length)
            if file.read(chunk) != again.read(chunk):
                return False
            length -= chunk
        # What is left is the signature, or nothing.
        signature = file.read()[COMMENT_LENGTH:]
        return signature.startswith(MARK) if manifest.key else not signature


def _tame(text: object) -> str:
    """A text out of a foreign file, fit for a terminal."""
    return visible(str(text), keep="")[:300]
