"""The audit log: one chain, append-only, tampering found and named."""

import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from sqlmodel import Session

from core.actor import LOCAL_OPERATOR
from core.audit import service as audit
from core.audit.chain import entry_hash
from core.audit.rows import comma_separated, jsonl, read_file, sealed_rows
from core.audit.schema import TRIGGERS
from core.config import ROOT
from core.storage.database import Database
from core.storage.migrate import upgrade

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


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


def test_the_history_of_an_object_is_its_own_entries_in_their_order(database: Database) -> None:
    with database.write() as session:
        for obj, action in [
            ("case:1", "case.open"),
            ("case:10", "case.open"),
            ("case:1", "case.x"),
        ]:
            audit.record(session, LOCAL_OPERATOR, action, obj)
    with database.read() as session:
        assert [e.action for e in audit.history(session, "case:1")] == ["case.open", "case.x"]
        assert audit.history(session, "case:") == []
        head = audit.head(session)
        assert (head.count, head.hash) == (3, audit.history(session, "case:1")[-1].hash)


def test_the_head_of_an_empty_chain_is_its_beginning(database: Database) -> None:
    with database.read() as session:
        assert audit.head(session) == audit.Head(0, "0" * 64)


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


FIELDS = ("at", "actor_id", "actor_name", "action", "object", "before", "after", "address")


def test_every_tampering_with_a_thousand_entries_is_found_and_named(
    empty_database: Database, tmp_path: Path
) -> None:
    upgrade(empty_database)
    fill(empty_database, 1000)
    points = tmp_path / "checkpoints.jsonl"
    with empty_database.read() as session:
        audit.take_checkpoint(session, LOCAL_OPERATOR, points, now=NOW)
    drop_triggers(empty_database)
    # Each is made with raw SQL, looked for, and undone.
    shift = {
        "at": "at = '2020-01-01 00:00:00+00:00'",
        "id": "id = 5000",
        "request_id": "request_id = 'x'",
        "hash": f"hash = '{'f' * 64}'",
        "mac": f"mac = '00000000:{'f' * 64}'",
    }
    for field in (*FIELDS, "request_id", "hash", "mac", "id"):
        for number in (1, 2, 500, 999, 1000):
            setting = shift.get(field, f"{field} = 'x'")
            found = tampered(
                empty_database, points, f"UPDATE audit_entry SET {setting} WHERE id = {number}"
            )
            named = {b.entry for b in found.breaks}
            assert named & {number, number + 1, 5000}, (field, number, found.breaks)
    for number in (1, 2, 500, 999):
        found = tampered(empty_database, points, f"DELETE FROM audit_entry WHERE id = {number}")
        assert found.breaks[0].entry == number + 1
        assert "missing" in found.breaks[0].reason
    columns = (
        "at, actor_id, actor_name, action, object, before, after, address, request_id, hash, mac"
    )
    inserted = (
        f"INSERT INTO audit_entry (id, {columns}) SELECT 1001, {columns} FROM audit_entry "
        "WHERE id = 7"
    )
    assert tampered(empty_database, points, inserted).breaks[0].entry == 1001
    swap = (
        "UPDATE audit_entry SET id = -1 WHERE id = 400",
        "UPDATE audit_entry SET id = 400 WHERE id = 401",
        "UPDATE audit_entry SET id = 401 WHERE id = -1",
    )
    assert {b.entry for b in tampered(empty_database, points, *swap).breaks} >= {400, 401}
    for left in (0, 1, 500, 999):
        last = f"(SELECT coalesce(max(hash), '') FROM audit_entry WHERE id = {left})"
        cut = (
            f"DELETE FROM audit_entry WHERE id > {left}",
            f"UPDATE audit_head SET length = {left}, hash = {last}",
        )
        found = tampered(empty_database, points, *cut)
        assert found.breaks[0].entry == left + 1
        assert "cut off" in found.breaks[0].reason


def tampered(database: Database, points: Path, *statements: str) -> audit.Verification:
    """What verification says after these changes, which are undone."""
    with database.engine.connect() as connection:
        connection.execution_options(offramp_write=True)
        with Session(connection) as session:
            for statement in statements:
                session.execute(text(statement))
            found = audit.verify(session, LOCAL_OPERATOR, points)
            session.rollback()
    assert not found.holds, statements
    return found


def test_a_chain_rebuilt_without_the_key_is_found(database: Database) -> None:
    fill(database, 20)
    drop_triggers(database)
    with database.write() as session:
        rows = list(sealed_rows(session))
        previous = rows[9].hash
        for facts, _hash, mac in rows[10:]:
            forged = facts._replace(actor_name="somebody else") if facts.id == 11 else facts
            previous = entry_hash(previous, forged)
            session.execute(
                text("UPDATE audit_entry SET actor_name=:a, hash=:h, mac=:m WHERE id=:i"),
                {"a": forged.actor_name, "h": previous, "m": mac, "i": facts.id},
            )
        session.execute(text("UPDATE audit_head SET hash=:h"), {"h": previous})
    found = verify(database)
    assert found.breaks[0].entry == 11
    assert "without the key" in found.breaks[0].reason


@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_an_exported_log_is_verified_away_from_the_database(
    database: Database, tmp_path: Path, form: str
) -> None:
    fill(database, 30)
    odd = replace(LOCAL_OPERATOR, name="=HYPERLINK(1)", address="'quoted")
    with database.write() as session:
        audit.record(session, odd, "x", "\\N", after={"a": [1.5, None, True], "ü": '"\n;'})
    path = tmp_path / f"log.{form}"
    write = jsonl if form == "jsonl" else comma_separated
    with database.read() as session, path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(write(audit.exported(session, LOCAL_OPERATOR)))
    found = audit.verify_entries(read_file(path), None)
    assert found.holds, found.breaks
    assert found.count == 31
    if form == "csv":
        assert ",'=HYPERLINK" in path.read_text()
    text_ = path.read_text()
    path.write_text(text_.replace("stack:app-7", "stack:app-8", 1))
    assert audit.verify_entries(read_file(path), None).breaks[0].entry == 8


def test_concurrent_processes_keep_one_chain(database: Database) -> None:
    processes, each = (
        int(os.environ.get("OFFRAMP_TEST_WRITERS", "3")),
        int(os.environ.get("OFFRAMP_TEST_ENTRIES", "40")),
    )
    script = (
        "import sys\n"
        "from core.actor import LOCAL_OPERATOR\n"
        "from core.audit import service as audit\n"
        "from core.storage.database import Database\n"
        "database = Database(sys.argv[1])\n"
        "for number in range(int(sys.argv[2])):\n"
        "    with database.write() as session:\n"
        "        audit.record(session, LOCAL_OPERATOR, 'x', f'y:{number}', after={'n': number})\n"
    )
    started = [
        subprocess.Popen([sys.executable, "-c", script, database.url, str(each)], cwd=ROOT)
        for _ in range(processes)
    ]
    assert [process.wait(300) for process in started] == [0] * processes
    found = verify(database)
    assert found.holds, found.breaks
    assert found.count == processes * each


def test_entries_from_before_the_chain_are_chained_by_the_migration(
    empty_database: Database,
) -> None:
    upgrade(empty_database, "0001")
    insert = (
        "INSERT INTO audit_entry (id, at, actor_id, actor_name, action, object, after) VALUES "
        "(:id, :at, 'local', 'Local operator', 'stack.edit', 'stack:a', '{}')"
    )
    with empty_database.write() as session:
        for number in (2, 5, 9):
            session.execute(
                text(insert), {"id": number, "at": f"2026-11-0{number} 10:00:00.000000"}
            )
    upgrade(empty_database)
    fill(empty_database, 2)
    found = verify(empty_database)
    assert found.holds, found.breaks
    assert found.count == 5
