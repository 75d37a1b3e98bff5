"""People as frames: read without the ORM, kept in memory until one of them changes."""

from collections import OrderedDict
from datetime import datetime
from threading import Lock
from typing import Any

import polars as pl
from sqlalchemy import ColumnElement, Table, cast, select
from sqlalchemy.types import DateTime, String
from sqlmodel import Session, SQLModel

from core.accounts.editions import PEOPLE, edition
from core.accounts.frames import MOMENT, Schema
from core.accounts.people.leaving import left_at

STORED: Schema = {
    "person": pl.Int64,
    "name": pl.String,
    "given_name": pl.String,
    "family_name": pl.String,
    "email": pl.String,
    "employee_number": pl.String,
    "manager": pl.String,
    "department": pl.String,
    "title": pl.String,
    "kind": pl.String,
    "employment": pl.String,
    "start_at": MOMENT,
    "end_at": MOMENT,
    "zone": pl.String,
    "feed": pl.Int64,
    "record": pl.String,
    "first_seen_at": MOMENT,
    "end_told_at": MOMENT,
    "unlisted_at": MOMENT,
    "kept_at": MOMENT,
}
"""One row a person, as the table has them."""

_NAMES = {"person": "id", "feed": "feed_id"}
_MOST = 4


class _Kept:
    """The people of the newest few editions."""

    def __init__(self) -> None:
        self._frames: OrderedDict[tuple[str, str, str], pl.DataFrame] = OrderedDict()
        self._lock = Lock()

    def get(self, session: Session, what: str) -> pl.DataFrame:
        key = (str(session.get_bind().engine.url), what, edition(session, PEOPLE))
        with self._lock:
            if key in self._frames:
                return self._frames[key]
        found = _persons(session) if what == "persons" else _identifiers(session)
        with self._lock:
            self._frames[key] = found
            while len(self._frames) > _MOST:
                self._frames.popitem(last=False)
        return found


_kept = _Kept()


def stored_people(session: Session) -> pl.DataFrame:
    """Everybody, with the columns of :data:`STORED`."""
    return _kept.get(session, "persons")


def identifiers(session: Session) -> pl.DataFrame:
    """``frames.IDENTIFIERS`` of everybody, and ``feed``."""
    return _kept.get(session, "identifiers")


def persons(session: Session, now: datetime) -> pl.DataFrame:
    """``frames.PERSONS``: everybody as they stand, with since when they are gone."""
    return stored_people(session).select(
        "person",
        "name",
        "email",
        "kind",
        "employment",
        "start_at",
        "end_at",
        left_at(now),
        "end_told_at",
    )


def _persons(session: Session) -> pl.DataFrame:
    table = SQLModel.metadata.tables["person"]
    return _frame(session, table, STORED)


def _identifiers(session: Session) -> pl.DataFrame:
    table = SQLModel.metadata.tables["person_identifier"]
    schema: Schema = {
        "form": pl.String,
        "identifier_kind": pl.String,
        "person": pl.Int64,
        "feed": pl.Int64,
    }
    names = {"identifier_kind": "kind", "person": "person_id", "feed": "feed_id"}
    return _frame(session, table, schema, names)


def _frame(
    session: Session, table: Table, schema: Schema, names: dict[str, str] | None = None
) -> pl.DataFrame:
    """The table's rows. Types are left to the column engine: a conversion of each value by itself
    would cost more than all the rest."""
    named = names or _NAMES
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    columns: list[ColumnElement[Any]] = []
    for name in schema:
        column: ColumnElement[Any] = table.c[named.get(name, name)]
        if schema[name] == MOMENT:
            column = cast(column, String if is_sqlite else DateTime(timezone=True))
        elif schema[name] == pl.String:
            column = cast(column, String)
        columns.append(column.label(name))
    rows = session.connection().execute(select(*columns)).fetchall()
    given: Schema = {
        name: pl.String if kind == MOMENT and is_sqlite else kind for name, kind in schema.items()
    }
    frame = pl.DataFrame(rows, schema=given, orient="row")
    moments = [name for name, kind in schema.items() if kind == MOMENT]
    if not is_sqlite or not moments:
        return frame
    return frame.with_columns(
        pl.col(moments).str.to_datetime("%Y-%m-%d %H:%M:%S%.f", time_unit="us", time_zone="UTC")
    )
