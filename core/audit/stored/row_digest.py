"""What a row of an audited table was, in one digest that an entry of the log can carry.

A table is audited when its ``info`` says so (:func:`audited`). The canonical form of a row is the
JSON object of its columns, names sorted, without spaces, without those that are null or left out;
moments are UTC with microseconds, booleans 0 and 1. The digest is the first 24 bytes of its
SHA-256 in URL-safe base64. A column that a later migration adds must be nullable: a null changes
no digest.
"""

import json
from base64 import urlsafe_b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Table, bindparam, select, tuple_, type_coerce
from sqlalchemy.types import NullType
from sqlmodel import SQLModel

from core.storage.prepared_statements import Prepared

AT_ONCE = 300
"""Rows of one statement: databases limit how many values it may carry."""


@dataclass(frozen=True)
class Audited:
    """How the log watches over a table. ``noun``: what one of its rows is called."""

    noun: str
    left_out: frozenset[str] = frozenset()
    """Secrets, and what changes without anybody's decision (such as the last test)."""
    part_of: str | None = None
    """The column that names the row to which this one belongs, such as a step's case."""


def audited(noun: str, *left_out: str, part_of: str | None = None) -> dict[str, Any]:
    """For ``__table_args__``: every change of a row is to be found in the audit log."""
    return {"info": {"audited": Audited(noun, frozenset(left_out), part_of)}}


def audited_rows(table: str) -> "Rows | None":
    """The rows of a table, if it is audited."""
    found = SQLModel.metadata.tables.get(table)
    return _rows(found) if found is not None and "audited" in found.info else None


def audited_tables() -> list["Rows"]:
    """Every audited table, by name; complete where all rooms' models are imported."""
    tables = SQLModel.metadata.tables
    return [_rows(tables[name]) for name in sorted(tables) if "audited" in tables[name].info]


@cache
def _rows(table: Table) -> "Rows":
    return Rows(table)


class Rows:
    """The rows of one audited table, read as they are stored."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.how: Audited = table.info["audited"]
        self.keys = [column.name for column in table.primary_key]
        self.watched = frozenset(table.c.keys()) - self.how.left_out
        self.columns = sorted(self.watched)
        raw = [type_coerce(table.c[name], NullType()) for name in self.columns]
        self._all = select(*raw)
        key = [table.c[name] for name in self.keys]
        self._by_key = key[0] if len(key) == 1 else tuple_(*key)
        self._order = key
        one = select(*raw).where(*(column == bindparam(f"k_{column.name}") for column in key))
        self._one, self._one_locked = Prepared(one), Prepared(one.with_for_update())
        self._all_locked = self._all.with_for_update()
        self._key_places = [self.columns.index(name) for name in self.keys]

    def digests(
        self, connection: Connection, keys: Sequence[tuple[Any, ...]], *, locked: bool = False
    ) -> dict[str, str]:
        """Key → digest of those of the rows that are there; ``locked``: nobody else changes them
        until this transaction ends."""
        if len(keys) == 1:
            values = {f"k_{name}": value for name, value in zip(self.keys, keys[0], strict=True)}
            row = (self._one_locked if locked else self._one).first(connection, values)
            return {} if row is None else {key_text(keys[0]): self.digest(row)}
        rows = self._chosen(connection, keys, self._all_locked if locked else self._all)
        return {self.key_of(row): self.digest(row) for row in rows}

    def some(self, connection: Connection, keys: Sequence[str]) -> Iterator[Sequence[Any]]:
        """Those of the rows with these keys that are there."""
        return self._chosen(connection, [self._parsed(key) for key in keys], self._all)

    def every(self, connection: Connection) -> Iterator[Sequence[Any]]:
        """Every row, without holding them all."""
        rows = connection.execute(
            self._all.order_by(*self._order), execution_options={"yield_per": 5000}
        )
        for part in rows.partitions():
            yield from part

    def _chosen(
        self, connection: Connection, keys: Sequence[tuple[Any, ...]], rows: Any
    ) -> Iterator[Sequence[Any]]:
        for first in range(0, len(keys), AT_ONCE):
            some = keys[first : first + AT_ONCE]
            chosen = [key[0] for key in some] if len(self.keys) == 1 else some
            yield from connection.execute(rows.where(self._by_key.in_(chosen)))

    def _parsed(self, key: str) -> tuple[Any, ...]:
        if len(self.keys) > 1:
            return tuple(json.loads(key))
        is_number = self.table.c[self.keys[0]].type.python_type is int
        return (int(key) if is_number else key,)

    def key_of(self, row: Sequence[Any]) -> str:
        """The primary key of a row, as entries name it."""
        return key_text([row[place] for place in self._key_places])

    def digest(self, row: Sequence[Any]) -> str:
        """The digest of a row that this class has read."""
        told = {
            name: value if type(value) in _PLAIN else _plain(value)
            for name, value in zip(self.columns, row, strict=True)
            if value is not None
        }
        return urlsafe_b64encode(sha256(_encode(told).encode()).digest()[:24]).decode()


def key_text(key: Sequence[Any]) -> str:
    """A primary key as a text; one of several columns as a JSON array."""
    return str(key[0]) if len(key) == 1 else _encode(list(key))


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=repr).encode
_PLAIN = frozenset({str, int, float})


def _plain(value: object) -> object:
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, datetime):  # as SQLite keeps it
        return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    return value.isoformat() if isinstance(value, date) else value
