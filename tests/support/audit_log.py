"""What keeps the audit log from being changed, taken off and put back: for tests that tamper."""

from sqlalchemy import Connection

_FIND = {
    "sqlite": "SELECT name, tbl_name, sql FROM sqlite_master "
    "WHERE type = 'trigger' AND substr(tbl_name, 1, 6) = 'audit_'",
    "postgresql": "SELECT tgname, tgrelid::regclass::text, pg_get_triggerdef(oid) FROM pg_trigger "
    "WHERE NOT tgisinternal AND substr(tgrelid::regclass::text, 1, 6) = 'audit_'",
}


def drop_triggers(connection: Connection) -> list[str]:
    """Take the audit log's triggers off; the statements that make them again."""
    dialect = connection.dialect.name
    found = connection.exec_driver_sql(_FIND[dialect]).all()
    assert found
    for name, table, _sql in found:
        on = "" if dialect == "sqlite" else f" ON {table}"
        connection.exec_driver_sql(f"DROP TRIGGER {name}{on}")
    return [sql for _name, _table, sql in found]
