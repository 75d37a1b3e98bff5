"""What keeps a case open, what goes on after it, and what it takes to close it all the same."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from sqlmodel import select

from core.actor import LOCAL_OPERATOR
from core.errors import Conflict, Invalid, NotFound, OfframpError
from core.jobs.models import Job as JobRow
from core.jobs.values import Job
from core.offboarding import service as offboarding
from core.offboarding.models import (
    UNFINISHED,
    Case,
    CaseKind,
    CaseStatus,
    Phase,
    StepKind,
    StepStatus,
)
from core.offboarding.pack.contents import report_data
from core.offboarding.proof.period import Period, Proof
from core.offboarding.reminders import job as reminders
from core.offboarding.steps.automation import automatic
from core.offboarding.values import CaseEdit, CaseView, Day, Integrity, StepView, WorkView
from core.storage.database import Database
from tests.support.company import ADMIN, AUDITOR, OLA, PIA, company, finish, look, opened, workable

LATER = datetime.now(UTC) + timedelta(days=1)


@pytest.fixture
def firm(database: Database) -> Database:
    return company(database)


def work_but_follow_ups(database: Database, case: int) -> CaseView:
    """Everything that holds the case open is done: Pia approves what Ola did."""
    while True:
        now = look(database, case)
        later = offboarding.follow_ups(now.steps)
        if not (todo := [step for step in workable(now) if step.id not in later]):
            return now
        for step in todo:
            finish(database, step, PIA if step.kind is StepKind.APPROVAL else OLA)


def close(database: Database, case: int, actor=OLA, reason: str = "") -> CaseView:  # type: ignore[no-untyped-def]
    with database.write() as session:
        version = session.get_one(Case, case).version
        return offboarding.close_case(session, actor, case, version, reason)


def wait_of(case: CaseView) -> StepView:
    return next(step for step in case.steps if step.kind is StepKind.WAIT)


def test_long_waits_and_what_follows_them_do_not_hold_the_case_open(firm: Database) -> None:
    case = work_but_follow_ups(firm, opened(firm, effective=datetime.now(UTC)).id)
    left = [step for step in case.steps if step.status in UNFINISHED]
    assert {step.phase for step in left} == {Phase.FOLLOW_UP}
    assert {step.kind for step in left} == {StepKind.WAIT, StepKind.MANUAL}
    closed = close(firm, case.id)
    assert closed.status is CaseStatus.CLOSED
    # They stand in the lists of work, and the wait ends by itself, though the case is closed.
    now = datetime.now(UTC)
    with firm.read() as session:
        found = offboarding.work(session, OLA, WorkView.ALL, Day(now, now + timedelta(days=1)))
        assert {item.step for item in found} == {step.id for step in left}
        soon = reminders._open_steps(session, now + timedelta(days=30))
        assert {step.id for step in soon} == {step.id for step in left}
        [job] = session.exec(select(JobRow).where(JobRow.key == f"step:{wait_of(case).id}"))
    automatic.finish_wait(firm, Job(1, job.kind, job.key, job.payload, job.run_at, 0), job.run_at)
    delete = next(step for step in look(firm, case.id).steps if step.status in UNFINISHED)
    assert delete.state == "open"
    assert finish(firm, delete).status is StepStatus.DONE
    assert look(firm, case.id).status is CaseStatus.CLOSED


def test_a_wait_does_not_end_before_what_it_waits_for_and_counts_from_then(firm: Database) -> None:
    case = opened(firm, effective=datetime.now(UTC))
    wait = wait_of(case)
    assert wait.needs
    payload = {"step": wait.id}
    due = Job(1, "step.finish-wait", f"step:{wait.id}", payload, wait.due, 0)
    automatic.finish_wait(firm, due, wait.due)
    assert wait_of(look(firm, case.id)).status is StepStatus.OPEN
    with firm.read() as session:
        [job] = session.exec(select(JobRow).where(JobRow.key == f"step:{wait.id}"))
    assert job.run_at == wait.due + timedelta(days=1)
    disabled = wait.due + timedelta(days=3)
    with time_machine.travel(disabled, tick=False):
        work_but_follow_ups(firm, case.id)
        automatic.finish_wait(firm, due, datetime.now(UTC))
    kept = wait_of(look(firm, case.id))
    assert kept.status is StepStatus.OPEN
    assert kept.due == disabled + (wait.due - case.effective)
    automatic.finish_wait(firm, due, kept.due - timedelta(hours=1))
    assert wait_of(look(firm, case.id)).status is StepStatus.OPEN
    automatic.finish_wait(firm, due, kept.due)
    assert wait_of(look(firm, case.id)).status is StepStatus.DONE


def test_of_a_closed_case_only_follow_ups_are_worked(firm: Database) -> None:
    case = work_but_follow_ups(firm, opened(firm, effective=datetime.now(UTC)).id)
    close(firm, case.id)
    done = next(step for step in case.steps if step.removes_access)
    with pytest.raises(Conflict, match="closed"), firm.write() as session:
        offboarding.reopen(session, OLA, done.id, done.version, "again")


def test_a_wait_that_is_cut_short_takes_a_reason_that_every_proof_shows(firm: Database) -> None:
    case = work_but_follow_ups(firm, opened(firm, effective=datetime.now(UTC)).id)
    wait = wait_of(case)
    with pytest.raises(Invalid, match="Say why it ends before that"), firm.write() as session:
        offboarding.finish(session, OLA, wait.id, wait.version)
    assert wait_of(look(firm, case.id)).status is StepStatus.OPEN
    with firm.write() as session:
        offboarding.finish(session, OLA, wait.id, wait.version, (), "She asked for it in writing")
    with firm.read() as session:
        [told, *_] = offboarding.timeline(session, OLA, case.id)
    assert "ended early" in told.what
    assert "in writing" in told.what


def test_a_wait_is_not_brought_forward_by_its_date(firm: Database) -> None:
    case = opened(firm, effective=datetime.now(UTC))
    wait = wait_of(case)
    with pytest.raises(Invalid, match="cannot end earlier"), firm.write() as session:
        sooner = datetime.now(UTC)
        offboarding.move_due(session, OLA, wait.id, wait.version, sooner, "now")
    with firm.write() as session:
        offboarding.move_due(session, OLA, wait.id, wait.version, wait.due + timedelta(days=9), "x")


def move_moment(database: Database, case: int, days: int) -> CaseView:
    with database.write() as session:
        now = offboarding.case(session, OLA, case)
        moment = now.effective + timedelta(days=days)
        edit = CaseEdit(now.version, moment, None, None, None, "The contract says so")
        return offboarding.edit_case(session, OLA, case, edit)


def test_a_wait_is_not_brought_forward_by_the_moment_of_its_case(firm: Database) -> None:
    case = opened(firm, effective=datetime.now(UTC))
    wait = wait_of(case)
    [after] = [step for step in case.steps if wait.id in step.needs]
    moved = move_moment(firm, case.id, -40)
    assert wait_of(moved).due == wait.due
    assert [step.due for step in moved.steps if step.id == after.id] == [after.due]
    removal = next(step for step in moved.steps if step.removes_access)
    assert removal.due < next(step.due for step in case.steps if step.id == removal.id)
    with firm.read() as session:
        [job] = session.exec(select(JobRow).where(JobRow.key == f"step:{wait.id}"))
    assert job.run_at == wait.due
    automatic.finish_wait(firm, Job(1, job.kind, job.key, job.payload, job.run_at, 0), LATER)
    assert wait_of(look(firm, case.id)).status is StepStatus.OPEN
    assert wait_of(move_moment(firm, case.id, 50)).due > wait.due


def test_a_case_whose_moment_was_moved_shows_it_in_pack_and_proof(firm: Database) -> None:
    case = opened(firm, effective=datetime.now(UTC))
    old = case.effective.astimezone(ZoneInfo("Europe/Berlin")).date()
    now = move_moment(firm, case.id, -120)
    with firm.write() as session:
        dossier = offboarding.export_case(
            session, OLA, case.id, "zip", Integrity(10**6, ()), now=datetime.now(UTC)
        )
    [row] = report_data(dossier, {})["exceptions"]  # type: ignore[misc]
    assert (row["title"], row["what"]) == ("The end of access was moved", "moment moved")
    assert f"from {old}" in row["reason"]
    assert row["reason"].endswith("The contract says so")

    def proof(day: date) -> Proof:
        with firm.read() as session:
            return offboarding.period_proof(
                session, AUDITOR, Period(day, day, "Europe/Berlin"), list(CaseKind),
                now=datetime.now(UTC), sample=0, seed="x",
            )  # fmt: skip

    here = proof(now.effective.astimezone(ZoneInfo("Europe/Berlin")).date())
    [note] = here.exceptions
    assert (note.outcome, note.who, note.reason) == ("moment moved", OLA.name, row["reason"])
    assert here.exceptions_total == 1
    with firm.write() as session:  # another change leaves no such row
        edit = CaseEdit(now.version, now.effective, "Mo", None, None, "A new manager")
        offboarding.edit_case(session, OLA, case.id, edit)
    assert proof(note.due.astimezone(ZoneInfo("Europe/Berlin")).date()).exceptions_total == 1


def test_before_its_moment_a_case_closes_with_a_reason_only(firm: Database) -> None:
    case = opened(firm, effective=datetime.now(UTC) + timedelta(days=3))
    work_but_follow_ups(firm, case.id)
    with pytest.raises(Conflict, match="still to come"):
        close(firm, case.id)
    closed = close(firm, case.id, reason="She left earlier")
    assert closed.status is CaseStatus.CLOSED
    assert closed.insisted is not None
    assert "still to come" in closed.insisted.sentence
    assert closed.end_reason == "She left earlier"
    with firm.write() as session:
        again = offboarding.reopen_case(session, OLA, case.id, closed.version, "not yet")
    assert (again.insisted, again.end_reason) == (None, None)


def test_of_an_involuntary_case_it_takes_two_people(firm: Database) -> None:
    moment = datetime.now(UTC) + timedelta(days=3)
    case = opened(firm, kind=CaseKind.INVOLUNTARY, effective=moment, restricted=False)
    work_but_follow_ups(firm, case.id)
    asked = close(firm, case.id, OLA, "It was agreed")
    assert asked.status is CaseStatus.OPEN
    assert asked.insisted is not None
    for same in (OLA, LOCAL_OPERATOR):
        with pytest.raises(Invalid, match=r"Another person|two people"):
            close(firm, case.id, same, "It was agreed")
    closed = close(firm, case.id, PIA)
    assert (closed.status, closed.ended_by) == (CaseStatus.CLOSED, PIA.name)
    assert closed.insisted is not None
    assert closed.insisted.by == OLA.name


def test_what_stands_against_closing_is_told_to_who_may_see_the_case(firm: Database) -> None:
    case = opened(firm, effective=datetime.now(UTC) + timedelta(days=3), restricted=True)
    with firm.read() as session:
        for actor in (OLA, ADMIN, AUDITOR):
            [said] = offboarding.stands_against(session, actor, case.id)
            assert "still to come" in said
        with pytest.raises(NotFound):
            offboarding.stands_against(session, PIA, case.id)


def test_what_is_reopened_reopens_what_approved_it(firm: Database) -> None:
    case = work_but_follow_ups(firm, opened(firm, effective=datetime.now(UTC)).id)
    approval = next(step for step in case.steps if step.kind is StepKind.APPROVAL)
    removal = next(s for s in case.steps if s.removes_access and s.app == "figma")
    check = next(s for s in case.steps if s.phase is Phase.CHECK and s.app == "figma")
    untouched = next(s for s in case.steps if s.phase is Phase.CHECK and s.app == "slack")
    with firm.write() as session:
        offboarding.reopen(session, OLA, removal.id, removal.version, "The wrong account")
    after = {step.id: step for step in look(firm, case.id).steps}
    for one in (removal, check, approval):
        assert after[one.id].status is StepStatus.OPEN
    assert after[untouched.id].status is StepStatus.DONE
    assert removal.title in (after[approval.id].reason or "")
    assert (after[approval.id].finished_by, after[approval.id].state) == (None, "waiting")
    with firm.read() as session:
        told = [entry.what for entry in offboarding.timeline(session, OLA, case.id)]
    assert any(what.startswith(f"{approval.title}: reopened: “{removal.title}”") for what in told)
    with pytest.raises(OfframpError):
        close(firm, case.id)


def test_pack_and_proof_show_what_was_closed_against_and_what_was_cut_short(
    firm: Database,
) -> None:
    case = opened(firm, effective=datetime.now(UTC) + timedelta(days=1))
    work_but_follow_ups(firm, case.id)
    wait = wait_of(look(firm, case.id))
    with firm.write() as session:
        offboarding.finish(session, OLA, wait.id, wait.version, (), "She asked for it")
    close(firm, case.id, reason="She left earlier")
    with firm.write() as session:
        dossier = offboarding.export_case(
            session, OLA, case.id, "zip", Integrity(10**6, ()), now=datetime.now(UTC)
        )
    pdf = report_data(dossier, {})
    assert "despite a warning" in str(pdf["status"])
    assert ["Closed although", dossier.case.insisted.sentence] in pdf["head"]  # type: ignore[operator, union-attr]
    [cut] = [one for one in pdf["exceptions"] if one["what"] == "ended early"]  # type: ignore[attr-defined]
    assert (cut["title"], cut["reason"]) == (wait.title, "She asked for it")
    day = case.effective.date()
    with firm.read() as session:
        proof = offboarding.period_proof(
            session, AUDITOR, Period(day, day, "UTC"), list(CaseKind),
            now=datetime.now(UTC), sample=0, seed="x",
        )  # fmt: skip
    told = {one.outcome: one.reason for one in proof.exceptions}
    assert told["ended early"] == "She asked for it"
    assert "still to come" in (told["closed despite that"] or "")
    assert proof.exceptions_total == len(proof.exceptions)
