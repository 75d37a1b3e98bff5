"""What a root stands for: of which list it is, and the tree over that list's names. Pure."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from core.accounts.absence.merkle import SIZE
from core.accounts.absence.names import NameKind
from core.accounts.identifiers import Rules

FORMAT = "offramp-absence/1"


def canonical(value: Any) -> str:
    """JSON in the one way that it is hashed and compared in: sorted, without spaces."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@dataclass(frozen=True)
class List:
    """A complete list of one app's accounts."""

    app: str
    feed: str
    """The feed's name."""
    taken: datetime
    """The moment whose truth it says."""
    sha256: str
    """Of the bytes as they were delivered."""


@dataclass(frozen=True)
class Commitment:
    """Everything that the root binds: none of it can be another with the same root."""

    list: List
    accounts: int
    named: Mapping[NameKind, int]
    """How many of the accounts have a name of that kind: of none there is no absence."""
    rules: Rules
    """What counts as the same name, as the settings were."""
    key: str
    """SHA-256 of the key: with another one every name would be absent."""
    leaves: int
    tree: str
    """The root of the tree over the leaves."""

    def compares(self, kind: NameKind) -> bool:
        """Whether something follows from a name of this kind not being in the list."""
        return bool(self.named.get(kind) or not self.accounts)

    @property
    def root(self) -> str:
        """SHA-256 of the format's name, a newline and the canonical JSON, in hex."""
        return sha256(f"{FORMAT}\n{canonical(as_json(self))}".encode()).hexdigest()


def as_json(said: Commitment) -> dict[str, Any]:
    """As it is hashed, and as it is in a proof."""
    return {
        "app": said.list.app,
        "feed": said.list.feed,
        "taken": said.list.taken.astimezone(UTC).isoformat(),
        "sha256": said.list.sha256,
        "accounts": said.accounts,
        "named": {str(kind): said.named.get(kind, 0) for kind in NameKind},
        "same": {"domains": dict(said.rules.domains), "plus": said.rules.plus_is_same},
        "key": said.key,
        "leaves": said.leaves,
        "tree": said.tree,
    }


def from_json(found: Any) -> Commitment:
    """A commitment that is written as :func:`as_json` writes it.

    Raises :class:`ValueError`, :class:`KeyError`, :class:`TypeError` or :class:`AttributeError`
    for anything else.
    """
    said = Commitment(
        list=List(
            app=_text(found["app"]),
            feed=_text(found["feed"]),
            taken=datetime.fromisoformat(found["taken"]),
            sha256=_text(found["sha256"]),
        ),
        accounts=count(found["accounts"]),
        named={NameKind(kind): count(number) for kind, number in found["named"].items()},
        rules=Rules(
            {_text(one): _text(other) for one, other in found["same"]["domains"].items()},
            bool(found["same"]["plus"]),
        ),
        key=_hash(found["key"]),
        leaves=count(found["leaves"]),
        tree=_hash(found["tree"]),
    )
    if canonical(as_json(said)) != canonical(found):
        raise ValueError("it is not written as a root's text is")
    return said


def count(found: Any) -> int:
    """A number of things, from JSON; raises :class:`ValueError`."""
    if type(found) is not int or not 0 <= found < 1 << 62:
        raise ValueError(f"{found!r:.40} is no count")
    return found


def _text(found: Any) -> str:
    if not isinstance(found, str):
        raise ValueError(f"{found!r:.40} is no text")
    return found


def _hash(found: Any) -> str:
    if len(bytes.fromhex(found)) != SIZE:
        raise ValueError(f"{found!r:.80} is no hash")
    return _text(found)
