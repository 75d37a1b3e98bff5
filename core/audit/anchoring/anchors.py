"""Anchors: what outside the database and its folder says how the log ended, and until when.

A chain cannot show that its tail was cut off, and a checkpoint beside the database can be cut off
with it. An anchor is one of five: a checkpoint file that lies elsewhere, a webhook that answered,
a time stamp (RFC 3161), a collector that got the entries themselves, and a file that was signed
and exported. Receipts of the second to fourth are lines of JSON beside the checkpoints, sealed as
those are.
"""

import hmac
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from sqlmodel import Session, col, select

from core.audit.anchoring.checkpoint import Checkpoint
from core.audit.chain import GENESIS, Break
from core.audit.models import AuditEntry, AuditHead
from core.keys import DerivedKey


class Source(StrEnum):
    """What vouches for the log from outside."""

    WEBHOOK = "webhook"
    TIME_STAMP = "time stamp"
    CHECKPOINT_FILE = "checkpoint file"
    SIGNED_FILE = "signed file"
    COLLECTOR = "log collector"


@dataclass(frozen=True)
class Anchor:
    """At ``at`` something outside learnt that the log had ``count`` entries and ended with
    ``hash``."""

    source: Source
    where: str
    """Host or file."""
    count: int
    hash: str
    at: datetime
    token: str | None = None
    """A time stamp's response, in base64."""

    def __str__(self) -> str:
        return f"the {self.source} of {self.at:%Y-%m-%d %H:%M:%S} UTC ({self.where})"

    def sealed(self, key: DerivedKey) -> str:
        """One line of JSON."""
        facts = self._facts()
        return json.dumps({**facts, "key": key.id, "mac": _mac(facts, key)}, sort_keys=True)

    def _facts(self) -> dict[str, object]:
        return {
            "source": self.source.value,
            "where": self.where,
            "count": self.count,
            "hash": self.hash,
            "at": self.at.isoformat(),
            "token": self.token,
        }


@dataclass(frozen=True)
class Coverage:
    """How far a log that holds is vouched for from outside."""

    breaks: tuple[Break, ...]
    """Where an anchor saw another log."""
    newest: Anchor | None
    """The anchor that covers most."""
    first_open: int | None
    """The first entry that nothing outside covers; ``None``: all are covered."""
    since: datetime | None
    """When that entry was written."""

    def is_anchored(self, now: datetime, patience: timedelta) -> bool:
        """Whether all is covered but what was written so lately that its checkpoint is to come."""
        return self.since is None or now - self.since <= patience


def receipts(path: Path, keys: Sequence[DerivedKey]) -> tuple[list[Anchor], list[Break]]:
    """The receipts of a file, and its lines that are not ours."""
    found, broken = [], []
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines() if path.exists() else []
    for number, line in enumerate(lines, 1):
        anchor = _opened(line, keys)
        if anchor:
            found.append(anchor)
        elif line:
            broken.append(Break(0, f"line {number} of {path.name} is not a receipt of ours"))
    return found, broken


def of_checkpoints(points: Iterable[Checkpoint], file: Path) -> Iterator[Anchor]:
    """Checkpoints of a file that lies elsewhere."""
    for point in points:
        yield Anchor(Source.CHECKPOINT_FILE, file.name, point.count, point.hash, point.at)


def lies_apart(file: Path, *folders: Path) -> bool:
    """Whether a file is in none of these folders: whoever can change one can change the other."""
    where = file.resolve()
    return not any(where.is_relative_to(folder.resolve()) for folder in folders)


def coverage(session: Session, anchors: Iterable[Anchor]) -> Coverage:
    """Compare anchors with a log whose chain was walked and holds."""
    head = session.exec(select(AuditHead)).one_or_none()
    length = head.length if head else 0
    newest, breaks = None, []
    for anchor in anchors:
        if anchor.count > length:
            said = f"the log ends with entry {length}, but {anchor} had {anchor.count}"
            breaks.append(Break(length + 1, f"{said}: the tail was cut off"))
        elif anchor.hash != _hash_at(session, anchor.count):
            breaks.append(Break(anchor.count, f"{anchor} saw another hash"))
        elif newest is None or anchor.count > newest.count:
            newest = anchor
    covered = newest.count if newest else 0
    if covered == length:
        return Coverage(tuple(breaks), newest, None, None)
    since = session.exec(select(AuditEntry.at).where(col(AuditEntry.id) == covered + 1)).first()
    return Coverage(tuple(breaks), newest, covered + 1, since)


def _hash_at(session: Session, count: int) -> str | None:
    if not count:
        return GENESIS
    return session.exec(select(AuditEntry.hash).where(col(AuditEntry.id) == count)).first()


def _opened(line: str, keys: Sequence[DerivedKey]) -> Anchor | None:
    try:
        said = json.loads(line)
        anchor = Anchor(
            Source(said["source"]), str(said["where"]), int(said["count"]), str(said["hash"]),
            datetime.fromisoformat(said["at"]), said["token"],
        )  # fmt: skip
        facts = {name: said[name] for name in anchor._facts()}
        for key in keys:
            if key.id == said["key"] and hmac.compare_digest(_mac(facts, key), said["mac"]):
                return anchor
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return None


def _mac(facts: dict[str, object], key: DerivedKey) -> str:
    text = json.dumps(facts, sort_keys=True, separators=(",", ":"))
    return hmac.digest(key.value, b"anchor\n" + text.encode(), "sha256").hex()
