"""Whether a step is late is answered once, and every list, document and message says the same."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, select

from core.actor import LOCAL_OPERATOR
from core.notify.values import WorkingHours
from core.offboarding import service
from core.offboarding.deadline import is_late, is_overdue
from core.offboarding.models import UNFINISHED, Step, StepKind, StepStatus
from core.offboarding.reminders.due_reminders import Level, OpenStep, level_of
from core.offboarding.steps.step_sql import late, overdue
from core.offboarding.values import CaseKind, CaseQuery, Day, Period, WorkView
from core.storage.database import Database
from pages.ui import case_words
from tests.support.cases import add_case, add_step

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
MOMENTS = st.integers(-3, 3).map(lambda hours: NOW + timedelta(hours=hours))
KINDS = st.sampled_from([StepKind.MANUAL, StepKind.WAIT])
STEPS = st.tuples(KINDS, st.sampled_from(list(StepStatus)), MOMENTS, MOMENTS)
HOURS = WorkingHours()


@pytest.fixture
def one_step(database: Database) -> Database:
    with database.write() as session:
        add_step(session, add_case(session, effective_at=NOW))
    return database


def put(
    session: Session, kind: StepKind, status: StepStatus, due: datetime, finished: datetime
) -> Step:
    step = session.exec(select(Step)).one()
    step.kind, step.status, step.due_at = kind, status, due
    step.finished_at = None if status in UNFINISHED else finished
    session.add(step)
    session.flush()
    return step


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_every_place_says_the_same_of_a_step(
    one_step: Database, drawn: tuple[StepKind, StepStatus, datetime, datetime]
) -> None:
    kind, status, due, finished = drawn
    with one_step.write() as session:
        step = put(session, kind, status, due, finished)
        case = step.case_id
        in_sql = [
            session.exec(select(Step.id).where(test(NOW))).first() is not None
            for test in (overdue, late)
        ]
    if status is StepStatus.DONE and finished <= due:
        assert not is_overdue(status, due, NOW)
        assert not is_late(kind, status, due, finished, NOW)
    is_over = is_overdue(status, due, NOW)
    assert in_sql == [is_over, is_late(kind, status, due, step.finished_at, NOW)]

    with one_step.read() as session:
        seen = service.case(session, LOCAL_OPERATOR, case).steps[0]
        day = Day(NOW, NOW + timedelta(hours=12))
        listed = service.work(session, LOCAL_OPERATOR, WorkView.OVERDUE, day)
        counted = service.work_counts(session, LOCAL_OPERATOR, day).overdue
        _, rows = service.cases(session, LOCAL_OPERATOR, CaseQuery(), NOW)
        proof = service.period_proof(
            session, LOCAL_OPERATOR, Period(NOW.date(), NOW.date(), "UTC"), list(CaseKind),
            now=NOW, sample=0, seed="",
        )  # fmt: skip
    assert [bool(listed), bool(counted), bool(rows[0].late)] == [is_over] * 3
    assert all(item.is_overdue(NOW) for item in listed)
    assert (seen.is_overdue(NOW), seen.is_late(NOW)) == tuple(in_sql)
    assert bool(proof.late_total) == bool(proof.late) == in_sql[1]
    said = f"{case_words.state(seen, NOW)} {case_words.step_due(seen, NOW, 'UTC')}"
    assert ("overdue" in said) == is_over, said
    assert ("finished late" in said) == (in_sql[1] and not is_over), said
    told = case_words.step_distance(seen, NOW)
    assert ("overdue" in told) == is_over, told
    assert ("finished late by" in told) == (in_sql[1] and not is_over), told
    if status is StepStatus.CANCELLED:
        assert told == ""


@given(MOMENTS)
def test_a_message_calls_overdue_what_the_lists_call_overdue(due: datetime) -> None:
    step = OpenStep(1, 1, "OFF-0001", "", "", False, "", None, due, False, False, None, None, None)
    told = level_of(step, HOURS, NOW) in (Level.OVERDUE, Level.ESCALATED)
    assert told == is_overdue(StepStatus.OPEN, due, NOW)
