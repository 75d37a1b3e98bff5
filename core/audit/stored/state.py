"""The rows of audited tables against the log: what an entry says that they are, and what they are.

Changes that go through the ORM are noticed here by themselves; a statement that goes past it says
which rows it will change (:func:`touch`) or has made (:func:`made`). The next entry of the
transaction carries the digests of these rows, before and after. What no entry has taken up when
the transaction commits gets an entry of its own, so that the log is never behind the tables.

The digest before is what tells of somebody else: a row that was changed past Offramp, and then
honestly through it, was before that change not what the entry before had left.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Connection, Engine, event, inspect, select
from sqlalchemy.orm import Mapper
from sqlmodel import Session

from core.audit.chain import Facts, Sealed
from core.audit.models import AuditEntry
from core.audit.stored.row_digest import AT_ONCE, Rows, audited_rows, audited_tables, key_text

Change = str | list[str | None]
"""The digest of a row that was made; of one that was changed or deleted, before and after."""
State = dict[str, dict[str, Change]]
"""Table → primary key → what became of the row."""

BEGIN = "audit.state-begin"
"""Action of the entries with which migration 0020 took the rows of before into the log."""
_TOUCHED = "offramp_touched"
Key = tuple[Any, ...]


# -- what a transaction changed ---------------------------------------------------


def touch(session: Session | Connection, table: str, *keys: Any) -> None:
    """These rows (by primary key) are about to be changed by a statement past the ORM.

    Call it before the statement: what the rows are now is noted.
    """
    connection = session.connection() if isinstance(session, Session) else session
    touched = _touched(connection)[table]
    new = [key for each in keys if (key := _as_key(each)) not in touched]
    rows = audited_rows(table)
    if not new or rows is None:
        return
    before = rows.digests(connection, new, locked=True)
    touched.update((key, before.get(key_text(key))) for key in new)


def made(session: Session | Connection, table: str, *keys: Any) -> None:
    """These rows were inserted by a statement past the ORM. Call it after the statement."""
    connection = session.connection() if isinstance(session, Session) else session
    touched = _touched(connection)[table]
    for each in keys:
        touched.setdefault(_as_key(each), None)


def _as_key(key: Any) -> Key:
    return key if isinstance(key, tuple) else (key,)


def take(connection: Connection) -> State | None:
    """The state of what was changed since the last call in this transaction, if anything was."""
    touched = connection.info.pop(_TOUCHED, None)
    if not touched:
        return None
    state: State = {}
    for table, keys in touched.items():
        rows = audited_rows(table)
        assert rows is not None
        found = rows.digests(connection, list(keys))
        changes = {}
        for key, before in keys.items():
            text = key_text(key)
            if before != (after := found.get(text)):
                changes[text] = after if before is None and after else [before, after]
        if changes:
            state[table] = changes
    return state or None


def _touched(connection: Connection) -> dict[str, dict[Key, str | None]]:
    found = connection.info.get(_TOUCHED)
    if found is None:
        found = connection.info[_TOUCHED] = defaultdict(dict)
    return found


def _inserted(mapper: Mapper[Any], connection: Connection, row: object) -> None:
    name = mapper.local_table.name  # type: ignore[attr-defined]
    if audited_rows(name):
        made(connection, name, tuple(mapper.primary_key_from_instance(row)))


def _to_be_deleted(mapper: Mapper[Any], connection: Connection, row: object) -> None:
    name = mapper.local_table.name  # type: ignore[attr-defined]
    if audited_rows(name):
        touch(connection, name, tuple(mapper.primary_key_from_instance(row)))


def _to_be_changed(mapper: Mapper[Any], connection: Connection, row: object) -> None:
    rows = audited_rows(mapper.local_table.name)  # type: ignore[attr-defined]
    if rows is None:
        return
    state = inspect(row)
    # What each attribute was before it was set; the same as today's answer of its history, sooner.
    before = state.committed_state.items()
    if any(name in rows.watched and old != state.dict.get(name) for name, old in before):
        _to_be_deleted(mapper, connection, row)


def listen(record_the_rest: Callable[[Connection, State], None]) -> None:
    """Notice changes in every database of this process from now on."""

    def committing(connection: Connection) -> None:
        if connection.info.get(_TOUCHED) and (state := take(connection)):
            record_the_rest(connection, state)

    def rolled_back(connection: Connection) -> None:
        connection.info.pop(_TOUCHED, None)

    event.listen(Mapper, "after_insert", _inserted)
    event.listen(Mapper, "before_update", _to_be_changed)
    event.listen(Mapper, "before_delete", _to_be_deleted)
    event.listen(Engine, "commit", committing)
    event.listen(Engine, "rollback", rolled_back)


# -- the log against the tables ---------------------------------------------------


@dataclass(frozen=True)
class Difference:
    """A row (or file) that is not what the log says. ``entry``: the last one that speaks of it.
    Without a table where which row it is, is withheld from who reads it."""

    table: str
    key: str
    what: str
    entry: int | None = None
    about: str | None = None
    """What that entry is about (``case:12``), or the row to which an added one says to belong."""

    def __str__(self) -> str:
        if not self.table:
            return self.what
        rows = audited_rows(self.table)
        noun = rows.how.noun if rows else self.table
        whose = f" of {self.about}" if self.about and self.about != f"{noun}:{self.key}" else ""
        return f"{noun} {self.key}{whose}: {self.what}"


@dataclass(frozen=True)
class Scope:
    """Which rows are compared: all of the audited tables, or what belongs to one object."""

    tables: frozenset[str] | None = None
    """Only these tables; ``None``: every one."""
    about: str | None = None
    """Only rows that entries about this object (``case:12``) speak of, and ``rows``."""
    rows: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, about: str, rows: Mapping[str, Iterable[Any]]) -> "Scope":
        """What belongs to one object: these rows, by primary key, and what entries say of it."""
        named = {
            table: frozenset(key_text(key if isinstance(key, tuple) else (key,)) for key in keys)
            for table, keys in rows.items()
        }
        return cls(frozenset(named), about, named)

    def has(self, table: str) -> bool:
        """Whether any row of this table is compared."""
        return self.tables is None or table in self.tables


EVERYTHING = Scope()


class Ledger:
    """What the entries of a log come to: the state in which the newest of them left each row."""

    def __init__(self, scope: Scope = EVERYTHING) -> None:
        self.scope = scope
        self._last: dict[str, dict[str, tuple[str | None, int]]] = defaultdict(dict)
        self._wanted = {table: set(keys) for table, keys in scope.rows.items()}
        self._between: list[Difference] = []
        """What was changed past Offramp before an entry changed it, too."""
        self._has_begun = False

    def over(self, entries: Iterable[Sealed]) -> Iterator[Sealed]:
        """The same entries, noted as they pass."""
        for entry in entries:
            if entry.facts.state is not None:
                self._begin_once(entry.facts)
                self._note(entry.facts.id, entry.facts.object, entry.facts.state)
            yield entry

    def _begin_once(self, facts: Facts) -> None:
        """Rows are taken into a log as they stand once, before it knows any."""
        if facts.action != BEGIN:
            self._has_begun = True
        elif self._has_begun:
            what = "rows were taken into the log as they were stored, although it knew rows already"
            self._between.append(Difference("audit_entry", str(facts.id), what, facts.id))

    def _note(self, number: int, about: str, text: str) -> None:
        try:
            state = json.loads(text)
            for table, rows in state.items():
                if self.scope.has(table):
                    for key, change in rows.items():
                        before, after = (None, change) if isinstance(change, str) else change
                        self._follow(number, about, (table, key), before, after)
        except (ValueError, AttributeError, TypeError):
            return  # the walk along the chain says that this entry was changed

    def _follow(
        self, number: int, about: str, row: tuple[str, str], before: str | None, after: str | None
    ) -> None:
        table, key = row
        known = self.scope.about is None or key in self._wanted.get(table, ())
        if not self._is_wanted(about, table, key):
            return
        last = self._last[table]
        left, entry = last.get(key, (None, None))
        if known and before != left:
            since = f"after entry {entry} " if entry else ""
            what = f"it was changed outside of Offramp {since}before entry {number}"
            self._between.append(Difference(table, key, what, number))
        last[key] = (after, number)

    def _is_wanted(self, about: str, table: str, key: str) -> bool:
        if self.scope.about is None:
            return True
        wanted = self._wanted.setdefault(table, set())
        if about == self.scope.about:
            wanted.add(key)
        return key in wanted

    def differences(self, connection: Connection) -> list[Difference]:
        """Every row that is not as the log left it, in the order of tables and keys."""
        found = list(self._between)
        for rows in audited_tables():
            if self.scope.has(rows.table.name):
                found += self._of_table(connection, rows)
        for table, last in self._last.items():  # what is left: tables that are not audited here
            if not last:
                continue
            entry = max(number for _digest, number in last.values())
            found.append(Difference(table, "", "this Offramp does not know such rows", entry))
        return _placed(connection, found)

    def _of_table(self, connection: Connection, rows: Rows) -> Iterator[Difference]:
        table = rows.table.name
        last = self._last.pop(table, {})
        for row in self._there(connection, rows, last):
            key = rows.key_of(row)
            said, entry = last.pop(key, (None, None))
            owner = _owner(rows, row)
            if said is None:
                yield Difference(table, key, "no entry of the log made it", entry, owner)
            elif said != rows.digest(row):
                yield Difference(table, key, f"it is not as entry {entry} left it", entry, owner)
        for key, (said, entry) in last.items():
            if said is not None:
                yield Difference(table, key, f"it is gone; entry {entry} left it there", entry)

    def _there(
        self, connection: Connection, rows: Rows, last: Mapping[str, object]
    ) -> Iterable[Any]:
        if self.scope.about is None:
            return rows.every(connection)
        wanted = {*last, *self.scope.rows.get(rows.table.name, ())}
        return rows.some(connection, sorted(wanted))


def _owner(rows: Rows, row: Any) -> str | None:
    """Whose part a row says to be: ``case:12``, ``step:7``."""
    column = rows.how.part_of
    if column is None:
        return None
    other = next(iter(rows.table.c[column].foreign_keys)).column.table
    return f"{other.info['audited'].noun}:{row[rows.columns.index(column)]}"


def _placed(connection: Connection, found: list[Difference]) -> list[Difference]:
    """The same, each with what its last entry is about."""
    numbers = sorted({each.entry for each in found if each.entry is not None})
    entry = AuditEntry.__table__.c  # type: ignore[attr-defined]
    about: dict[int, str] = {}
    for first in range(0, len(numbers), AT_ONCE):
        chosen = entry.id.in_(numbers[first : first + AT_ONCE])
        about |= dict(connection.execute(select(entry.id, entry.object).where(chosen)).all())
    # An entry of several things' rows (audit:…) says less than the row itself.
    told = {number: said for number, said in about.items() if not said.startswith("audit:")}
    return [replace(each, about=told.get(each.entry or 0) or each.about) for each in found]
