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
from pathlib import Path

from sqlmodel import col, func, select

from core.actor import LOCAL_OPERATOR, SYSTEM
from core.audit import service as audit
from core.audit.models import AuditEntry
from core.jobs import service as jobs
from core.offboarding.models import CaseKind, Step, StepKind, StepStatus
from core.offboarding.steps.automation.scheduled_jobs import step_jobs
from core.storage.database import Database
from tests.support.case_truths import assert_truths
from tests.support.company import company, look, opened, recorded
from tests.support.leaving import Leaving, app_server
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


def test_whatever_is_killed_no_case_tells_an_untruth(database: Database, tmp_path: Path) -> None:
    """Held events, reopened steps and what rests on them, cut waits and closing, in any order."""
    dice, stored = random.Random(5), [0]
    with app_server() as (_peer, base):
        firm = Leaving.founded(database, tmp_path, base)
        kind = CaseKind.INVOLUNTARY
        case = opened(database, kind=kind, effective=datetime.now(UTC), apps=("figma", "slack"))
        for seed in range(KILLS):
            worker = Worker(
                "tests.support.leaving_worker", database.url, str(tmp_path),
                firm.idp.id, firm.idp.token, str(case.id), str(seed),
            )  # fmt: skip
            told: list[int] = []
            listening = threading.Thread(target=hear, args=(worker, told), daemon=True)
            listening.start()
            time.sleep(dice.uniform(0.05, 2.5))  # the random moment of the kill
            worker.kill()
            listening.join(5)
            stored.append(max([stored[-1], *told]))
            assert_truths(database)
            with database.read() as session:
                newest = session.exec(select(func.max(AuditEntry.id))).one()
            assert newest is not None
            assert newest >= stored[-1]
    with database.read() as session:
        actions = Counter(recorded(session, case.id))
    sys.stdout.write(f"{KILLS} kills, {stored[-1]} entries acknowledged, none lost: {actions}\n")


def hear(worker: Worker, told: list[int]) -> None:
    for line in worker.told:
        if line.endswith("\n") and line.startswith("stored"):
            told.append(int(line.split()[1]))


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
