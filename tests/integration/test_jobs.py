"""Background jobs: scheduled with a decision, run once it is committed, on both databases."""

import json
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from core.actor import SYSTEM
from core.audit import service as audit
from core.errors import NotFound
from core.jobs import dispatcher, outbox, registry
from core.jobs import service as jobs
from core.jobs.dbos_engine import Place, file_beside
from core.jobs.dispatcher import Dispatcher
from core.jobs.models import Job as Row
from core.jobs.models import JobState
from core.jobs.runner import Runner
from core.jobs.service import GiveUp, Job, Wanted
from core.jobs.values import LONGEST_WAIT, MOST_ATTEMPTS, wait_after
from core.storage.database import Database
from tests.support.clock import Clock

NOW = datetime(2026, 12, 1, 17, 0, tzinfo=UTC)


class Handed:
    """Stands in for DBOS: remembers what it was given, and loses it when told to."""

    def __init__(self) -> None:
        self.given: dict[str, tuple[int, int, timedelta]] = {}
        self.taken: dict[str, Place] = {}

    def enqueue(self, workflow: str, job: int, number: int, delay: timedelta) -> None:
        self.given.setdefault(workflow, (job, number, delay))

    def places(self, workflows: list[str]) -> dict[str, Place]:
        return {
            each: self.taken.get(each, Place.QUEUED) for each in workflows if each in self.given
        }

    def drop(self, workflows: list[str]) -> None:
        for each in workflows:
            self.given.pop(each, None)

    def tidy(self, now: datetime) -> None:
        pass

    def run_all(self, runner: Runner) -> None:
        for workflow, (job, number, _) in list(self.given.items()):
            runner.run(job, number)
            del self.given[workflow]


class Desk:
    """Dispatcher, runner and a stand-in for DBOS, turned by hand."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = Clock(NOW)
        self.dbos = Handed()
        self.runner = Runner(database, self.clock, jitter=lambda: 0.5)
        self.dispatcher = Dispatcher(database, self.runner)

    def turn(self) -> None:
        """Hand over what is due, and run it."""
        self.dispatcher.look(self.dbos)  # type: ignore[arg-type]
        self.dbos.run_all(self.runner)

    def sweep(self) -> None:
        self.dispatcher.sweep(self.dbos)  # type: ignore[arg-type]

    def job(self, key: str) -> Row:
        with self.database.read() as session:
            return session.execute(select(Row).where(Row.key == key)).scalar_one()  # type: ignore[arg-type]


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[Job]:
    """What the handler of kind ``note`` was called with."""
    found: list[Job] = []
    monkeypatch.setattr(registry, "handlers", {"note": lambda _d, job, _n: found.append(job)})
    monkeypatch.setattr(registry, "repeated", {})
    return found


def schedule(database: Database, key: str = "a", at: datetime = NOW, kind: str = "note") -> int:
    with database.write() as session:
        return jobs.schedule(session, kind, key, {"of": key}, at)


def test_a_job_runs_at_its_moment_and_once(desk: Desk, ran: list[Job]) -> None:
    number = schedule(desk.database, at=NOW + timedelta(hours=1))
    desk.turn()
    assert ran == []
    desk.clock.now += timedelta(hours=1)
    for _ in range(3):
        desk.turn()
    assert [(job.id, job.key, job.payload) for job in ran] == [(number, "a", {"of": "a"})]
    assert desk.job("a").state is JobState.DONE


def test_it_is_handed_over_a_little_before_and_delayed_to_the_moment(
    desk: Desk, ran: list[Job]
) -> None:
    number = schedule(desk.database, at=NOW + timedelta(seconds=15))
    desk.dispatcher.look(desk.dbos)  # type: ignore[arg-type]
    assert desk.dbos.given == {f"job-{number}": (number, 1, timedelta(seconds=15))}


def test_what_is_rolled_back_never_runs(desk: Desk, ran: list[Job]) -> None:
    with pytest.raises(RuntimeError), desk.database.write() as session:
        jobs.schedule(session, "note", "a", None, NOW)
        raise RuntimeError
    desk.turn()
    assert ran == []


def test_the_same_key_is_the_same_job_unless_its_moment_changed(desk: Desk, ran: list[Job]) -> None:
    first = schedule(desk.database)
    assert schedule(desk.database) == first
    desk.turn()
    assert schedule(desk.database) == first
    desk.turn()
    assert len(ran) == 1
    later = NOW + timedelta(hours=1)
    assert schedule(desk.database, at=later) == first
    desk.turn()
    assert len(ran) == 1
    desk.clock.now = later
    desk.turn()
    assert [job.run_at for job in ran] == [NOW, later]


def test_a_job_that_was_moved_away_does_not_run_by_its_old_hand_over(
    desk: Desk, ran: list[Job]
) -> None:
    schedule(desk.database)
    desk.dispatcher.look(desk.dbos)  # type: ignore[arg-type]
    schedule(desk.database, at=NOW + timedelta(days=1))
    desk.dbos.run_all(desk.runner)
    assert ran == []
    desk.clock.now += timedelta(days=1)
    desk.turn()
    assert len(ran) == 1


def test_a_withdrawn_job_does_not_run_and_can_be_asked_for_again(
    desk: Desk, ran: list[Job]
) -> None:
    schedule(desk.database)
    desk.dispatcher.look(desk.dbos)  # type: ignore[arg-type]
    with desk.database.write() as session:
        assert jobs.withdraw(session, "a")
        assert not jobs.withdraw(session, "a")
        assert not jobs.withdraw(session, "never asked for")
    desk.dbos.run_all(desk.runner)
    assert ran == []
    schedule(desk.database)
    desk.turn()
    assert len(ran) == 1


def test_many_are_scheduled_at_once_and_known_ones_stay(desk: Desk, ran: list[Job]) -> None:
    schedule(desk.database, "k1")
    desk.turn()
    with desk.database.write() as session:
        jobs.schedule_many(session, [Wanted("note", f"k{n}", None, NOW) for n in range(500)])
        jobs.schedule_many(session, [])
    for _ in range(5):
        desk.turn()
    assert sorted(job.key for job in ran) == sorted(f"k{n}" for n in range(500))


def test_a_failure_is_tried_again_after_a_longer_and_longer_wait(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing, seen = [True], []

    def handler(_database: Database, job: Job, now: datetime) -> None:
        seen.append((job.attempts, now))
        if failing[0]:
            raise RuntimeError("secret of somebody else's library")

    monkeypatch.setattr(registry, "handlers", {"note": handler})
    schedule(desk.database)
    desk.turn()
    row = desk.job("a")
    assert (row.state, row.attempts) == (JobState.WAITING, 1)
    assert row.next_at == NOW + wait_after(1, 0.5)
    assert row.problem == "RuntimeError; the server's log says more."
    desk.turn()
    assert len(seen) == 1
    desk.clock.now = row.next_at
    failing[0] = False
    desk.turn()
    assert [attempts for attempts, _ in seen] == [0, 1]
    row = desk.job("a")
    assert (row.state, row.problem) == (JobState.DONE, None)


def test_a_job_that_fails_for_good_is_shown_and_can_be_tried_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def handler(_database: Database, _job: Job, _now: datetime) -> None:
        raise RuntimeError

    def hopeless(_database: Database, _job: Job, _now: datetime) -> None:
        raise GiveUp("The connection was deleted.", hint="Do it by hand.")

    monkeypatch.setattr(registry, "handlers", {"note": handler, "hopeless": hopeless})
    number = schedule(desk.database)
    schedule(desk.database, "b", kind="hopeless")
    for _ in range(MOST_ATTEMPTS):
        desk.turn()
        desk.clock.now += LONGEST_WAIT * 2
    assert (desk.job("a").state, desk.job("a").attempts) == (JobState.FAILED, MOST_ATTEMPTS)
    assert desk.job("b").problem == "The connection was deleted. Do it by hand."
    assert desk.job("b").attempts == 1
    with desk.database.read() as session:
        listed = jobs.jobs(session, SYSTEM, states=[JobState.FAILED])
        told = audit.entries(session, SYSTEM, audit.Query(action="job.failed"))
    assert listed.counts == {JobState.FAILED: 2}
    assert {each.key for each in listed.found} == {"a", "b"}
    assert {entry.object for entry in told} >= {f"job:{number}"}
    monkeypatch.setattr(registry, "handlers", {"note": lambda _d, _j, _n: None})
    with desk.database.write() as session:
        jobs.retry(session, SYSTEM, number)
    desk.clock.now = datetime.now(UTC) + timedelta(minutes=1)
    desk.turn()
    assert desk.job("a").state is JobState.DONE
    with pytest.raises(NotFound), desk.database.write() as session:
        jobs.retry(session, SYSTEM, number)


def test_what_dbos_does_not_know_is_handed_over_anew(desk: Desk, ran: list[Job]) -> None:
    number = schedule(desk.database)
    desk.dispatcher.look(desk.dbos)  # type: ignore[arg-type]
    desk.dbos.given.clear()  # killed in between, or its file was lost
    desk.clock.now += timedelta(minutes=1)
    desk.sweep()
    desk.dispatcher.look(desk.dbos)  # type: ignore[arg-type]
    assert list(desk.dbos.given) == [f"job-{number}-2"]
    desk.dbos.run_all(desk.runner)
    assert len(ran) == 1


def test_the_sweeper_leaves_alone_what_is_on_its_way(desk: Desk, ran: list[Job]) -> None:
    number = schedule(desk.database)
    desk.dispatcher.look(desk.dbos)  # type: ignore[arg-type]
    desk.clock.now += timedelta(hours=1)
    desk.sweep()
    desk.dispatcher.look(desk.dbos)  # type: ignore[arg-type]
    assert list(desk.dbos.given) == [f"job-{number}"]


def test_a_job_of_a_dead_process_is_taken_over_but_not_one_that_runs(
    desk: Desk, ran: list[Job]
) -> None:
    number = schedule(desk.database)
    desk.dispatcher.look(desk.dbos)  # type: ignore[arg-type]
    dead = Runner(desk.database, desk.clock)
    with desk.database.write() as session:
        assert outbox.claim(session, number, 1, dead.holder, desk.clock())
    dead._running.add(number)
    desk.clock.now += outbox.LEASE * 0.9
    dead.renew()
    desk.clock.now += outbox.LEASE * 0.9
    desk.sweep()
    desk.turn()
    assert ran == []
    desk.clock.now += outbox.LEASE
    desk.sweep()
    desk.turn()
    assert len(ran) == 1
    # The dead one comes back and says that it is done: nobody listens any more.
    with desk.database.write() as session:
        assert not outbox.finish(session, number, 1, desk.clock())


@pytest.mark.parametrize(("place", "again"), [(Place.HERE, False), (Place.ELSEWHERE, True)])
def test_what_a_dead_process_had_taken_but_not_begun_is_handed_over_anew(
    desk: Desk, ran: list[Job], place: Place, again: bool
) -> None:
    number = schedule(desk.database, at=NOW + timedelta(seconds=10))
    desk.dispatcher.look(desk.dbos)  # type: ignore[arg-type]
    desk.dbos.taken[f"job-{number}"] = place
    desk.clock.now += timedelta(seconds=10) + outbox.LEASE
    desk.sweep()
    desk.dispatcher.look(desk.dbos)  # type: ignore[arg-type]
    assert list(desk.dbos.given) == [f"job-{number}"]
    desk.clock.now += timedelta(seconds=1)
    desk.sweep()
    desk.dispatcher.look(desk.dbos)  # type: ignore[arg-type]
    assert list(desk.dbos.given) == [f"job-{number}-2" if again else f"job-{number}"]
    desk.dbos.run_all(desk.runner)
    assert len(ran) == 1


def test_two_that_claim_the_same_hand_over_run_it_once(desk: Desk, ran: list[Job]) -> None:
    number = schedule(desk.database)
    desk.dispatcher.look(desk.dbos)  # type: ignore[arg-type]
    together = threading.Barrier(6)

    def run() -> None:
        runner = Runner(desk.database, desk.clock)
        together.wait()
        runner.run(number, 1)

    threads = [threading.Thread(target=run) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ran) == 1


def test_a_clock_set_back_makes_a_job_wait_and_lose_nothing(desk: Desk, ran: list[Job]) -> None:
    schedule(desk.database)
    desk.dispatcher.look(desk.dbos)  # type: ignore[arg-type]
    desk.clock.now -= timedelta(hours=2)
    desk.dbos.run_all(desk.runner)
    desk.turn()
    assert ran == []
    desk.clock.now += timedelta(hours=2)
    desk.turn()
    assert len(ran) == 1


def test_a_kind_that_this_process_does_not_know_waits_for_one_that_does(
    desk: Desk, ran: list[Job]
) -> None:
    schedule(desk.database, kind="of a newer version")
    desk.turn()
    assert desk.job("a").state is JobState.WAITING


def test_repeated_work_comes_again_after_its_end_and_after_a_failure(
    desk: Desk, ran: list[Job], monkeypatch: pytest.MonkeyPatch
) -> None:
    every = timedelta(minutes=5)
    jobs.repeat("note", every, registry.handlers["note"])
    desk.dispatcher.begin()
    desk.turn()
    desk.sweep()
    desk.clock.now += every - timedelta(minutes=1)
    desk.turn()
    assert len(ran) == 1
    desk.clock.now += timedelta(minutes=1)
    desk.turn()
    assert len(ran) == 2
    with desk.database.write() as session:
        session.execute(update(Row).values(state=JobState.FAILED))
    desk.sweep()
    desk.clock.now += every
    desk.turn()
    assert len(ran) == 3


def test_ended_jobs_are_forgotten_after_half_a_year(desk: Desk, ran: list[Job]) -> None:
    schedule(desk.database, "old")
    desk.turn()
    desk.clock.now += outbox.KEEP + timedelta(days=1)
    schedule(desk.database, "new", at=desk.clock.now)
    desk.turn()
    desk.dispatcher.tidy(desk.dbos)  # type: ignore[arg-type]
    with desk.database.read() as session:
        assert list(session.execute(select(Row.key)).scalars()) == ["new"]


def test_dbos_runs_what_was_committed(
    database: Database, ran: list[Job], capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    now = datetime.now(UTC)
    with database.write() as session:
        jobs.schedule_many(session, [Wanted("note", f"k{n}", n, now) for n in range(30)])
        jobs.schedule(session, "note", "later", None, now + timedelta(seconds=4))
    stop = dispatcher.start(database)
    try:
        deadline = time.monotonic() + 60
        while len(ran) < 31 and time.monotonic() < deadline:
            time.sleep(0.05)
        late = datetime.now(UTC) - now
    finally:
        stop()
    assert sorted(str(job.key) for job in ran) == sorted([*(f"k{n}" for n in range(30)), "later"])
    assert late >= timedelta(seconds=3)
    with database.read() as session:
        assert outbox.counts(session) == {JobState.DONE: 31}
    said = capfd.readouterr()
    assert "DBOS" not in said.out + said.err
    file = file_beside(database)
    assert (file is None) is (not database.is_sqlite)
    if file:
        assert file.stat().st_mode & 0o077 == 0


def test_jobs_are_listed_and_tried_again_on_the_command_line(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from core.app.runtime import Runtime
    from core.cli import jobs as commands
    from core.config import settings

    def hopeless(_database: Database, _job: Job, _now: datetime) -> None:
        raise GiveUp("No use.")

    monkeypatch.setattr(registry, "handlers", {"note": hopeless})
    monkeypatch.setattr(commands, "runtime", lambda: Runtime(settings(), desk.database))
    number = schedule(desk.database)
    desk.turn()
    commands.list_jobs(state=JobState.FAILED, limit=5, as_json=True)
    listed = json.loads(capsys.readouterr().out)
    assert listed["counts"]["failed"] == 1
    assert [(job["id"], job["problem"]) for job in listed["jobs"]] == [(number, "No use.")]
    commands.retry(number)
    assert desk.job("a").state is JobState.WAITING
