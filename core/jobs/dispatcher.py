"""The dispatcher: a thread that hands due jobs to DBOS, and sweeps up what got lost on the way.

One transaction marks a job as handed over, then DBOS is told. A process that dies in between, or a
DBOS store that was lost, leaves a job that DBOS does not know: the sweeper hands it over anew,
under the next number. A job that runs is held by a lease that its process renews.
"""

import logging
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from functools import partial

from filelock import FileLock, Timeout

from core.jobs import outbox, registry, signatures
from core.jobs.dbos_engine import Durable, Place, file_beside
from core.jobs.health import JOBS
from core.jobs.models import JobState
from core.jobs.runner import Runner, sentence
from core.jobs.values import Wanted
from core.storage.database import Database

SECONDS_BETWEEN_LOOKS = 0.5
SECONDS_BETWEEN_RENEWALS = 15.0
SECONDS_BETWEEN_SWEEPS = 10.0
SECONDS_BETWEEN_TIDIES = 600.0
SECONDS_BEFORE_THE_FIRST = 1.0
"""Pages answer first: importing DBOS takes a moment."""
SECONDS_BEFORE_THE_NEXT_START = 10.0
AHEAD = timedelta(seconds=20)
"""Jobs are handed over this much before their moment; DBOS delays them."""
AT_A_TIME = 200
PATIENCE = timedelta(seconds=4)
log = logging.getLogger(__name__)


class Dispatcher:
    """Hands over, sweeps and renews, until it is stopped."""

    def __init__(self, database: Database, runner: Runner) -> None:
        self.database, self.runner = database, runner

    def look(self, durable: Durable) -> int:
        """Hand over what is due soon; how many."""
        now = self.runner.clock()
        kinds = list(registry.handlers)
        with self.database.read() as session:
            if not outbox.is_due(session, kinds, now + AHEAD):
                return 0
        with self.database.write() as session:
            found = outbox.hand_over(session, kinds, now + AHEAD, now, AT_A_TIME)
        for each in found:
            durable.enqueue(each.workflow, each.job, each.number, each.at - now)
        return len(found)

    def sweep(self, durable: Durable) -> None:
        """Let be handed over anew what DBOS does not know, and what a dead process had taken.

        A process that is only slow loses nothing by it: what it had taken runs elsewhere, once.
        """
        now = self.runner.clock()
        with self.database.read() as session:
            given = outbox.outstanding(session, now - timedelta(seconds=SECONDS_BETWEEN_SWEEPS))
            orphans = outbox.orphaned(session, now)
        places = durable.places([each.workflow for each in given]) if given else {}
        stuck = [
            each
            for each in given
            if places.get(each.workflow) is Place.ELSEWHERE and each.at < now - outbox.LEASE
        ]
        lost = [each for each in given if each.workflow not in places]
        with self.database.write() as session:
            outbox.hand_back(session, [*lost, *stuck], JobState.HANDED_OVER)
            outbox.hand_back(session, orphans, JobState.RUNNING)
            for each in registry.repeated.values():
                outbox.repeat(session, each.kind, each.every, now)
        durable.drop([each.workflow for each in (*orphans, *stuck)])

    def tidy(self, durable: Durable) -> None:
        """Forget what ended long ago."""
        now = self.runner.clock()
        with self.database.write() as session:
            outbox.forget(session, now)
        durable.tidy(now)

    def begin(self) -> None:
        """What is to be done once, before the first look."""
        now = self.runner.clock()
        with self.database.write() as session:
            if self.database.is_sqlite:
                outbox.release(session)  # nobody else has the lock, so nobody else runs anything
            for kind in registry.repeated:
                outbox.put_if_new(session, Wanted(kind, kind, None, now), now)

    def work(self, durable: Durable, stopping: threading.Event) -> None:
        """Until stopped."""
        chores = (
            _Chore(self.runner.renew, SECONDS_BETWEEN_RENEWALS),
            _Chore(partial(self.sweep, durable), SECONDS_BETWEEN_SWEEPS),
            _Chore(partial(self.tidy, durable), SECONDS_BETWEEN_TIDIES),
        )
        while not stopping.is_set():
            try:
                for chore in chores:
                    chore.do_if_time()
                handed = self.look(durable)
            except Exception:
                log.exception("the dispatcher of jobs goes on after a failure")
                handed = 0
            if handed < AT_A_TIME:
                stopping.wait(SECONDS_BETWEEN_LOOKS)


class _Chore:
    """Something done every so many seconds, by a clock that nobody sets back."""

    def __init__(self, do: Callable[[], None], seconds: float) -> None:
        self.do, self.seconds, self.next = do, seconds, 0.0

    def do_if_time(self) -> None:
        if time.monotonic() >= self.next:
            self.next = time.monotonic() + self.seconds
            self.do()


def start(database: Database) -> Callable[[], None]:
    """Run jobs in this process from now on; call what is returned to stop.

    Of several processes on one SQLite file the first runs them; another takes over when it ends.
    """
    stopping = threading.Event()
    thread = threading.Thread(target=_run, args=(database, stopping), name="jobs", daemon=True)
    thread.start()

    def stop() -> None:
        stopping.set()
        thread.join(PATIENCE.total_seconds() + 2)

    return stop


def _run(database: Database, stopping: threading.Event) -> None:
    """Start, and after a failure start afresh, until stopped; what fails is kept for people."""
    if stopping.wait(SECONDS_BEFORE_THE_FIRST):
        return
    while not stopping.is_set():
        try:
            with ExitStack() as held:
                if _alone(database, stopping, held):
                    _dispatch(database, stopping)
        except Exception as problem:
            log.exception("background jobs do not start; they are started afresh in a moment")
            _note(database, f"They do not start: {sentence(problem)}")
            stopping.wait(SECONDS_BEFORE_THE_NEXT_START)


def _note(database: Database, problem: str) -> None:
    """For whoever asks why nothing runs, if the database lets us write it."""
    try:
        with database.write() as session:
            signatures.note_problem(session, JOBS, problem, datetime.now(UTC))
    except Exception:
        log.exception("why jobs do not start could not be written down")


def _dispatch(database: Database, stopping: threading.Event) -> None:
    runner = Runner(database)
    dispatcher = Dispatcher(database, runner)
    dispatcher.begin()
    durable = Durable(database, runner.run, runner.holder)
    try:
        dispatcher.work(durable, stopping)
    finally:
        durable.close(PATIENCE)


def _alone(database: Database, stopping: threading.Event, held: ExitStack) -> bool:
    """On SQLite: wait to be the one process that runs jobs; false when stopped before."""
    file = file_beside(database)
    if file is None:
        return True
    lock = FileLock(f"{file}.lock")
    while not stopping.is_set():
        try:
            held.enter_context(lock.acquire(timeout=0))
        except Timeout:
            stopping.wait(1)
        else:
            return True
    return False
