"""Single entries of the log, taken out with the hash before each, so that it can be checked alone.

That an entry stands in the log is shown by an exported log, or by who signed what it is in: its own
hash shows only that it is what was chained and sealed.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from core.audit.chain import GENESIS, Facts, Sealed, Walk, Withheld, walk
from core.audit.models import AuditEntry
from core.audit.rows import as_stored, entry_of, jsonl, raw_columns, told
from core.keys import DerivedKey


@dataclass(frozen=True)
class Excerpt:
    """An entry, and the hash of the one before it."""

    entry: Sealed
    previous: str

    @property
    def facts(self) -> Facts:
        """What it says."""
        return self.entry.facts

    @property
    def after(self) -> Any:
        """What it says that came of it."""
        return told(self.entry.facts.after)

    @property
    def hash(self) -> str:
        """Its own hash, by which an exported log has it."""
        return self.entry.hash

    def problem(self, keys: Sequence[DerivedKey]) -> str | None:
        """What is wrong with it; without ``keys`` its seal is not looked at."""
        before = Walk(count=self.facts.id - 1, hash=self.previous)
        return next((found.reason for found in walk([self.entry], keys, before)), None)


def excerpts(session: Session, obj: str, action: str) -> list[Excerpt]:
    """The entries of one action about one object, oldest first, for a room that has asked."""
    raw = raw_columns(session.get_bind().dialect.name)
    about = select(*raw).where(col(AuditEntry.object) == obj, col(AuditEntry.action) == action)
    return [
        Excerpt(found, _hash_before(session, found.facts.id))
        for found in map(as_stored, session.execute(about.order_by(raw[0])))
    ]


def excerpt_line(excerpt: Excerpt) -> str:
    """A line of an exported log, with ``previous``."""
    [line] = jsonl([excerpt.entry])
    return json.dumps(json.loads(line) | {"previous": excerpt.previous}, ensure_ascii=False) + "\n"


def read_excerpt(line: str) -> Excerpt:
    """Raises :class:`ValueError` for what is not written as :func:`excerpt_line` writes it."""
    try:
        found = json.loads(line)
        excerpt = Excerpt(entry_of(found), found["previous"])
        is_ours = excerpt_line(excerpt) == line and all(
            isinstance(found[name], str) for name in ("action", "object", "hash", "previous")
        )
    except (KeyError, TypeError, AttributeError, RecursionError, OverflowError) as problem:
        raise ValueError("it is not an entry of an audit log") from problem
    if not is_ours or isinstance(excerpt.entry, Withheld):
        raise ValueError("it is not written as Offramp writes it")
    return excerpt


def _hash_before(session: Session, number: int) -> str:
    query = select(col(AuditEntry.hash)).where(col(AuditEntry.id) == number - 1)
    return session.scalar(query) or GENESIS
