"""Cases at scale: 10,000 of them with 500,000 steps; figures stand in docs/benchmarks.md."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert
from sqlmodel import SQLModel

from core.offboarding import service as offboarding
from core.offboarding.models import CaseKind, CaseStatus
from core.offboarding.values import CaseQuery, Day, WorkView
from core.offboarding.views import Opening
from core.storage.database import Database
from tests.support.company import APPS, OLA, READING, company

CASES, STEPS_EACH, BIG = 10_000, 50, 300
NOW = datetime.now(UTC)
DAY = Day(NOW, NOW + timedelta(hours=12))


def _case(number: int, is_open: bool) -> dict[str, Any]:
    return {
        "id": number,
        "person": f"Person {number} Example",
        "email": f"p{number}@example.com",
        "kind": CaseKind.VOLUNTARY,
        "effective_at": NOW + timedelta(hours=number % 400 - 200),
        "time_zone": "Europe/Berlin",
        "status": CaseStatus.OPEN if is_open else CaseStatus.CLOSED,
        "restricted": number % 100 == 0,
        "source": "file",
        "opened_at": NOW,
        "opened_by": "bench",
        "version": 1,
    }


def _step(case: int, place: int, done: bool) -> dict[str, Any]:
    owners = ("ola@example.com", None, "mo@example.com", "pia@example.com")
    owner = owners[place // 2 % 4]
    return {
        "case_id": case,
        "position": place,
        "key": f"bench/{place}",
        "app_id": ("slack", "figma", None)[place % 3],
        "title": f"Step {place}",
        "instructions": "Do what is to be done.",
        "why": "Because.",
        "kind": "manual",
        "phase": "remove",
        "owner_role": "operator",
        "owner": owner,
        "owner_key": owner,
        "due_at": NOW + timedelta(hours=(case * 7 + place) % 500 - 100),
        "urgent": False,
        "needs_evidence": "none",
        "removes_access": place % 5 == 0,
        "controls": [],
        "sources": [],
        "checklist_version": "x",
        "status": "done" if done else "open",
        "finished_at": NOW if done else None,
        "version": 1,
    }


def _fill(database: Database, open_share: int) -> None:
    """One case in ``open_share`` is open, half of its steps done; one has 300 steps in a chain."""
    tables = SQLModel.metadata.tables
    with database.write() as session:
        rows = [_case(n, n % open_share == 0) for n in range(1, CASES + 1)]
        session.execute(insert(tables["offboarding_case"]), rows)
        for start in range(1, CASES + 1, 500):
            steps = [
                _step(n, place, n % open_share != 0 or place % 2 == 0)
                for n in range(start, start + 500)
                for place in range(STEPS_EACH)
            ]
            session.execute(insert(tables["offboarding_step"]), steps)
        session.execute(insert(tables["offboarding_case"]), [_case(CASES + 1, True)])
        big = [_step(CASES + 1, place, place < BIG // 2) for place in range(BIG)]
        session.execute(insert(tables["offboarding_step"]), big)
        first = CASES * STEPS_EACH + 1
        needs = [{"step_id": first + n, "needs_id": first + n - 1} for n in range(1, BIG)]
        session.execute(insert(tables["offboarding_need"]), needs)


@pytest.fixture(scope="module", params=[20, 1], ids=["500 cases open", "all cases open"])
def many(
    request: pytest.FixtureRequest, migrated_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    path = tmp_path_factory.mktemp("many") / "offramp.db"
    path.write_bytes(migrated_file.read_bytes())
    database = company(Database(f"sqlite:///{path}"))
    _fill(database, request.param)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE")
    yield database
    database.close()


@pytest.mark.parametrize("view", list(WorkView))
def test_a_page_of_my_work(benchmark: Any, many: Database, view: WorkView) -> None:
    """What the page asks for: the counts of all lists, and one list."""

    def page() -> int:
        with many.read() as session:
            offboarding.work_counts(session, OLA, DAY)
            return len(offboarding.work(session, OLA, view, DAY))

    assert benchmark(page) == 50


def test_a_case_of_300_steps(benchmark: Any, many: Database) -> None:
    def case() -> int:
        with many.read() as session:
            return len(offboarding.case(session, OLA, CASES + 1).steps)

    assert benchmark(case) == BIG


def test_the_list_of_cases(benchmark: Any, many: Database) -> None:
    def listed() -> int:
        with many.read() as session:
            return len(offboarding.cases(session, OLA, CaseQuery(), NOW)[1])

    assert benchmark(listed) == 50


def test_opening_500_cases(benchmark: Any, migrated_file: Path, tmp_path: Path) -> None:
    openings = [
        Opening(
            f"New {n} Example",
            f"new{n}@example.com",
            CaseKind.VOLUNTARY,
            NOW + timedelta(days=3),
            "Europe/Berlin",
            apps=APPS,
        )
        for n in range(500)
    ]
    path = tmp_path / "offramp.db"

    def fresh() -> tuple[tuple[Database], dict[str, Any]]:
        path.write_bytes(migrated_file.read_bytes())
        return (company(Database(f"sqlite:///{path}")),), {}

    def open_all(database: Database) -> None:
        with database.write() as session:
            found = offboarding.open_cases(session, OLA, READING, openings)
        assert len(found) == 500
        database.close()

    benchmark.pedantic(open_all, setup=fresh, rounds=3)
