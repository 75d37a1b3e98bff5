"""What proof costs: an evidence pack of 300 steps, and a year of 10,000 leavers."""

import io
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from core.actor import LOCAL_OPERATOR
from core.audit import service as audit
from core.config import Settings
from core.offboarding.models import EvidenceKind
from core.offboarding.pack.service import write_pack
from core.offboarding.proof.period import KINDS, Period, Proof
from core.offboarding.proof.service import period_proof
from core.offboarding.steps.evidence_files import keep_file
from core.storage.database import Database
from core.storage.migrate import upgrade
from tests.support import leavers_of_a_year
from tests.support.apps import add_app
from tests.support.cases import EFFECTIVE, add_case, add_evidence, add_step, done, exported

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


@pytest.fixture
def here(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'offramp.db'}")
    upgrade(database)
    yield database
    database.close()


def test_evidence_pack_of_300_steps(
    benchmark: BenchmarkFixture, database: Database, here: Settings
) -> None:
    """Each step with a note and a file of 200 kB: 60 MB are hashed, checked and packed."""
    with database.write() as session:
        case = add_case(session)
        for number in range(60):
            add_app(session, f"app-{number}", f"App {number}")
        steps = []
        for number in range(300):
            step = add_step(
                session,
                case,
                position=number,
                app_id=f"app-{number // 5}",
                **done(EFFECTIVE + timedelta(minutes=number)),
            )
            kept = keep_file(here, f"screen-{number}.bin", number.to_bytes(2) * 100_000)
            add_evidence(session, step)
            add_evidence(
                session,
                step,
                kind=EvidenceKind.FILE,
                text=kept.name,
                size=kept.size,
                sha256=kept.sha256,
            )
            steps.append(step.id)
        for step_id in steps:
            for action in ("step.start", "step.evidence", "step.done"):
                after = {"step": step_id, "status": "done"}
                audit.record(session, LOCAL_OPERATOR, action, f"case:{case.id}", after=after)
        case_id = case.id or 0

    def take_out() -> int:
        dossier = exported(database, here, LOCAL_OPERATOR, case_id, "zip", NOW)
        out = io.BytesIO()
        write_pack(here, dossier, out)
        return len(out.getvalue())

    assert benchmark(take_out) > 60_000_000
    assert benchmark.stats["mean"] < 2


def test_proof_over_10000_cases(
    benchmark: BenchmarkFixture, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A year of 10,000 leavers with 500,000 steps, as the page asks for it."""
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('scale') / 'offramp.db'}")
    upgrade(database)
    leavers_of_a_year.fill(database)
    year = Period(date(2026, 1, 1), date(2026, 12, 31), "UTC")

    def ask() -> Proof:
        with database.read() as session:
            return period_proof(
                session,
                LOCAL_OPERATOR,
                year,
                KINDS,
                now=leavers_of_a_year.NOW,
                sample=25,
                seed="2026",
            )

    found = benchmark.pedantic(ask, rounds=5, warmup_rounds=1)
    assert len(found.population) > 9_900
    assert len(found.late) == 200
    database.close()
