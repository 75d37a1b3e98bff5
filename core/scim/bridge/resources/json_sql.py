"""The few JSON questions that filters ask, in the SQL of either database."""

from typing import Any, Protocol

from sqlalchemy import ColumnElement, FromClause, case, func, literal_column
from sqlalchemy.dialects.postgresql import JSONB

Sql = ColumnElement[Any]


class JsonSql(Protocol):
    """How one database reads a JSON document."""

    def text(self, doc: Sql, path: tuple[str, ...]) -> Sql:
        """The string (or number as text) at the path, or NULL; ``()`` is the document itself."""

    def flag(self, doc: Sql, path: tuple[str, ...], value: bool) -> Sql:
        """Whether the boolean at the path is ``value``; NULL where there is none."""

    def elements(self, doc: Sql, path: tuple[str, ...]) -> tuple[FromClause, Sql, Sql]:
        """Rows of the array at the path: the table, each element, its position."""

    def members(self, doc: Sql, path: tuple[str, ...]) -> tuple[FromClause, Sql]:
        """Rows of the object at the path: the table, each value as text."""

    def contains(self, text: Sql, part: str) -> Sql:
        """Whether the text contains the part, literally."""

    def ends(self, text: Sql, part: str) -> Sql:
        """Whether the text ends with the part, literally."""

    def ordered(self, text: Sql) -> Sql:
        """The text, so that it orders by code point."""


def _sqlite_path(path: tuple[str, ...]) -> str:
    return "$" + "".join(f'."{name}"' for name in path)


class SqliteJson:
    """SQLite: ``json_extract`` and ``json_each``."""

    def text(self, doc: Sql, path: tuple[str, ...]) -> Sql:
        return func.json_extract(doc, _sqlite_path(path)) if path else doc

    def flag(self, doc: Sql, path: tuple[str, ...], value: bool) -> Sql:
        return self.text(doc, path) == int(value)

    def elements(self, doc: Sql, path: tuple[str, ...]) -> tuple[FromClause, Sql, Sql]:
        rows = func.json_each(doc, _sqlite_path(path)).table_valued("key", "value").alias()
        return rows, rows.c.value, rows.c.key

    def members(self, doc: Sql, path: tuple[str, ...]) -> tuple[FromClause, Sql]:
        rows = func.json_each(doc, _sqlite_path(path)).table_valued("value").alias()
        return rows, rows.c.value

    def contains(self, text: Sql, part: str) -> Sql:
        return func.instr(text, part) > 0

    def ends(self, text: Sql, part: str) -> Sql:
        return func.substr(text, -len(part)) == part

    def ordered(self, text: Sql) -> Sql:
        return text


class PostgresJson:
    """PostgreSQL: JSONB functions; text in collation "C"."""

    def text(self, doc: Sql, path: tuple[str, ...]) -> Sql:
        if not path:
            return doc.op("#>>")(literal_column("'{}'::text[]"))
        return func.jsonb_extract_path_text(doc, *path)

    def flag(self, doc: Sql, path: tuple[str, ...], value: bool) -> Sql:
        return self.text(doc, path) == ("true" if value else "false")

    def elements(self, doc: Sql, path: tuple[str, ...]) -> tuple[FromClause, Sql, Sql]:
        array = func.coalesce(func.jsonb_extract_path(doc, *path), literal_column("'[]'::jsonb"))
        rows = (
            func.jsonb_array_elements(array, type_=JSONB)
            .table_valued("value", with_ordinality="position")
            .render_derived()
        )
        return rows, rows.c.value, rows.c.position

    def members(self, doc: Sql, path: tuple[str, ...]) -> tuple[FromClause, Sql]:
        found = func.jsonb_extract_path(doc, *path) if path else doc
        is_object = func.jsonb_typeof(found) == "object"
        safe: Sql = literal_column("'{}'::jsonb")
        rows = (
            func.jsonb_each_text(case((is_object, found), else_=safe))
            .table_valued("key", "value")
            .render_derived()
        )
        return rows, rows.c.value

    def contains(self, text: Sql, part: str) -> Sql:
        return func.strpos(text, part) > 0

    def ends(self, text: Sql, part: str) -> Sql:
        return func.right(text, len(part)) == part

    def ordered(self, text: Sql) -> Sql:
        return text.collate("C")


def json_sql(dialect: str) -> JsonSql:
    """The JSON of the database with this dialect name."""
    return SqliteJson() if dialect == "sqlite" else PostgresJson()
