"""Statements that are compiled once and sent straight to the driver.

Text and the conversion of values are SQLAlchemy's; only its execution is left out, which costs
several times what SQLite needs for a small statement. For the few places where one request is a
dozen of them (the SCIM bridge, the audit log); everything else executes as usual.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from sqlalchemy import Connection
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql import ClauseElement

Values = Mapping[str, Any]
Converter = Callable[[Any], Any] | None
_NOTHING: Values = {}


class _Plan(NamedTuple):
    """A statement for one kind of database."""

    text: str
    order: Sequence[str] | None
    """Names of the values in their order; ``None`` where the driver takes them by name."""
    fixed: dict[str, Any]
    """Values that the statement itself holds, converted."""
    binds: list[tuple[str, Converter]]
    """Values that are given with each call."""
    results: list[Converter]
    """For the columns of a row; empty where none of them needs any."""


class Prepared:
    """A statement of SQLAlchemy Core, run inside the transaction of a connection.

    Values are given by the names of its ``bindparam``; for an ``insert``, name its ``columns``.
    Lists of unknown length (``in_``) are for SQLAlchemy's own execution.
    Errors are SQLAlchemy's own (:class:`sqlalchemy.exc.DBAPIError`).
    """

    def __init__(self, statement: ClauseElement, columns: Sequence[str] | None = None) -> None:
        self.statement = statement
        self.columns = columns
        self._plans: dict[str, _Plan] = {}

    def all(self, connection: Connection, values: Values = _NOTHING) -> list[tuple[Any, ...]]:
        """Every row."""
        plan, cursor = self._send(connection, values)
        return [_converted(row, plan.results) for row in cursor.fetchall()]

    def first(self, connection: Connection, values: Values = _NOTHING) -> tuple[Any, ...] | None:
        """The first row, if there is one."""
        plan, cursor = self._send(connection, values)
        row = cursor.fetchone()
        cursor.close()
        return None if row is None else _converted(row, plan.results)

    def scalar(self, connection: Connection, values: Values = _NOTHING) -> Any:
        """The first value of the first row; ``None`` without a row."""
        row = self.first(connection, values)
        return None if row is None else row[0]

    def run(self, connection: Connection, values: Values = _NOTHING) -> int:
        """How many rows were changed."""
        _plan, cursor = self._send(connection, values)
        return int(cursor.rowcount)

    def _send(self, connection: Connection, values: Values) -> tuple[_Plan, Any]:
        dialect = connection.dialect
        plan = self._plans.get(dialect.name) or self._planned(dialect)
        given = {
            name: convert(values[name]) if convert else values[name] for name, convert in plan.binds
        }
        if plan.fixed:
            given |= plan.fixed
        sent = given if plan.order is None else [given[name] for name in plan.order]
        return plan, _execute(connection, plan.text, sent)

    def _planned(self, dialect: Dialect) -> _Plan:
        columns = list(self.columns) if self.columns else None
        compiled: Any = self.statement.compile(dialect=dialect, column_keys=columns)
        fixed, binds = {}, []
        for name, value in compiled.params.items():
            bind = compiled.binds[name]
            convert = bind.type.dialect_impl(dialect).bind_processor(dialect)
            if bind.required:
                binds.append((name, convert))
            else:
                fixed[name] = convert(value) if convert else value
        results = [
            column.type.dialect_impl(dialect).result_processor(dialect, None)
            for column in getattr(self.statement, "exported_columns", ())
        ]
        if not any(results):
            results = []
        plan = _Plan(str(compiled), compiled.positiontup, fixed, binds, results)
        self._plans[dialect.name] = plan
        return plan


@contextmanager
def savepoint(connection: Connection) -> Iterator[None]:
    """A part of a transaction that fails alone."""
    _execute(connection, "SAVEPOINT part", ())
    try:
        yield
    except BaseException:
        _execute(connection, "ROLLBACK TO SAVEPOINT part", ())
        raise
    finally:
        _execute(connection, "RELEASE SAVEPOINT part", ())


def _execute(connection: Connection, text: str, values: Any) -> Any:
    try:
        return connection.connection.driver_connection.execute(text, values)  # type: ignore[union-attr]
    except Exception as problem:
        base = connection.dialect.loaded_dbapi.Error
        raise DBAPIError.instance(
            text, values, problem, base, dialect=connection.dialect
        ) from problem


def _converted(row: tuple[Any, ...], converters: list[Converter]) -> tuple[Any, ...]:
    if not converters:
        return row
    return tuple(
        [
            convert(value) if convert else value
            for value, convert in zip(row, converters, strict=True)
        ]
    )
