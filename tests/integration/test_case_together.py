"""Twenty people on one case, on both databases: each step is done once, conflicts are told."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from random import Random

from sqlmodel import col, select

from core.actor import LOCAL_OPERATOR, Actor, Role
from core.audit import service as audit
from core.audit.models import AuditEntry
from core.errors import Conflict
from core.offboarding import service as offboarding
from core.offboarding.models import UNFINISHED, Step, StepStatus
from core.storage.database import Database
from tests.support.company import LINK, company, excuse_all, look, opened

WORKERS, STEPS = 20, 50


def test_twenty_workers_do_fifty_steps_exactly_once(database: Database) -> None:
    company(database)
    case = opened(database, effective=datetime.now(UTC), apps=())
    with database.write() as session:
        pattern = session.exec(select(Step).where(col(Step.case_id) == case.id)).first()
        assert pattern is not None
        values = pattern.model_dump(exclude={"id", "key", "position"})
        session.add_all(Step(**values, key=f"many/{n}", position=1000 + n) for n in range(STEPS))
    steps = [step for step in look(database, case.id).steps if step.key.startswith("many/")]
    assert len(steps) == STEPS

    def worker(number: int) -> Counter[str]:
        actor = Actor(f"w{number}", f"Worker {number}", Role.OPERATOR, email=f"w{number}@x.example")
        told: Counter[str] = Counter()
        mine = list(steps)
        Random(number).shuffle(mine)
        for step in mine:
            try:
                with database.write() as session:
                    offboarding.finish(session, actor, step.id, step.version, [LINK])
                told["done"] += 1
            except Conflict as conflict:
                assert "done by Worker" in str(conflict)
                told["conflict"] += 1
        return told

    with ThreadPoolExecutor(WORKERS) as pool:
        told = sum(pool.map(worker, range(WORKERS)), Counter[str]())
    assert told == {"done": STEPS, "conflict": STEPS * (WORKERS - 1)}
    after = [s for s in look(database, case.id).steps if s.key.startswith("many/")]
    assert {step.status for step in after} == {StepStatus.DONE}
    assert all(len(step.evidence) == 1 and step.version == 2 for step in after)
    with database.read() as session:
        entries = session.exec(
            select(AuditEntry.after).where(col(AuditEntry.action) == "case.step-done")
        ).all()
        assert Counter(entry["step"] for entry in entries) == {step.id: 1 for step in steps}
        assert audit.verify_state(session, LOCAL_OPERATOR).holds


def test_two_who_open_a_case_for_one_person_at_once_get_one(database: Database) -> None:
    company(database)

    def attempt(_: int) -> str:
        try:
            return opened(database).number
        except Conflict as conflict:
            return str(conflict)

    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(attempt, range(4)))
    # Not always OFF-0001: PostgreSQL counts the numbers of those that were refused, too.
    [number] = [one for one in told if one.startswith("OFF-")]
    refused = [one for one in told if one != number]
    assert len(refused) == 3
    assert all(f"has an open case already: {number}" in one for one in refused)


def test_closing_and_reopening_a_step_at_once_leave_no_closed_case_with_open_work(
    database: Database,
) -> None:
    company(database)
    case = opened(database, effective=datetime.now(UTC), apps=())
    excuse_all(database, case.id)
    now = look(database, case.id)

    def close() -> None:
        with database.write() as session:
            offboarding.close_case(session, LOCAL_OPERATOR, case.id, now.version)

    def reopen() -> None:
        step = now.steps[0]
        with database.write() as session:
            offboarding.reopen(session, LOCAL_OPERATOR, step.id, step.version, "after all")

    with ThreadPoolExecutor(2) as pool:
        outcomes = [pool.submit(act) for act in (close, reopen)]
        failed = [one.exception() for one in outcomes if one.exception()]
    assert len(failed) == 1
    assert isinstance(failed[0], Conflict)
    after = look(database, case.id)
    has_work = any(step.status in UNFINISHED for step in after.steps)
    assert has_work is (after.status.value == "open")
