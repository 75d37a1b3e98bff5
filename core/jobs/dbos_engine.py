"""DBOS, which runs what is handed over. The only module that knows it; it imports it late.

DBOS keeps its workflows in a SQLite file beside a SQLite database, and in a schema of its own
inside a PostgreSQL database. It starts nothing by itself here: no conductor, no telemetry, no
console log. ``application_version`` is pinned, because a workflow of another version would wait
for ever.
"""

import logging
import os
import sqlite3
from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime, timedelta
from enum import Enum
from pathlib import Path
from typing import Any

from sqlalchemy.engine import make_url

from core.jobs.sqlite_clock import Connection
from core.storage.database import Database

VERSION = "offramp-jobs-1"
QUEUE = "jobs"
WORKFLOW = "offramp.job"
SCHEMA = "offramp_jobs"
THREADS = 6
"""Jobs that one process runs at the same time."""
TAKEN_AT_ONCE = 100
"""Jobs that one process takes at most: DBOS looks for more only at its polls."""
POLLING_SECONDS = 0.5
KEEP = timedelta(days=1)
_QUEUED = {"ENQUEUED", "DELAYED"}


class Place(Enum):
    """Where DBOS has a workflow."""

    QUEUED = "queued"
    """Whoever is free may take it."""
    HERE = "here"
    """This process has taken it."""
    ELSEWHERE = "elsewhere"
    """Another process has taken it, which may be dead by now."""


def file_beside(database: Database) -> Path | None:
    """Where DBOS keeps its workflows beside a SQLite database; ``None`` for PostgreSQL."""
    if not database.is_sqlite:
        return None
    path = Path(str(make_url(database.url).database))
    return path.with_name("jobs.db" if path.stem == "offramp" else f"{path.stem}-jobs.db")


class Durable:
    """The launched DBOS of this process: there is at most one."""

    def __init__(self, database: Database, run: Callable[[int, int], None], holder: str) -> None:
        _quiet()
        from dbos import DBOS

        self._dbos = DBOS
        file = file_beside(database)
        # One process has a SQLite file, and takes up what it left behind. On PostgreSQL others may
        # be at work: what a dead one left behind is the sweeper's.
        self.executor = "local" if file else holder
        if file is not None:
            _prepare(file)
        try:
            self._launch(run, file, database.url)
        except BaseException:
            # What was half started would refuse to be started again.
            DBOS.destroy(destroy_registry=True)
            raise

    def _launch(self, run: Callable[[int, int], None], file: Path | None, url: str) -> None:
        DBOS = self._dbos
        DBOS(
            config={
                "name": "offramp",
                "system_database_url": f"sqlite:///{file}" if file else _postgres(url),
                "dbos_system_schema": SCHEMA,
                "application_version": VERSION,
                "executor_id": self.executor,
                "enable_otlp": False,
                "log_level": "ERROR",
                "max_executor_threads": THREADS,
                "sys_db_pool_size": THREADS + 4,
                "use_listen_notify": False,
                "db_engine_kwargs": {"connect_args": {"factory": Connection}} if file else None,
            }
        )

        @DBOS.workflow(name=WORKFLOW)
        def job(job_id: int, number: int) -> None:
            run(job_id, number)

        DBOS.listen_queues([QUEUE])
        DBOS.launch()
        DBOS.register_queue(
            QUEUE, worker_concurrency=TAKEN_AT_ONCE, polling_interval_sec=POLLING_SECONDS
        )

    def enqueue(self, workflow: str, job: int, number: int, delay: timedelta) -> None:
        """Hand a job over; one with this workflow id that is there already stays as it is."""
        options: Any = {
            "workflow_name": WORKFLOW,
            "queue_name": QUEUE,
            "workflow_id": workflow,
            "app_version": VERSION,
        }
        if delay > timedelta(0):
            options["delay_seconds"] = delay.total_seconds()
        self._dbos.enqueue_workflow_with_options(options, job, number)

    def places(self, workflows: Sequence[str]) -> dict[str, Place]:
        """Where each workflow is that is still to be run, or runs; others are left out."""
        found = self._dbos.list_workflows(
            workflow_ids=list(workflows), load_input=False, load_output=False
        )
        return {
            each.workflow_id: Place.QUEUED
            if each.status in _QUEUED
            else Place.HERE
            if each.executor_id == self.executor
            else Place.ELSEWHERE
            for each in found
            if each.status in _QUEUED or each.status == "PENDING"
        }

    def drop(self, workflows: Collection[str]) -> None:
        """Forget workflows."""
        if workflows:
            self._dbos.delete_workflows(list(workflows))

    def tidy(self, now: datetime) -> None:
        """Forget workflows that ended a while ago: the outbox knows how they went."""
        old = self._dbos.list_workflows(
            status=["SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"],
            name=WORKFLOW,
            completed_before=(now - KEEP).astimezone(UTC).isoformat(),
            limit=1000,
            load_input=False,
            load_output=False,
        )
        self.drop([each.workflow_id for each in old])

    def close(self, patience: timedelta) -> None:
        """Let running jobs end, for a while, and stop."""
        self._dbos.destroy(
            destroy_registry=True, workflow_completion_timeout_sec=int(patience.total_seconds())
        )


def _quiet() -> None:
    """DBOS adds a console handler of its own unless there is one."""
    logger = logging.getLogger("dbos")
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())
    for name in ("DBOS__CONDUCTOR_KEY", "DBOS_CONDUCTOR_KEY"):
        os.environ.pop(name, None)


def _prepare(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(file, timeout=30)
    connection.execute("PRAGMA journal_mode = WAL")  # stays with the file
    connection.close()
    file.chmod(0o600)


def _postgres(url: str) -> str:
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
