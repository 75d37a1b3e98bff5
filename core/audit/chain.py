"""How entries are chained: each hash covers the one before, each hash is sealed with a key.

Canonical form 1 of an entry is the JSON array of its ten fields in the order of :class:`Facts`,
without spaces; ``before`` and ``after`` are in it as their own canonical JSON texts. Its hash is
``SHA-256(previous hash, newline, canonical form)``, its seal ``HMAC-SHA256(key, hash)``. Who can
write the database but has not the key can recompute hashes, not seals.
"""

import hmac
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import NamedTuple

from core.secrets.keys import DerivedKey

GENESIS = "0" * 64
"""What the first entry has as previous hash."""


class Facts(NamedTuple):
    """What an entry says. ``before`` and ``after`` are canonical JSON texts."""

    id: int
    at: datetime
    actor_id: str
    actor_name: str
    action: str
    object: str
    before: str | None
    after: str | None
    address: str | None
    request_id: str | None


class Sealed(NamedTuple):
    """An entry as it is stored."""

    facts: Facts
    hash: str
    mac: str


@dataclass(frozen=True)
class Break:
    """Where the chain does not hold, and why."""

    entry: int
    reason: str

    def __str__(self) -> str:
        return f"entry {self.entry}: {self.reason}"


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def entry_hash(previous: str, facts: Facts) -> str:
    """The hash of an entry that follows the one with the hash ``previous``."""
    number, at, *texts = facts
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    return sha256(f"{previous}\n{_encode([number, moment, *texts])}".encode()).hexdigest()


def seal(hash_: str, key: DerivedKey) -> str:
    """The keyed MAC of a hash, with the id of its key."""
    return f"{key.id}:{hmac.digest(key.value, hash_.encode(), 'sha256').hex()}"


@dataclass
class Walk:
    """What a walk along the chain has found so far."""

    count: int = 0
    hash: str = GENESIS
    newest_key: int | None = None
    breaks: int = 0


def walk(
    entries: Iterable[Sealed], keys: Sequence[DerivedKey], state: Walk, *, limit: int = 20
) -> Iterator[Break]:
    """Check entries in the order of their numbers; yield where the chain breaks.

    ``keys`` are newest first. After a break the walk goes on from what is stored, so that one
    change is one break and not a million; it stops after ``limit`` breaks.
    """
    rank = {key.id: position for position, key in enumerate(keys)}
    for facts, stored, mac in entries:
        reason = None
        if facts.id != state.count + 1:
            missing = facts.id - state.count - 1
            reason = (
                f"{missing} entries before it are missing ({state.count + 1} to {facts.id - 1})"
                if missing > 0
                else "it stands out of its order"
            )
        elif entry_hash(state.hash, facts) != stored:
            reason = "its content, its hash or the hash before it was changed"
        else:
            reason = _seal_problem(stored, mac, keys, rank, state)
        state.count, state.hash = facts.id, stored
        if reason:
            state.breaks += 1
            yield Break(facts.id, reason)
            if state.breaks >= limit:
                return


def _seal_problem(
    hash_: str, mac: str, keys: Sequence[DerivedKey], rank: dict[str, int], state: Walk
) -> str | None:
    key_id = mac[:8]
    position = rank.get(key_id)
    if position is None:
        return f"it is sealed with a key ({key_id or 'none'}) that is not in the ring"
    if state.newest_key is not None and position > state.newest_key:
        return "it is sealed with an older key than the entry before it"
    state.newest_key = position
    if not hmac.compare_digest(mac, seal(hash_, keys[position])):
        return "its seal is not ours: it was written without the key"
    return None
