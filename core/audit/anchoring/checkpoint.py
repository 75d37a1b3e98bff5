"""Checkpoints: how long the chain was and how it ended, kept outside the database.

A chain cannot show that its tail was cut off; a checkpoint can. Each is one line of JSON with a
keyed MAC, appended to a file and posted to a webhook where one is set.
"""

import hmac
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from core.audit.chain import Break, Sealed
from core.keys import DerivedKey


@dataclass(frozen=True)
class Checkpoint:
    """The chain had ``count`` entries and ended with ``hash`` at the moment ``at`` (UTC)."""

    count: int
    hash: str
    at: datetime

    def sealed(self, key: DerivedKey) -> str:
        """One line of JSON."""
        facts = {"at": self.at.isoformat(), "count": self.count, "hash": self.hash}
        return json.dumps({**facts, "key": key.id, "mac": _mac(facts, key)}, sort_keys=True)


def _mac(facts: dict[str, object], key: DerivedKey) -> str:
    text = json.dumps(facts, sort_keys=True, separators=(",", ":"))
    return hmac.digest(key.value, b"checkpoint\n" + text.encode(), "sha256").hex()


def append(path: Path, line: str) -> None:
    """Add a checkpoint to the file (mode 0600)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    with path.open("a", encoding="utf-8") as file:
        file.write(line + "\n")


def read(path: Path, keys: Sequence[DerivedKey]) -> tuple[list[Checkpoint], list[Break]]:
    """The checkpoints of a file, and the lines that are not ours."""
    found, broken = [], []
    for number, line in enumerate(_lines(path), 1):
        checkpoint = _opened(line, keys)
        if checkpoint is None:
            broken.append(Break(0, f"line {number} of {path.name} is not a checkpoint of ours"))
        else:
            found.append(checkpoint)
    return found, broken


def _lines(path: Path) -> Iterator[str]:
    if path.exists():
        yield from (line for line in path.read_text(encoding="utf-8").splitlines() if line)


def _opened(line: str, keys: Sequence[DerivedKey]) -> Checkpoint | None:
    try:
        read = json.loads(line)
        facts = {"at": read["at"], "count": read["count"], "hash": read["hash"]}
        for key in keys:
            if key.id == read["key"] and hmac.compare_digest(_mac(facts, key), read["mac"]):
                at = datetime.fromisoformat(read["at"])
                return Checkpoint(int(read["count"]), str(read["hash"]), at)
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return None


class Watch:
    """Compares a walk along the chain with checkpoints as it passes them."""

    def __init__(self, known: Sequence[Checkpoint]) -> None:
        self._known = known
        self._wanted = {point.count: point for point in known if point.count}
        self.differing: list[Break] = []
        """Where a checkpoint saw another hash."""

    def over(self, entries: Iterable[Sealed]) -> Iterator[Sealed]:
        """The same entries."""
        for entry in entries:
            point = self._wanted.get(entry.facts.id)
            if point is not None and point.hash != entry.hash:
                reason = f"the checkpoint of {point.at:%Y-%m-%d %H:%M:%S} UTC saw another hash"
                self.differing.append(Break(entry.facts.id, reason))
            yield entry

    def breaks(self, end: int) -> list[Break]:
        """What differed, and whether the log is shorter than it has been."""
        longest = max(self._known, key=lambda point: point.count, default=None)
        if longest is None or longest.count <= end:
            return self.differing
        reason = (
            f"the log ends with entry {end}, but the checkpoint of "
            f"{longest.at:%Y-%m-%d %H:%M:%S} UTC had {longest.count}: the tail was cut off"
        )
        return [*self.differing, Break(end + 1, reason)]
