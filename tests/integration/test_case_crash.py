"""SIGKILL while a case is worked and its scheduled steps run: nothing acknowledged is lost.

Four kills here; OFFRAMP_TEST_KILLS=100 for the full number.
"""

import os
import random
import sys
import threading
import time
from collections import Counter
from datetime import UTC, datetime, timedelta

from sqlmodel import col, select

from core.actor import LOCAL_OPERATOR, SYSTEM
from core.audit import service as audit
from core.audit.models import AuditEntry
from core.jobs import service as jobs
from core.offboarding.models import Step, StepKind, StepStatus
from core.offboarding.steps.scheduled_jobs import step_jobs
from core.storage.database import Database
from tests.support.company import company, look, opened
from tests.support.processes import Worker

KILLS = int(os.environ.get("OFFRAMP_TEST_KILLS", "4"))
PER_KILL = 12


def start(url: str, case: int, told: list[int]) -> Worker:
    worker = Worker("tests.support.case_worker", url, str(case))

    def listen() -> None:
        for line in worker.told:
            if line.endswith("\n"):
                told.append(int(line.split()[1]))

    threading.Thread(target=listen, daemon=True).start()
    return worker


def add_steps(database: Database, case: int, values: dict[str, object], first: int) -> None:
    """Half of them by hand, half done by themselves within the next seconds."""
    now = datetime.now(UTC)
    with database.write() as session:
        made = []
        for n in range(PER_KILL):
            waits = n % 2 == 1
            step = Step(
                **{
                    **values,
                    "key": f"crash/{first + n}",
                    "position": 1000 + first + n,
                    "kind": StepKind.WAIT if waits else StepKind.MANUAL,
                    "due_at": now + timedelta(seconds=n % 3),
                }
            )
            session.add(step)
            made.append(step)
        session.flush()
        planned = [(s.id or 0, s.kind, s.due_at) for s in made if s.kind is StepKind.WAIT]
        jobs.schedule_many(session, step_jobs(planned, now))


def test_a_case_survives_sigkill(database: Database) -> None:
    company(database)
    case = opened(database, effective=datetime.now(UTC), apps=())
    with database.write() as session:
        steps = session.exec(select(Step).where(col(Step.case_id) == case.id)).all()
        values = steps[0].model_dump(exclude={"id"})
        for step in steps:  # only what the test adds is worked
            step.status, step.reason = StepStatus.BLOCKED, "not in this test"
            session.add(step)
    dice, told, added = random.Random(3), list[int](), 0
    worker = start(database.url, case.id, told)
    for _ in range(KILLS):
        add_steps(database, case.id, values, added)
        added += PER_KILL
        time.sleep(dice.uniform(0.05, 2.0))  # the random moment of the kill
        worker.kill()
        worker = start(database.url, case.id, told)
    deadline = time.monotonic() + 90 + 2 * KILLS
    ours: list[Step] = []
    while time.monotonic() < deadline:
        with database.read() as session:
            query = select(Step).where(col(Step.key).startswith("crash/"))
            ours = list(session.exec(query))
        if all(step.status is StepStatus.DONE for step in ours):
            break
        time.sleep(0.2)
    worker.kill()
    assert len(ours) == added
    assert {step.status for step in ours} == {StepStatus.DONE}
    by_id = {step.id: step for step in ours}
    assert set(told) <= set(by_id)
    views = {step.id: step for step in look(database, case.id, LOCAL_OPERATOR).steps}
    for step in ours:
        if step.kind is StepKind.WAIT:
            assert step.finished_by == SYSTEM.name
        else:
            assert len(views[step.id or 0].evidence) == 1
    with database.read() as session:
        entries = session.exec(
            select(AuditEntry.after).where(col(AuditEntry.action) == "case.step-done")
        ).all()
        assert Counter(entry["step"] for entry in entries) == dict.fromkeys(by_id, 1)
        assert audit.verify_state(session, LOCAL_OPERATOR).holds
    sys.stdout.write(f"{KILLS} kills, {added} steps, {len(told)} acknowledged, none lost\n")
