"""How entries are chained: each hash covers the one before, each hash is sealed with a key.

The canonical form of an entry is the JSON array of its fields in the order of :class:`Facts`,
without spaces; ``before``, ``after`` and ``state`` are in it as their own canonical JSON texts. An
entry without ``state`` has ten fields: no null stands for it. Its hash is
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

from core.keys import DerivedKey

GENESIS = "0" * 64
"""What the first entry has as previous hash."""
ENOUGH = 20
"""After so many breaks a walk stops: what follows would not be news."""


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
    state: str | None = None
    """Digests of the rows that were changed, before and after: :mod:`core.audit.stored.state`."""


class Sealed(NamedTuple):
    """An entry as it is stored."""

    facts: Facts
    hash: str
    mac: str


class Withheld(Sealed):
    """An entry of a file whose reader may not see it: its place, hash and seal alone.

    Such an entry is believed to be what was hashed, so the database never yields one.
    """

    __slots__ = ()

    @classmethod
    def of(cls, entry: Sealed) -> "Withheld":
        """The same entry without what it says."""
        return cls.at(entry.facts.id, entry.hash, entry.mac)

    @classmethod
    def at(cls, number: int, hash_: str, mac: str) -> "Withheld":
        """As it is read from a file."""
        nothing = Facts(number, datetime.min, "", "", "", "", None, None, None, None)  # noqa: DTZ901
        return cls(nothing, hash_, mac)


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
    number, at, *texts = facts if facts.state is not None else facts[:10]
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
    withheld: int = 0


def walk(
    entries: Iterable[Sealed], keys: Sequence[DerivedKey], state: Walk, *, limit: int = ENOUGH
) -> Iterator[Break]:
    """Check entries in the order of their numbers; yield where the chain breaks.

    ``keys`` are newest first; without any, hashes are checked and seals are not. After a break
    the walk goes on from what can still be believed, so that one change is one break and not a
    million; it stops after ``limit`` breaks. Of a withheld entry the seal alone can be checked.
    """
    rank = {key.id: position for position, key in enumerate(keys)}
    for entry in entries:
        facts, stored, mac = entry
        found = _gap(facts, state)
        if isinstance(entry, Withheld):
            state.withheld += 1
            if found is None and keys and (why := _seal_problem(stored, mac, keys, rank, state)):
                found = Break(facts.id, why)
        elif found is None:
            found, stored = _problem(facts, stored, mac, keys, rank, state)
        state.count, state.hash = facts.id, stored
        if found:
            state.breaks += 1
            yield found
            if state.breaks >= limit:
                return


def _gap(facts: Facts, state: Walk) -> Break | None:
    first, last = state.count + 1, facts.id - 1
    if facts.id == first:
        return None
    if last < first:
        return Break(facts.id, "it stands out of its order")
    gone = "it is missing" if first == last else f"it and all up to {last} are missing"
    return Break(first, gone)


def _problem(
    facts: Facts,
    stored: str,
    mac: str,
    keys: Sequence[DerivedKey],
    rank: dict[str, int],
    state: Walk,
) -> tuple[Break | None, str]:
    """What is wrong with an entry, and the hash that the next one should follow."""
    try:
        computed = entry_hash(state.hash, facts)
    except (TypeError, ValueError, AttributeError):
        return Break(facts.id, "its content was changed to what no entry can hold"), stored
    if computed == stored:
        reason = _seal_problem(stored, mac, keys, rank, state) if keys else None
        return (Break(facts.id, reason) if reason else None), stored
    key = next((key for key in keys if isinstance(mac, str) and mac[:8] == key.id), None)
    if key and _is_seal(mac, computed, key):
        return Break(facts.id, "its hash was changed"), computed
    if key and isinstance(stored, str) and _is_seal(mac, stored, key):
        return Break(facts.id, "its content was changed, or the entry before it"), stored
    return Break(facts.id, "its content, its hash or the hash before it was changed"), stored


def _seal_problem(
    hash_: str, mac: object, keys: Sequence[DerivedKey], rank: dict[str, int], state: Walk
) -> str | None:
    if not isinstance(mac, str):
        return "its seal was changed"
    key_id = mac[:8]
    position = rank.get(key_id)
    if position is None:
        return f"it is sealed with a key ({key_id or 'none'}) that is not in the ring"
    if state.newest_key is not None and position > state.newest_key:
        return "it is sealed with an older key than the entry before it"
    state.newest_key = position
    if not _is_seal(mac, hash_, keys[position]):
        return "its seal is not ours: it was written without the key"
    return None


def _is_seal(mac: str, hash_: str, key: DerivedKey) -> bool:
    return hmac.compare_digest(mac.encode(), seal(hash_, key).encode())
