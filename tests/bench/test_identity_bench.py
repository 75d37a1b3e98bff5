"""What identity costs: the sign-in check of a rerun, an entry on a long log, walking a long log."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from core.actor import LOCAL_OPERATOR, Role
from core.audit import service as audit
from core.audit.chain import GENESIS, Facts, entry_hash, seal
from core.identity import accounts, sign_in
from core.identity import service as identity
from core.identity.sessions import Lifetimes, Place
from core.keys import ring
from core.storage.database import Database
from core.storage.migrate import upgrade
from tests.support.audit_log import drop_triggers

ENTRIES = int(os.environ.get("OFFRAMP_BENCH_ENTRIES", "1000000"))
LIFE = Lifetimes(timedelta(hours=2), timedelta(hours=12))


@pytest.fixture(scope="module")
def long_log(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A SQLite database whose log has a million entries."""
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('long') / 'offramp.db'}")
    upgrade(database)
    key, previous, at = ring().derive("audit")[0], GENESIS, datetime(2026, 1, 1, tzinfo=UTC)
    insert = (
        "INSERT INTO audit_entry (id, at, actor_id, actor_name, action, object, before, after, "
        "hash, mac) VALUES (?, '2026-01-01 00:00:00.000000', 'local', 'Local operator', "
        '\'stack.edit\', ?, \'{"seats":1}\', \'{"owner":"Ada","seats":2}\', ?, ?)'
    )
    with database.engine.connect() as connection:
        triggers = drop_triggers(connection)
        rows = []
        for number in range(1, ENTRIES + 1):
            facts = Facts(
                number, at, "local", "Local operator", "stack.edit", f"stack:app-{number}",
                '{"seats":1}', '{"owner":"Ada","seats":2}', None, None,
            )  # fmt: skip
            previous = entry_hash(previous, facts)
            rows.append((number, facts.object, previous, seal(previous, key)))
            if len(rows) == 20_000 or number == ENTRIES:
                connection.exec_driver_sql(insert, rows)
                rows.clear()
        connection.exec_driver_sql(f"UPDATE audit_head SET length={ENTRIES}, hash='{previous}'")
        for trigger in triggers:
            connection.exec_driver_sql(trigger)
        connection.commit()
    yield database
    database.close()


def test_sign_in_check(benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'offramp.db'}")
    upgrade(database)
    with database.write() as session:
        for number in range(200):
            made = identity.add(
                session, LOCAL_OPERATOR, username=f"user{number}", name="x", role=Role.VIEWER
            )
        account, now = accounts.find(session, made), datetime.now(UTC)
        token = sign_in.admit(session, account, "password", Place(), LIFE, now)

    def check() -> object:
        with database.read() as session:
            return sign_in.find(session, token, LIFE, datetime.now(UTC))

    assert benchmark(check)
    database.close()


def test_append_to_a_long_log(benchmark: BenchmarkFixture, long_log: Database) -> None:
    """Beyond the commit: many appends in one transaction, one measured at a time."""
    with long_log.write() as session:
        benchmark(audit.record, session, LOCAL_OPERATOR, "x", "y:1", after={"seats": 2})


def test_append_and_commit_on_a_long_log(benchmark: BenchmarkFixture, long_log: Database) -> None:
    def append() -> None:
        with long_log.write() as session:
            audit.record(session, LOCAL_OPERATOR, "x", "y:1", after={"seats": 2})

    benchmark(append)


def test_verify_a_long_log(benchmark: BenchmarkFixture, long_log: Database) -> None:
    def verify() -> audit.Verification:
        with long_log.read() as session:
            return audit.verify(session, LOCAL_OPERATOR)

    found = benchmark.pedantic(verify, rounds=1)
    assert found.holds
    assert found.count >= ENTRIES
