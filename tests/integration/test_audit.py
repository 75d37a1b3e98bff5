"""The audit log: one chain, append-only, tampering found and named."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from core.actor import LOCAL_OPERATOR
from core.audit import service as audit
from core.audit.schema import TRIGGERS
from core.storage.database import Database


def fill(database: Database, count: int) -> None:
    """So many entries, a few in a transaction."""
    for start in range(0, count, 100):
        with database.write() as session:
            for number in range(start, min(start + 100, count)):
                audit.record(
                    session,
                    LOCAL_OPERATOR,
                    "stack.edit",
                    f"stack:app-{number}",
                    before={"seats": number, "owner": "Ünal"},
                    after={"seats": number + 1, "owner": None},
                )


def verify(database: Database, **options: object) -> audit.Verification:
    with database.read() as session:
        return audit.verify(session, LOCAL_OPERATOR, **options)  # type: ignore[arg-type]


def drop_triggers(database: Database) -> None:
    with database.engine.begin() as connection:
        for table, names in TRIGGERS[database.engine.dialect.name].items():
            for name in names:
                on = "" if database.is_sqlite else f" ON {table}"
                connection.exec_driver_sql(f"DROP TRIGGER {name}{on}")


def test_entries_make_an_unbroken_chain(database: Database) -> None:
    fill(database, 250)
    found = verify(database)
    assert found.holds, found.breaks
    assert found.count == 250


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET actor_name = 'x' WHERE id = 2",
        "DELETE FROM audit_entry WHERE id = 2",
        "DELETE FROM audit_head",
        "UPDATE audit_head SET length = 1",
    ],
)
def test_the_database_refuses_to_change_the_log(database: Database, statement: str) -> None:
    fill(database, 3)
    with pytest.raises(DatabaseError), database.write() as session:
        session.execute(text(statement))
    assert verify(database).holds
