"""What the state of rows costs: an audited write, and a million entries that carry it."""

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from pytest_benchmark.fixture import BenchmarkFixture
from sqlmodel import Session

from core.actor import LOCAL_OPERATOR
from core.audit import recording
from core.audit import service as audit
from core.audit.chain import GENESIS, Facts, entry_hash, seal
from core.audit.stored import state
from core.audit.stored.row_digest import audited_rows
from core.keys import ring
from core.offboarding import service as offboarding
from core.offboarding.models import EvidenceNeed
from core.storage.database import Database
from core.storage.migrate import upgrade
from tests.support.audit_log import drop_triggers
from tests.support.cases import add_case, add_step

ENTRIES = int(os.environ.get("OFFRAMP_BENCH_ENTRIES", "1000000"))
ROWS = ENTRIES // 4


@pytest.fixture(scope="module")
def long_log(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A log of a million entries, each with the state of one of 250,000 steps, which are there."""
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('long') / 'offramp.db'}")
    upgrade(database)
    with database.write() as session:
        case = add_case(session)
        case_id = case.id
        one = add_step(session, case)
    columns = [column.name for column in one.__table__.c if column.name != "id"]  # type: ignore[attr-defined]
    names = ", ".join(f'"{name}"' for name in columns)
    with database.engine.connect() as connection:
        triggers = drop_triggers(connection)
        connection.exec_driver_sql(
            "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n "
            f"WHERE x < {ROWS}) INSERT INTO offboarding_step (id, {names}) "
            f"SELECT {one.id} + x, {names} FROM offboarding_step, n"
        )
        rows = audited_rows("offboarding_step")
        assert rows
        digests = [(rows.key_of(row), rows.digest(row)) for row in rows.every(connection)][1:]
        _write_entries(connection, digests, case_id or 0)
        for trigger in triggers:
            connection.exec_driver_sql(trigger)
        connection.commit()
    yield database
    database.close()


def _write_entries(connection, digests, case: int) -> None:  # type: ignore[no-untyped-def]
    key, at = ring().derive("audit")[0], datetime(2026, 1, 1, tzinfo=UTC)
    length, previous = connection.exec_driver_sql("SELECT length, hash FROM audit_head").one()
    insert = (
        "INSERT INTO audit_entry (id, at, actor_id, actor_name, action, object, before, after, "
        "state, hash, mac) VALUES (?, '2026-01-01 00:00:00.000000', 'local', 'Local operator', "
        '\'case.assign\', ?, \'{"owner":null}\', \'{"owner":"Ada","step":1}\', ?, ?, ?)'
    )
    written = []
    for place in range(ENTRIES):
        number = length + place + 1
        step, digest = digests[place % len(digests)]
        change = digest if place < len(digests) else [digest, digest]
        text = json.dumps({"offboarding_step": {step: change}}, separators=(",", ":"))
        facts = Facts(
            number, at, "local", "Local operator", "case.assign", f"case:{case}",
            '{"owner":null}', '{"owner":"Ada","step":1}', None, None, text,
        )  # fmt: skip
        previous = entry_hash(previous or GENESIS, facts)
        written.append((number, facts.object, text, previous, seal(previous, key)))
        if len(written) == 20_000 or place + 1 == ENTRIES:
            connection.exec_driver_sql(insert, written)
            written.clear()
    connection.exec_driver_sql(
        f"UPDATE audit_head SET length={length + ENTRIES}, hash='{previous}'"
    )


def test_verify_a_long_log_with_state(benchmark: BenchmarkFixture, long_log: Database) -> None:
    def verify() -> audit.StateVerification:
        with long_log.snapshot() as session:
            return audit.verify_state(session, LOCAL_OPERATOR)

    found = benchmark.pedantic(verify, rounds=1)
    assert found.holds
    assert found.chain.count >= ENTRIES
    assert benchmark.stats["mean"] < 60


@pytest.mark.parametrize("with_state", [False, True], ids=["without", "with"])
@pytest.mark.parametrize("write", ["assign", "finish", "open"])
def test_an_audited_write(
    benchmark: BenchmarkFixture,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    write: str,
    with_state: bool,
) -> None:
    """One transaction with its commit, with and without the state in its entry."""
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('write') / 'offramp.db'}")
    upgrade(database)
    if not with_state:
        monkeypatch.setattr(recording, "take", lambda connection: connection.info.clear())
        monkeypatch.setattr(state, "_to_be_changed", lambda *_: None)
    with database.write() as session:
        case = add_case(session)
        steps = [
            add_step(session, case, position=n, needs_evidence=EvidenceNeed.NONE).id or 0
            for n in range(400)
        ]
    waiting = iter(steps)

    def assign(session: Session) -> None:
        found = offboarding.step(session, LOCAL_OPERATOR, steps[0])
        offboarding.assign(session, LOCAL_OPERATOR, steps[0], found.version, "Ada")

    def finish(session: Session) -> None:
        offboarding.finish(session, LOCAL_OPERATOR, next(waiting), 1)

    def open_one(session: Session) -> None:
        case = add_case(session, person=f"P{next(waiting)} Q")
        for n in range(60):
            add_step(session, case, position=n)
        audit.record(session, LOCAL_OPERATOR, "case.open", f"case:{case.id}", after={"steps": 60})

    do = {"assign": assign, "finish": finish, "open": open_one}[write]

    def run() -> None:
        with database.write() as session:
            do(session)

    benchmark.pedantic(run, rounds=300, iterations=1)
    database.close()
