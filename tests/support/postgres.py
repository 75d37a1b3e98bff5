"""Migrated PostgreSQL databases for one test after another, on one server.

Making a database and dropping it is half a second's work for the server, most of it files. So a
database whose schema a test left as it was is emptied and used again; any other is dropped.
"""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg.sql import SQL, Identifier

from core.storage.database import Database
from core.storage.migrate import upgrade
from tests.support.databases import administer, url_of

SCHEMA = """
SELECT md5(string_agg(part, E'\\n' ORDER BY part)) FROM (
    SELECT concat_ws(' ', 'relation', oid::regclass, relkind) AS part FROM pg_class
     WHERE relnamespace <> ALL (%(of_the_system)s::regnamespace[])
    UNION ALL
    SELECT concat_ws(' ', 'column', attrelid::regclass, attname, format_type(atttypid, atttypmod),
                     attnotnull, pg_get_expr(adbin, adrelid))
      FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
     WHERE attnum > 0 AND attrelid IN (SELECT oid FROM pg_class
           WHERE relkind = 'r' AND relnamespace <> ALL (%(of_the_system)s::regnamespace[]))
    UNION ALL
    SELECT concat_ws(' ', 'constraint', conrelid::regclass, pg_get_constraintdef(oid))
      FROM pg_constraint WHERE connamespace <> ALL (%(of_the_system)s::regnamespace[])
    UNION ALL
    SELECT concat_ws(' ', 'trigger', tgrelid::regclass, tgname, tgenabled, tgfoid::regproc)
      FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL
    SELECT concat_ws(' ', 'function', oid::regprocedure, prosrc)
      FROM pg_proc WHERE pronamespace <> ALL (%(of_the_system)s::regnamespace[])
) AS parts
"""
OF_THE_SYSTEM = ["pg_catalog", "information_schema", "pg_toast"]
EMPTY_ALL = """
DO $$
DECLARE
    one record;
    filled boolean;
BEGIN
    SET LOCAL session_replication_role = replica; -- no triggers: neither ours nor references
    FOR one IN SELECT format('%I', tablename) AS name FROM pg_tables WHERE schemaname = 'public'
    LOOP
        EXECUTE 'SELECT EXISTS (SELECT FROM ' || one.name || ')' INTO filled;
        IF filled THEN EXECUTE 'DELETE FROM ' || one.name; END IF;
    END LOOP;
END $$
"""
SEQUENCES = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public'"


class Databases:
    """Migrated databases on a server, one at a time."""

    def __init__(self, server: str) -> None:
        self._server = server
        self._admin = psycopg.connect(server, autocommit=True)
        self._spare: str | None = None
        administer(server, "CREATE DATABASE migrated")
        template = Database(url_of(server, "migrated"))
        upgrade(template)
        template.close()
        with self._connect("migrated") as made:
            self._schema = self._schema_of(made)
            self._sequences = made.execute(SEQUENCES).fetchall()
            tables = made.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
            self._rows = {
                table: rows
                for (table,) in tables.fetchall()
                if (rows := self._content(made, table))
            }

    @contextmanager
    def one(self) -> Iterator[Database]:
        """A migrated database, as if nobody had used it before."""
        name = self._fresh()
        database = Database(url_of(self._server, name))
        yield database
        database.close()
        if self._is_idle(name) and self._is_emptied(name):
            self._spare = name
        else:
            self._admin.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))

    def _fresh(self) -> str:
        """A database of a new name: what is remembered of another by its URL is not its own."""
        name, spare = f"t{uuid.uuid4().hex}", self._spare
        self._spare = None
        make = "ALTER DATABASE {1} RENAME TO {0}" if spare else "CREATE DATABASE {0} TEMPLATE {1}"
        parts = (Identifier(name), Identifier(spare or "migrated"))
        self._admin.execute(SQL(make).format(*parts))
        return name

    def _connect(self, name: str) -> psycopg.Connection:
        return psycopg.connect(self._server.replace("/postgres?", f"/{name}?"))

    def _is_idle(self, name: str) -> bool:
        """Whether the test left nobody behind who is at work there; who idles is sent away."""
        states = "SELECT state, pg_terminate_backend(pid, 10000) FROM pg_stat_activity"
        left = self._admin.execute(f"{states} WHERE datname = %s", [name]).fetchall()
        return all(state in ("idle", None) for state, _ended in left)

    def _is_emptied(self, name: str) -> bool:
        """Whether it now is as the migrations left it; never when its schema is another."""
        with self._connect(name) as used:
            if self._schema_of(used) != self._schema:
                return False
            used.execute(EMPTY_ALL)
            used.execute("SET LOCAL session_replication_role = replica")
            for table, rows in self._rows.items():
                with used.cursor().copy(
                    SQL("COPY {} FROM STDIN").format(Identifier(table))
                ) as back:
                    back.write(rows)
            for sequence, value in self._sequences:
                used.execute("SELECT setval(%s, %s, %s)", [sequence, value or 1, value is not None])
        return True

    @staticmethod
    def _schema_of(connection: psycopg.Connection) -> str:
        [found] = connection.execute(SCHEMA, {"of_the_system": OF_THE_SYSTEM}).fetchone() or ()
        return str(found)

    @staticmethod
    def _content(connection: psycopg.Connection, table: str) -> bytes:
        with connection.cursor().copy(SQL("COPY {} TO STDOUT").format(Identifier(table))) as rows:
            return b"".join(bytes(row) for row in rows)
