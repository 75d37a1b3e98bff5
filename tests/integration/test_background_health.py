"""Background work that does not start, stops or falls behind: seen by every process, and said."""

import asyncio
import json
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import typer
from sqlalchemy import update
from sqlmodel import Session, select

from core.actor import Role
from core.app.audit import checkpoints as audit_checkpoints
from core.app.runtime import Runtime
from core.cli import jobs as commands
from core.config import load_settings, settings
from core.jobs import dispatcher, outbox, registry
from core.jobs import service as jobs
from core.jobs.dbos_engine import SCHEMA, file_beside
from core.jobs.dispatcher import Dispatcher
from core.jobs.health import EVERY, GRACE
from core.jobs.models import Job as Row
from core.jobs.models import JobState
from core.jobs.runner import Runner
from core.jobs.values import JOBS, Background, Work
from core.offboarding import service as offboarding
from core.offboarding.models import StepKind
from core.scim.outbound import worker
from core.scim.outbound.worker_pool import WorkerPool
from core.stack import service as stack
from core.stack.entries import StackFields
from core.storage.database import Database
from tests.support.clock import Clock
from tests.support.company import ADMIN, company, look, opened
from tests.support.loops import run_apart
from tests.support.pages import Open, told
from tests.support.scim_connections import add_connection

NOW = datetime(2026, 12, 1, 17, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _own_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    """As core.app.wiring has it of background work, for this test only."""
    monkeypatch.setattr(registry, "handlers", {"note": lambda _d, _j, _n: None})
    monkeypatch.setattr(registry, "repeated", {})
    monkeypatch.setattr(registry, "workers", [])
    jobs.show_that_jobs_run()


class Server:
    """A process that runs jobs, turned by hand and without DBOS."""

    def __init__(self, database: Database) -> None:
        self.database, self.clock = database, Clock(NOW)
        self.runner = Runner(database, self.clock, jitter=lambda: 0.5)
        self.dispatcher = Dispatcher(database, self.runner)

    def start(self) -> None:
        with self.database.write() as session:
            jobs.start_over(session, JOBS, self.clock())
        self.dispatcher.begin()

    def work(self, span: timedelta) -> None:
        """Hand over, run and plan anew, every twenty seconds."""
        until = self.clock() + span
        while self.clock() < until:
            now = self.clock()
            with self.database.write() as session:
                given = outbox.hand_over(session, list(registry.handlers), now, now, 200)
            for each in given:
                self.runner.run(each.job, each.number)
            with self.database.write() as session:
                for repeated in registry.repeated.values():
                    outbox.repeat(session, repeated.kind, repeated.every, now)
            self.clock.now += timedelta(seconds=20)

    def look(self) -> Background:
        with self.database.read() as session:
            return jobs.background(session, self.clock())


@pytest.fixture
def process(database: Database) -> Server:
    return Server(database)


def schedule(database: Database, key: str, at: datetime, kind: str = "note") -> None:
    with database.write() as session:
        jobs.schedule(session, kind, key, None, at)


def row(database: Database, key: str) -> Row:
    with database.read() as session:
        return session.exec(select(Row).where(Row.key == key)).one()


def reached(condition: Callable[[], bool], patience: float = 30) -> bool:
    deadline = time.monotonic() + patience
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


# -- what the rows say ----------------------------------------------------------------------------


def test_it_runs_while_somebody_works_and_stands_still_soon_after(process: Server) -> None:
    assert process.look().worker(JOBS).since is None, "nobody has ever run jobs here"
    assert process.look().state is Work.STANDS_STILL
    process.start()
    assert process.look().state is Work.RUNS, "it has just been started"
    process.work(5 * EVERY)
    assert process.look().state is Work.RUNS
    stopped = process.clock()
    process.clock.now += EVERY + GRACE + timedelta(seconds=1)
    found = process.look().worker(JOBS)
    assert found.state is Work.STANDS_STILL
    assert found.since is not None
    assert stopped - EVERY - timedelta(seconds=40) <= found.since <= stopped
    process.start()
    process.work(EVERY)
    assert process.look().state is Work.RUNS


def test_what_waits_is_counted_and_a_job_of_later_is_not(process: Server) -> None:
    process.start()
    process.work(EVERY)
    schedule(process.database, "later", process.clock() + 3 * HOUR)
    process.work(HOUR / 4)
    assert process.look().state is Work.RUNS
    process.clock.now += 3 * HOUR
    found = process.look().worker(JOBS)
    assert (found.state, dict(found.overdue.kinds)) == (Work.STANDS_STILL, {"note": 1})
    assert found.overdue.oldest == row(process.database, "later").next_at


def test_a_job_that_nobody_knows_is_said_to_wait_although_others_run(process: Server) -> None:
    process.start()
    schedule(process.database, "new", process.clock(), kind="of a newer version")
    process.work(GRACE + EVERY)
    found = process.look().worker(JOBS)
    assert (found.state, dict(found.overdue.kinds)) == (Work.BEHIND, {"of a newer version": 1})


def test_a_job_that_takes_long_is_no_standstill_while_its_process_says_so(process: Server) -> None:
    process.start()
    schedule(process.database, "long", process.clock())
    with process.database.write() as session:
        given = outbox.hand_over(session, ["note"], process.clock(), process.clock(), 1)
        outbox.claim(session, given[0].job, given[0].number, "holder", process.clock())
    process.clock.now += GRACE + EVERY
    with process.database.write() as session:
        outbox.renew(session, [given[0].job], "holder", process.clock())
    assert process.look().state is Work.BEHIND
    process.clock.now += outbox.LEASE * 4
    assert process.look().state is Work.STANDS_STILL, "its process has died"


def test_a_clock_set_back_stops_no_repeated_work(process: Server) -> None:
    process.start()
    process.work(2 * EVERY)
    process.clock.now -= 5 * HOUR
    assert process.look().state is Work.STANDS_STILL, "nothing shows yet that it runs"
    process.work(2 * EVERY)
    assert process.look().state is Work.RUNS


# -- starting -------------------------------------------------------------------------------------


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dispatcher, "SECONDS_BEFORE_THE_FIRST", 0.0)
    monkeypatch.setattr(dispatcher, "SECONDS_BEFORE_THE_NEXT_START", 0.1)


@pytest.fixture
def spoilt(database: Database) -> Iterator[Callable[[], None]]:
    """DBOS finds a table of its own that is somebody else's; call this to take it away."""
    file = file_beside(database)
    if file is None:
        with database.transaction() as connection:
            connection.exec_driver_sql(f"CREATE SCHEMA {SCHEMA}")
            connection.exec_driver_sql(f"CREATE TABLE {SCHEMA}.workflow_status (of_another INT)")
    else:
        with sqlite3.connect(file) as other:
            other.execute("CREATE TABLE workflow_status (of_another INT)")
        other.close()

    def repair() -> None:
        if file is None:
            with database.transaction() as connection:
                connection.exec_driver_sql(f"DROP SCHEMA {SCHEMA} CASCADE")
        else:
            file.unlink()

    return repair  # type: ignore[return-value]


@pytest.mark.usefixtures("quick")
def test_a_start_that_failed_is_started_afresh_and_its_reason_is_known(
    database: Database, spoilt: Callable[[], None]
) -> None:
    schedule(database, "a", datetime.now(UTC))
    with database.write() as session:
        jobs.start_over(session, JOBS, datetime.now(UTC))
    stop = dispatcher.start(database)
    try:
        assert reached(lambda: bool(row(database, "jobs.alive").problem))
        assert "They do not start" in (row(database, "jobs.alive").problem or "")
        spoilt()
        assert reached(lambda: row(database, "a").state is JobState.DONE)
        assert reached(lambda: row(database, "jobs.alive").state is JobState.DONE)
    finally:
        stop()
    assert row(database, "jobs.alive").problem is None
    with database.read() as session:
        assert jobs.background(session, datetime.now(UTC)).state is Work.RUNS


@pytest.mark.usefixtures("quick")
def test_a_folder_that_cannot_be_written_to_does_not_end_the_dispatcher_for_good(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing = threading.Event()
    failing.set()
    real = dispatcher._alone

    def refused(*given: object) -> bool:
        if failing.is_set():
            raise PermissionError("jobs.db.lock")
        return real(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(dispatcher, "_alone", refused)
    schedule(database, "a", datetime.now(UTC))
    stop = dispatcher.start(database)
    try:
        assert reached(lambda: _problem_of(database) is not None)
        failing.clear()
        assert reached(lambda: row(database, "a").state is JobState.DONE)
    finally:
        stop()


def _problem_of(database: Database) -> str | None:
    with database.read() as session:
        return session.exec(select(Row.problem).where(Row.key == "jobs.alive")).first()


# -- workers that are no jobs ---------------------------------------------------------------------


def test_the_worker_of_removals_signs_and_what_keeps_it_from_working_is_known(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "SECONDS_BETWEEN_LOOKS", 0.05)
    jobs.expect(worker.WORKER)
    failing = threading.Event()
    real = WorkerPool.tick

    def tick(pool: WorkerPool) -> None:
        if failing.is_set():
            raise RuntimeError("somebody else's library")
        real(pool)

    monkeypatch.setattr(WorkerPool, "tick", tick)

    def found(at: datetime) -> tuple[Work, str | None]:
        with database.read() as session:
            seen = jobs.background(session, at).worker(worker.WORKER)
        return seen.state, seen.problem

    soon = datetime.now(UTC)
    assert found(soon)[0] is Work.STANDS_STILL
    stop = worker.start(database)
    try:
        assert reached(lambda: found(datetime.now(UTC)) == (Work.RUNS, None))
        failing.set()
        assert reached(lambda: found(datetime.now(UTC))[1] is not None)
        assert found(datetime.now(UTC) + timedelta(minutes=10)) == (
            Work.STANDS_STILL,
            "It fails: RuntimeError; the server's log says more.",
        )
        failing.clear()
        assert reached(lambda: found(datetime.now(UTC)) == (Work.RUNS, None))
    finally:
        stop()


def test_a_failure_of_any_kind_does_not_end_the_audit_checkpoints(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A locked database raises what is neither ours nor the system's; it ended them for good."""
    monkeypatch.setattr(audit_checkpoints, "WAIT_AFTER_A_FAILURE", timedelta(0))
    jobs.expect(audit_checkpoints.WORKER)
    tried: list[int] = []

    def take(*_: object) -> None:
        tried.append(1)
        if len(tried) < 3:
            raise sqlite3.OperationalError("database is locked")

    monkeypatch.setattr(audit_checkpoints, "checkpoint_now", take)

    async def a_while() -> None:
        chosen = load_settings(data_dir=tmp_path)
        task = asyncio.create_task(audit_checkpoints.checkpoint_for_ever(database, chosen))
        while len(tried) < 3 or not _has_signed(database):
            await asyncio.sleep(0.02)
            assert not task.done()
        task.cancel()

    run_apart(asyncio.wait_for(a_while(), 30))
    with database.read() as session:
        found = jobs.background(session, datetime.now(UTC)).worker(audit_checkpoints.WORKER)
    assert (found.state, found.problem) == (Work.RUNS, None)


def _has_signed(database: Database) -> bool:
    with database.read() as session:
        rows = session.exec(select(Row.finished_at).where(Row.key == "checkpoints.alive"))
        return rows.first() is not None


# -- steps that wait ------------------------------------------------------------------------------


@pytest.fixture
def firm(database: Database) -> Database:
    """A company with a connection to Slack, and every worker in its place."""
    jobs.expect(worker.WORKER)
    with company(database).write() as session:
        add_connection(session, "http://127.0.0.1:9", "slack")
        _all_sign(session)
    return database


def _all_sign(session: Session) -> None:
    for each in (JOBS, *registry.workers):
        jobs.start_over(session, each, datetime.now(UTC))


def stop_since(database: Database, worker_name: str, ago: timedelta) -> None:
    """This worker has not signed for so long."""
    at = datetime.now(UTC) - ago
    with database.write() as session:
        session.execute(
            update(Row)
            .where(Row.key == f"{worker_name}.alive")  # type: ignore[arg-type]
            .values(next_at=at, finished_at=at)
        )


def automatic(database: Database, case_id: int) -> dict[StepKind, int]:
    return {
        step.kind: step.id
        for step in look(database, case_id).steps
        if step.kind in (StepKind.SCIM, StepKind.WAIT)
    }


def held(database: Database, case_id: int) -> dict[int, bool]:
    with database.read() as session:
        found = offboarding.held_up(session, ADMIN, look(database, case_id), datetime.now(UTC))
    return {step: why.failed for step, why in found.items()}


def test_a_step_that_waits_for_what_stands_still_is_known(firm: Database) -> None:
    case = opened(firm, effective=datetime.now(UTC) + 2 * HOUR, apps=("slack",))
    steps = automatic(firm, case.id)
    assert held(firm, case.id) == {}
    stop_since(firm, worker.WORKER, HOUR)
    assert held(firm, case.id) == {steps[StepKind.SCIM]: False}
    stop_since(firm, JOBS, HOUR)
    assert held(firm, case.id) == dict.fromkeys(steps.values(), False)
    with firm.write() as session:
        offboarding.cancel_case(session, ADMIN, case.id, case.version, "A mistake.")
    assert held(firm, case.id) == {}


def test_a_step_whose_job_was_given_up_is_known_although_work_runs(firm: Database) -> None:
    case = opened(firm, effective=datetime.now(UTC) + 2 * HOUR, apps=("slack",))
    step = automatic(firm, case.id)[StepKind.SCIM]
    with firm.write() as session:
        session.execute(
            update(Row)
            .where(Row.key == f"step:{step}")  # type: ignore[arg-type]
            .values(state=JobState.FAILED, problem="RuntimeError; the server's log says more.")
        )
    assert held(firm, case.id) == {step: True}


# -- where it is said -----------------------------------------------------------------------------


def status(database: Database, monkeypatch: pytest.MonkeyPatch, *, as_json: bool) -> int:
    monkeypatch.setattr(commands, "runtime", lambda: Runtime(settings(), database))
    try:
        commands.status(as_json=as_json)
    except typer.Exit as ended:
        return ended.exit_code
    return 0


def test_the_command_line_says_it_and_exits_accordingly(
    firm: Database, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert status(firm, monkeypatch, as_json=False) == 0
    assert [line.split("\t")[:2] for line in capsys.readouterr().out.splitlines()] == [
        ["jobs", "runs"],
        ["removals", "runs"],
    ]
    schedule(firm, "due", datetime.now(UTC) - HOUR)
    stop_since(firm, JOBS, 3 * HOUR)
    assert status(firm, monkeypatch, as_json=False) == 1
    assert "jobs\tstands-still\t" in (said := capsys.readouterr().out)
    assert "\t1 overdue" in said
    assert status(firm, monkeypatch, as_json=True) == 1
    found = json.loads(capsys.readouterr().out)
    assert found["state"] == "stands-still"
    assert found["workers"][0]["overdue"] == {"note": 1}
    assert set(found["workers"][1]) == {
        "worker", "state", "since", "overdue", "oldest", "problem"
    }  # fmt: skip


def test_a_monitor_is_told_by_an_address(firm: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    import app as composition

    monkeypatch.setattr(composition, "runtime", lambda: Runtime(settings(), firm))

    def answer() -> tuple[int, object]:
        found = run_apart(composition.background_health(None))  # type: ignore[arg-type]
        return found.status_code, json.loads(bytes(found.body))

    assert answer() == (200, {"status": "runs"})
    stop_since(firm, worker.WORKER, HOUR)
    assert answer() == (503, {"status": "stands-still"})


@pytest.fixture
def all_run(our_runtime: Runtime) -> None:
    jobs.expect(worker.WORKER)
    with our_runtime.database.write() as session:
        _all_sign(session)


@pytest.mark.usefixtures("all_run")
def test_administrators_are_told_on_every_page_and_others_on_the_page_of_jobs(
    open_page: Open, our_runtime: Runtime, as_role: Callable[[Role], object]
) -> None:
    as_role(Role.ADMINISTRATOR)
    assert "has stood still" not in told(open_page("catalogue/sources.py"))
    stop_since(our_runtime.database, JOBS, HOUR)
    said = told(open_page("catalogue/sources.py"))
    assert "Background work has stood still since" in said
    assert "Scheduled removals do not start, waiting periods do not end" in said
    assert told(open_page("offboarding/notifications.py")).count("has stood still") == 1
    as_role(Role.AUDITOR)
    assert "has stood still" not in told(open_page("catalogue/sources.py"))
    assert told(open_page("offboarding/notifications.py")).count("has stood still") == 1


@pytest.mark.usefixtures("all_run")
def test_a_case_and_its_step_say_what_does_not_happen_and_what_to_do(
    open_page: Open, our_runtime: Runtime, as_role: Callable[[Role], object]
) -> None:
    database = our_runtime.database
    with database.write() as session:
        stack.add(session, ADMIN, "slack", StackFields())
        add_connection(session, "http://127.0.0.1:9", "slack")
    case = opened(database, effective=datetime.now(UTC) + 2 * HOUR, apps=("slack",))
    steps = automatic(database, case.id)
    as_role(Role.OPERATOR)
    number, removal, wait = str(case.id), str(steps[StepKind.SCIM]), str(steps[StepKind.WAIT])
    assert "stood still" not in told(open_page("offboarding/case.py", case=number, step=removal))
    stop_since(database, JOBS, HOUR)
    said = told(open_page("offboarding/case.py", case=number))
    assert said.count("Background work has stood still since") == 1
    assert "these steps do not happen automatically: " in said
    said = told(open_page("offboarding/case.py", case=number, step=removal))
    assert "This removal does not happen automatically until it runs again." in said
    assert "remove Ada Example from Slack by hand" in said
    said = told(open_page("offboarding/case.py", case=number, step=wait))
    assert "This wait does not end automatically until it runs again." in said
