"""Views and triggers of the database against those that the migrations make.

A view that is named like a table, or a trigger that changes what is written, makes rows that every
comparison of rows finds in order. Temporary ones belong to one connection and are not seen here.
"""

from collections.abc import Iterator, Mapping

from sqlalchemy import Connection, text

from core.audit.stored.state import Difference

_SQLITE: Mapping[str, str] = {
    "audit_entry_no_update": "CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry "
    "BEGIN SELECT RAISE(ABORT, 'audit entries cannot be changed'); END",
    "audit_entry_no_delete": "CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry "
    "BEGIN SELECT RAISE(ABORT, 'audit entries cannot be deleted'); END",
    "audit_entry_next": "CREATE TRIGGER audit_entry_next BEFORE INSERT ON audit_entry "
    "WHEN NEW.id <> (SELECT length + 1 FROM audit_head) "
    "BEGIN SELECT RAISE(ABORT, 'audit entries are only appended'); END",
    "audit_head_forward": "CREATE TRIGGER audit_head_forward BEFORE UPDATE ON audit_head "
    "WHEN NEW.length <> OLD.length + 1 "
    "BEGIN SELECT RAISE(ABORT, 'the audit log only grows'); END",
    "audit_head_no_delete": "CREATE TRIGGER audit_head_no_delete BEFORE DELETE ON audit_head "
    "BEGIN SELECT RAISE(ABORT, 'the audit log keeps its head'); END",
}
_POSTGRESQL: Mapping[str, str] = {
    "audit_entry_fixed": "audit_entry",
    "audit_entry_no_truncate": "audit_entry",
    "audit_head_forward": "audit_head",
    "audit_head_no_delete": "audit_head",
    "audit_head_no_truncate": "audit_head",
}
_QUERIES = {
    "sqlite": "SELECT type, name, sql FROM sqlite_master WHERE type IN ('view', 'trigger')",
    "postgresql": "SELECT 'view', table_name::text, '' FROM information_schema.views "
    "WHERE table_schema = current_schema() UNION ALL "
    "SELECT 'rule', rulename::text, '' FROM pg_rules WHERE schemaname = current_schema() "
    "UNION ALL SELECT 'trigger', t.tgname::text, c.relname::text || "
    "CASE t.tgenabled WHEN 'D' THEN ' (switched off)' ELSE '' END FROM pg_trigger t "
    "JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace "
    "WHERE NOT t.tgisinternal AND n.nspname = current_schema()",
}


def schema_differences(connection: Connection) -> Iterator[Difference]:
    """Every view and trigger that no migration made, was changed, or is gone."""
    dialect = connection.dialect.name
    missing = dict(_SQLITE if dialect == "sqlite" else _POSTGRESQL)
    for kind, name, said in connection.execute(text(_QUERIES[dialect])):
        expected = missing.pop(name, None) if kind == "trigger" else None
        if expected is None:
            yield Difference(kind, name, "no migration of Offramp made it")
        elif expected != said:
            yield Difference(kind, name, "it is not as Offramp made it")
    for name in missing:
        yield Difference("trigger", name, "it is gone: it keeps the audit log from being changed")
