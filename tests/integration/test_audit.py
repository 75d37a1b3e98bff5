"""The audit log: one chain, append-only, tampering found and named."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import product
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError
from sqlmodel import Session, col

from core import keys
from core.actor import LOCAL_OPERATOR, Role
from core.app.audit.checkpoints import checkpoint_now
from core.audit import service as audit
from core.audit.chain import entry_hash
from core.audit.rows import comma_separated, jsonl, read_file, sealed_rows
from core.config import ROOT, load_settings, settings
from core.errors import Invalid
from core.identity import service as identity
from core.identity.models import Account
from core.storage.database import Database
from core.storage.migrate import upgrade
from tests.support.audit_log import drop_triggers

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


def without_triggers(database: Database) -> None:
    with database.engine.begin() as connection:
        drop_triggers(connection)


def verify(database: Database, **options: object) -> audit.Verification:
    with database.read() as session:
        return audit.verify(session, LOCAL_OPERATOR, **options)  # type: ignore[arg-type]


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


COLUMNS = "at, actor_id, actor_name, action, object, before, after, address, request_id, hash, mac"
CHANGES = {
    "at": "'2020-01-01 00:00:00+00:00'",
    "actor_id": "'x'",
    "actor_name": "'x'",
    "action": "'x'",
    "object": "'x'",
    "before": "NULL",
    "after": """'{"owner": null,"seats": 1}'""",
    "address": "'203.0.113.9'",
    "request_id": "'x'",
    "hash": f"'{'f' * 64}'",
    "mac": "substr(mac, 1, 9) || substr(hash, 1, 64)",
    "id": "5000",
}
"""For each field of an entry, something else that it could say."""

EVERY = int(os.environ.get("OFFRAMP_TEST_TAMPER_EVERY", "61"))
"""Which entries are tampered with: 1 is all of them, which takes minutes."""


@pytest.fixture
def thousand(database: Database, tmp_path: Path) -> tuple[Database, Path]:
    """A log of 1,000 entries without its triggers, and a checkpoint of it."""
    fill(database, 1000)
    points = tmp_path / "checkpoints.jsonl"
    with database.read() as session:
        audit.take_checkpoint(session, LOCAL_OPERATOR, points, now=NOW)
    without_triggers(database)
    return database, points


def positions(last: int) -> list[int]:
    return sorted({1, 2, 500, 999, 1000, *range(1, 1001, EVERY)} & set(range(1, last + 1)))


def test_a_changed_field_is_found_and_its_entry_named(thousand: tuple[Database, Path]) -> None:
    for field, number in product(CHANGES, positions(1000)):
        statement = f"UPDATE audit_entry SET {field} = {CHANGES[field]} WHERE id = {number}"
        found = tampered(*thousand, statement)
        assert found.breaks[0].entry == number, (number, found.breaks)
        assert len(found.breaks) == 1 or field in {"id", "hash"}, (number, found.breaks)


def test_a_deleted_entry_is_found_and_named(thousand: tuple[Database, Path]) -> None:
    for number in positions(999):
        found = tampered(*thousand, f"DELETE FROM audit_entry WHERE id = {number}")
        assert (found.breaks[0].entry, found.breaks[0].reason) == (number, "it is missing")
    gone = tampered(*thousand, "DELETE FROM audit_entry WHERE id BETWEEN 7 AND 9")
    assert str(gone.breaks[0]) == "entry 7: it and all up to 9 are missing"


def test_an_inserted_entry_is_found_and_named(thousand: tuple[Database, Path]) -> None:
    for number in positions(1000):
        found = tampered(
            *thousand,
            f"UPDATE audit_entry SET id = -(id + 1) WHERE id > {number}",
            "UPDATE audit_entry SET id = -id WHERE id < 0",
            f"INSERT INTO audit_entry (id, {COLUMNS}) SELECT {number + 1}, {COLUMNS} "
            f"FROM audit_entry WHERE id = {number}",
            "UPDATE audit_head SET length = 1001",
        )
        assert found.breaks[0].entry == number + 1, (number, found.breaks)


def test_two_entries_that_changed_places_are_found_and_named(
    thousand: tuple[Database, Path],
) -> None:
    for number in positions(999):
        found = tampered(
            *thousand,
            f"UPDATE audit_entry SET id = -1 WHERE id = {number}",
            f"UPDATE audit_entry SET id = {number} WHERE id = {number + 1}",
            f"UPDATE audit_entry SET id = {number + 1} WHERE id = -1",
        )
        assert {b.entry for b in found.breaks} >= {number, number + 1}, found.breaks


def test_a_tail_that_was_cut_off_is_found_by_the_checkpoint(
    thousand: tuple[Database, Path],
) -> None:
    database, points = thousand
    for left in (0, *positions(999)):
        last = f"(SELECT coalesce(max(hash), '') FROM audit_entry WHERE id = {left})"
        cut = (
            f"DELETE FROM audit_entry WHERE id > {left}",
            f"UPDATE audit_head SET length = {left}, hash = {last}",
        )
        found = tampered(database, points, *cut)
        assert found.breaks[0].entry == left + 1
        assert "cut off" in found.breaks[0].reason
    # Without a checkpoint nothing shows, and that is said.
    with database.write() as session:
        for statement in cut:
            session.execute(text(statement))
    blind = verify(database)
    assert blind.holds
    assert "cut off" in blind.cautions[0]


NO_ENTRY = {
    "postgresql": ["after = 'no JSON'"],
    "sqlite": ["after = 'no JSON'", "at = 'never'", "actor_name = x'ff00'", "mac = x'ff00'"],
}
"""What the database takes and no service ever writes; SQLite takes anything."""


def test_what_no_entry_can_hold_is_named_shown_and_exported(database: Database) -> None:
    fill(database, 5)
    without_triggers(database)
    for setting in NO_ENTRY[database.engine.dialect.name]:
        with database.engine.connect() as connection, Session(connection) as session:
            session.execute(text(f"UPDATE audit_entry SET {setting} WHERE id = 3"))
            assert [b.entry for b in audit.verify(session, LOCAL_OPERATOR).breaks] == [3]
            shown = audit.entries(session, LOCAL_OPERATOR, audit.Query())
            assert [entry.id for entry in shown] == [5, 4, 3, 2, 1]
            assert len(list(jsonl(audit.exported(session, LOCAL_OPERATOR)))) == 5
            session.rollback()


def test_a_walk_stops_when_enough_is_broken_and_says_so(thousand: tuple[Database, Path]) -> None:
    found = tampered(*thousand, "UPDATE audit_entry SET action = 'x' WHERE id > 500")
    assert [b.entry for b in found.breaks] == list(range(501, 521))
    assert not found.is_whole
    assert "more breaks" in found.cautions[0]


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
    without_triggers(database)
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
    path.write_text(text_[: len(text_) // 2])
    with pytest.raises(Invalid, match="is not an audit entry"):
        audit.verify_entries(read_file(path), None)


def test_without_the_key_hashes_are_checked_and_seals_are_not(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(database, 9)
    path = tmp_path / "log.jsonl"
    with database.read() as session:
        lines = list(jsonl(audit.exported(session, LOCAL_OPERATOR)))
    monkeypatch.setenv("OFFRAMP_SECRET_KEY", "")
    monkeypatch.setenv("OFFRAMP_DATA_DIR", str(tmp_path))
    settings.cache_clear()
    keys.ring.cache_clear()
    try:
        path.write_text("".join(lines))
        found = audit.verify_entries(read_file(path), None)
        assert (found.holds, found.is_sealed, found.count) == (True, False, 9)
        assert "seals were not" in found.cautions[0]
        path.write_text("".join(lines).replace("stack:app-4", "stack:app-5"))
        assert audit.verify_entries(read_file(path), None).breaks[0].entry == 5
        assert not (tmp_path / keys.FILE_NAME).exists(), "who only looks makes no key"
    finally:
        monkeypatch.undo()
        settings.cache_clear()
        keys.ring.cache_clear()


def test_a_checkpoint_goes_to_the_file_and_to_the_webhook(
    database: Database, tmp_path: Path
) -> None:
    posted: list[dict[str, Any]] = []

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            posted.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
            self.send_response(204 if len(posted) == 1 else 500)
            self.end_headers()

        def log_message(self, *_arguments: object) -> None:
            """Nothing."""

    fill(database, 3)
    with ThreadingHTTPServer(("127.0.0.1", 0), Hook) as hook:
        Thread(target=hook.serve_forever, daemon=True).start()
        chosen = load_settings(
            data_dir=tmp_path, checkpoint_webhook=f"http://127.0.0.1:{hook.server_port}/x"
        )
        line = checkpoint_now(database, chosen)
        assert checkpoint_now(database, chosen) is None, "nothing was added since"
        fill(database, 1)
        assert checkpoint_now(database, chosen), "a webhook that fails does not stop the file"
        hook.shutdown()
    written = chosen.checkpoints.read_text().splitlines()
    assert [json.loads(one)["count"] for one in written] == [3, 4]
    assert chosen.checkpoints.stat().st_mode & 0o777 == 0o600
    assert line == written[0]
    assert posted == [json.loads(one) for one in written]
    assert set(posted[0]) == {"at", "count", "hash", "key", "mac"}
    found = verify(database, checkpoint_file=chosen.checkpoints)
    assert (found.holds, found.checkpoints, found.cautions) == (True, 2, [])
    # A forged or damaged line is said; it does not stand for a checkpoint.
    chosen.checkpoints.write_text(written[0].replace('"count": 3', '"count": 2') + "\n")
    assert (
        "not a checkpoint of ours"
        in verify(database, checkpoint_file=chosen.checkpoints).breaks[0].reason
    )


def test_concurrent_processes_keep_one_chain(database: Database) -> None:
    processes, each = (
        int(os.environ.get("OFFRAMP_TEST_WRITERS", "8")),
        int(os.environ.get("OFFRAMP_TEST_ENTRIES", "500")),
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


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_a_selection_says_that_it_is_one_and_is_refused_as_a_chain(
    database: Database, tmp_path: Path, form: str
) -> None:
    with database.write() as session:
        for number in range(6):
            obj, action = f"thing:{number}", "scim.remove" if number % 2 else "stack.add"
            audit.record(session, LOCAL_OPERATOR, action, obj, after={"formula": "=1+1"})
    query = audit.Query(action="scim.", object="thing:", since=datetime(2026, 1, 1, tzinfo=UTC))
    with database.write() as session:
        audit.begin_selection(session, LOCAL_OPERATOR, query, form)
    with database.read() as session:
        lines = list(audit.selected(session, LOCAL_OPERATOR, query, form))
        (taken,) = audit.entries(session, LOCAL_OPERATOR, audit.Query(action="audit.export"))
        hashes = [entry.hash for entry in audit.history(session, "thing:3")]
    assert (taken.object, taken.after["entries"]) == ("audit:selection", 3)
    assert taken.after["filters"]["action"] == "scim."
    told = lines[0]
    assert "no whole chain" in told
    assert "scim." in told
    entries = lines[2:] if form == "csv" else lines[1:]
    assert [f"thing:{number}" in line for number, line in zip((1, 3, 5), entries, strict=True)]
    assert hashes[0] in entries[1]
    path = tmp_path / f"part.{form}"
    path.write_text("".join(lines), encoding="utf-8", newline="")
    with pytest.raises(Invalid, match="only some entries of the log: it is no chain"):
        audit.verify_entries(read_file(path), None)


def test_what_cannot_be_recorded_is_not_done(database: Database) -> None:
    with database.engine.begin() as connection:
        drop_triggers(connection)
        connection.execute(text("DELETE FROM audit_head"))
    with pytest.raises(audit.BrokenLog), database.write() as session:
        identity.add(session, LOCAL_OPERATOR, username="ada", name="Ada", role=Role.VIEWER)
    with database.read() as session:
        assert session.scalar(select(func.count(col(Account.id)))) == 0
