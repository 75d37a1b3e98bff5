"""Several steps at once: all or none, each by its own rules; and what can be taken back."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select
from typer.testing import CliRunner

from core.actor import Actor, Role
from core.app.runtime import Runtime
from core.audit.models import AuditEntry
from core.cli.main import command_line
from core.config import Settings
from core.errors import Conflict, Forbidden, Invalid, NotFound, OfframpError
from core.offboarding import service as offboarding
from core.offboarding.models import CaseKind, Evidence, EvidenceKind, StepKind, StepStatus
from core.offboarding.values import Day, Move, SeenStep, Together, WorkView
from core.offboarding.views import CaseView, NewEvidence, StepView
from core.storage.database import Database
from tests.support.company import LINK, NOTE, OLA, PIA, company, look, opened, recorded, step_of

VIEWER = Actor("vic", "Vic Viewer", Role.VIEWER)
HAND_OVERS = ("figma/hand-over", "slack/hand-over", "wiki/hand-over")


@pytest.fixture
def firm(database: Database) -> Database:
    return company(database)


@pytest.fixture
def case(firm: Database) -> CaseView:
    return opened(firm)


def seen(steps: Sequence[StepView]) -> list[SeenStep]:
    return [SeenStep.of(step) for step in steps]


def named(case: CaseView, *keys: str) -> list[StepView]:
    return [step_of(case, key) for key in keys]


def finished(
    database: Database, steps: Sequence[StepView], *evidence: NewEvidence, key: str = ""
) -> Together:
    with database.write() as session:
        return offboarding.finish_steps(session, OLA, seen(steps), evidence, key=key)


def untouched(database: Database, before: CaseView) -> None:
    """Nothing of the case, its evidence or the log changed."""
    assert look(database, before.id) == before
    with database.read() as session:
        assert recorded(session, before.id) == ["case.open"]
        assert session.exec(select(Evidence)).all() == []


def test_one_note_finishes_several_steps_and_stands_at_each(firm: Database, case: CaseView) -> None:
    done = finished(firm, named(case, *HAND_OVERS), NOTE)
    now = look(firm, case.id)
    for step in named(now, *HAND_OVERS):
        assert (step.status, step.finished_by) == (StepStatus.DONE, "Ola Operator")
        assert [one.text for one in step.evidence] == [NOTE.text]
    assert {step.id for step in done.steps} == {step.id for step in named(now, *HAND_OVERS)}
    with firm.read() as session:
        assert recorded(session, case.id) == ["case.open", *["case.step-done"] * 3]
        told = offboarding.timeline(session, OLA, case.id)
    assert {entry.together for entry in told[:3]} == {done.id}
    assert told[3].together is None
    assert all(entry.what.endswith("(in one go with 2 other steps)") for entry in told[:3])


def test_a_file_is_kept_once_and_attached_to_each(
    firm: Database, case: CaseView, tmp_path: Path
) -> None:
    config = Settings(_env_file=None, data_dir=tmp_path, evidence_case_max_mb=1)
    kept = offboarding.keep_file(config, "list.txt", b"gone " * 120_000, OLA.id)
    proof = NewEvidence(EvidenceKind.FILE, kept.name, kept.size, kept.sha256)
    finished(firm, named(case, *HAND_OVERS), proof)
    files = [p for p in (tmp_path / "evidence").rglob("*") if p.is_file() and len(p.name) == 64]
    assert [file.name for file in files] == [kept.sha256]
    left = [step_of(case, "general/work").id, step_of(case, "general/files").id]
    with firm.read() as session:  # 0.6 of 1 MB, three times attached: it counts once
        offboarding.check_room(session, OLA, config, left, [300_000])
        with pytest.raises(Invalid, match=r"more than the 1 MB"):
            offboarding.check_room(session, OLA, config, left, [500_000])


def test_what_waits_for_another_one_of_them_comes_after_it(firm: Database, case: CaseView) -> None:
    chain = named(case, "wiki/check", "wiki/remove", "wiki/hand-over")
    assert chain[0].is_waiting
    finished(firm, chain, LINK)
    at = [step.finished_at for step in named(look(firm, case.id), *(s.key for s in chain[::-1]))]
    assert all(at)
    assert at == sorted(at, key=lambda one: one or datetime.now(UTC))


def test_one_that_is_refused_leaves_all_as_they_were_and_is_named(
    firm: Database, case: CaseView
) -> None:
    waiting = step_of(case, "wiki/check")
    for steps, evidence, reason in (
        ([*named(case, *HAND_OVERS), waiting], [LINK], f"“{waiting.title}” waits for"),
        (named(case, "general/idp-account", *HAND_OVERS), [NOTE], "needs a record"),
        (named(case, *HAND_OVERS), [], "This step needs evidence"),
    ):
        with pytest.raises((Invalid, Conflict), match=reason) as caught:
            finished(firm, steps, *evidence)
        assert any(f"“{step.title}”" in caught.value.message for step in steps)
        assert "None of the steps was changed." in str(caught.value)
        untouched(firm, case)


def test_of_one_step_it_is_said_plainly_what_is_wrong(firm: Database, case: CaseView) -> None:
    link = NewEvidence(EvidenceKind.LINK, "not a link")
    with pytest.raises(Invalid) as caught:
        finished(firm, named(case, HAND_OVERS[0]), link)
    assert str(caught.value) == (
        "“not a link” is not a web address. Enter one that begins with https://."
    )
    assert caught.value.field == "link"
    untouched(firm, case)


def test_a_step_that_somebody_changed_stops_all(firm: Database, case: CaseView) -> None:
    chosen = named(case, *HAND_OVERS)
    with firm.write() as session:
        offboarding.start(session, PIA, chosen[1].id, chosen[1].version)
    with pytest.raises(Conflict, match="was changed after you opened it: it is started by Pia"):
        finished(firm, chosen, NOTE)
    assert [step.status for step in named(look(firm, case.id), *HAND_OVERS)] == [
        StepStatus.OPEN,
        StepStatus.STARTED,
        StepStatus.OPEN,
    ]


def test_a_second_person_is_asked_for_in_a_batch_too(firm: Database, case: CaseView) -> None:
    approval = next(step for step in case.steps if step.kind is StepKind.APPROVAL)
    mine = [step for step in case.steps if step.id in approval.needs]
    while not all(step.status is StepStatus.DONE for step in mine):
        now = look(firm, case.id)
        mine = [step for step in now.steps if step.id in approval.needs]
        ready = offboarding.can_be_finished_together(now.steps, now.steps, datetime.now(UTC))
        if not ready:
            break
        finished(firm, ready, LINK)
    held = step_of(look(firm, case.id), approval.key)
    assert not held.is_waiting
    with pytest.raises(Invalid, match="You did some of the work that is approved"):
        finished(firm, [held], NOTE)
    with firm.write() as session:
        done = offboarding.finish_steps(session, PIA, seen([held]), [NOTE])
    assert done.steps[0].status is StepStatus.DONE


def test_the_same_form_twice_does_it_once(firm: Database, case: CaseView) -> None:
    chosen = named(case, *HAND_OVERS)
    first = finished(firm, chosen, NOTE, key="form-1")
    again = finished(firm, chosen, NOTE, key="form-1")
    assert again.steps == first.steps
    with firm.read() as session:
        assert recorded(session, case.id).count("case.step-done") == 3
    with pytest.raises(Conflict):
        finished(firm, chosen, NOTE, key="form-2")
    with pytest.raises(Conflict):  # of another person the key says nothing
        with firm.write() as session:
            offboarding.finish_steps(session, PIA, seen(chosen), [NOTE], key="form-1")


def test_nothing_and_the_same_step_twice_are_refused(firm: Database, case: CaseView) -> None:
    one = seen(named(case, "wiki/hand-over"))[0]
    for chosen in ([], [one, SeenStep(one.step, one.version + 1)]):
        with firm.write() as session, pytest.raises(Invalid, match="Choose the steps"):
            offboarding.finish_steps(session, OLA, chosen, [NOTE])
    with firm.write() as session, pytest.raises(Invalid, match="200"):
        many = [SeenStep(number, 1) for number in range(1, 202)]
        offboarding.finish_steps(session, OLA, many, [NOTE])
    with firm.write() as session, pytest.raises(Forbidden):
        offboarding.finish_steps(session, VIEWER, [one], [NOTE])


def test_steps_of_several_cases_can_be_assigned_at_once(firm: Database, case: CaseView) -> None:
    other = opened(firm, email="bo@example.com", person="Bo Example")
    chosen = [step_of(case, "wiki/hand-over"), step_of(other, "wiki/hand-over")]
    with firm.write() as session:
        offboarding.assign_steps(session, OLA, seen(chosen), "Pia Operator")
    for number in (case.id, other.id):
        assert step_of(look(firm, number), "wiki/hand-over").owner == "Pia Operator"


def test_taking_over_makes_them_mine_and_undo_gives_them_back(
    firm: Database, case: CaseView
) -> None:
    chosen = named(case, "figma/hand-over", "slack/hand-over", "customer-io/hand-over")
    with firm.write() as session:
        done = offboarding.take_over_steps(session, OLA, seen(chosen))
    now = datetime.now(UTC)
    with firm.read() as session:
        mine = offboarding.work(session, OLA, WorkView.MINE, Day(now, now), limit=999)
        me = offboarding.standpoint(session, OLA)
    assert {step.id for step in chosen} <= {item.step for item in mine}
    assert all(me.is_mine(step.owner_key) for step in done.steps)
    assert done.undo is not None
    with firm.write() as session:
        offboarding.undo(session, OLA, done.undo)
    back = named(look(firm, case.id), *(step.key for step in chosen))
    assert [(s.owner, s.owner_key) for s in back] == [(s.owner, s.owner_key) for s in chosen]


def test_the_leaver_is_given_none_of_several(firm: Database, case: CaseView) -> None:
    with firm.write() as session, pytest.raises(Invalid, match="is the person who leaves"):
        offboarding.assign_steps(session, OLA, seen(named(case, *HAND_OVERS)), "Ada Example")


def test_excusing_several_can_be_undone_until_one_of_them_changes(
    firm: Database, case: CaseView
) -> None:
    chosen = named(case, *HAND_OVERS)
    with firm.write() as session:
        done = offboarding.excuse_steps(session, OLA, seen(chosen), "Nothing to hand over.")
    assert {step.status for step in done.steps} == {StepStatus.NOT_APPLICABLE}
    assert {step.reason for step in done.steps} == {"Nothing to hand over."}
    assert done.undo is not None
    with firm.write() as session:
        back = offboarding.undo(session, OLA, done.undo)
    assert {step.status for step in back.steps} == {StepStatus.OPEN}
    with firm.write() as session, pytest.raises(Conflict, match="was changed after"):
        offboarding.undo(session, OLA, done.undo)
    with firm.write() as session, pytest.raises(Invalid, match="Say why"):
        offboarding.excuse_steps(session, OLA, seen(back.steps), " ")


def test_done_is_undone_with_a_reason_that_writes_itself_and_a_word_said_with_it_is_kept(
    firm: Database, case: CaseView
) -> None:
    chosen = named(case, *HAND_OVERS)
    with firm.write() as session:
        done = offboarding.finish_steps(session, OLA, seen(chosen), [LINK], "In one meeting.")
    assert {(step.status, step.reason) for step in done.steps} == {
        (StepStatus.DONE, "In one meeting.")
    }
    assert done.undo is not None
    with firm.write() as session:
        back = offboarding.undo(session, OLA, done.undo)
    assert {step.status for step in back.steps} == {StepStatus.OPEN}
    assert {step.reason for step in back.steps} == {f"undone at once by {OLA.name}"}
    assert all(step.evidence for step in back.steps)  # what was brought stays
    with firm.read() as session:
        told = [entry.what for entry in offboarding.timeline(session, OLA, case.id)]
    assert any(f"reopened: undone at once by {OLA.name}" in what for what in told)
    assert any("done: In one meeting." in what for what in told)


def test_undo_is_not_offered_for_what_its_doer_no_longer_sees(firm: Database) -> None:
    whole = opened(firm, PIA, kind=CaseKind.INVOLUNTARY)
    step = step_of(whole, "wiki/hand-over")
    with firm.write() as session:
        offboarding.assign(session, PIA, step.id, step.version, OLA.name, OLA.email or "")
        mine = offboarding.own_steps(session, OLA, whole.id).steps
        done = offboarding.assign_steps(session, OLA, seen(mine), PIA.name, PIA.email or "")
    assert done.undo is None
    with firm.write() as session, pytest.raises(NotFound):
        offboarding.finish_steps(session, OLA, seen(done.steps), [LINK])


def test_what_is_said_on_a_start_is_kept(firm: Database, case: CaseView) -> None:
    step = step_of(case, "wiki/hand-over")
    with firm.write() as session:
        said = "Waiting for a call back."
        done = offboarding.move_step(session, OLA, step.id, step.version, Move.START, reason=said)
    assert (done.status, done.reason) == (StepStatus.STARTED, said)
    with firm.read() as session:
        query = select(AuditEntry).where(col(AuditEntry.action) == "case.step-start")
        assert (session.exec(query).one().after or {})["reason"] == said


def test_the_command_line_works_several_steps(our_runtime: Runtime, tmp_path: Path) -> None:
    def said(*arguments: str) -> Any:
        done = CliRunner().invoke(command_line(), ["case", *arguments, "--json"])
        assert done.exit_code == 0, (done.output, done.exception)
        return json.loads(done.stdout)

    def refused(*arguments: str) -> str:
        done = CliRunner().invoke(command_line(), ["case", *arguments])
        assert isinstance(done.exception, OfframpError), done.output
        return str(done.exception)

    person = ("--person", "Ada Example", "--email", "ada@example.com", "--kind", "voluntary")
    apps = ("--app", "figma", "--app", "slack", "--effective", "2099-12-01T17:00:00+01:00")
    opened = said("open", *person, *apps)
    ids = {step["key"]: str(step["id"]) for step in opened["steps"]}
    both = (ids["figma/hand-over"], ids["slack/hand-over"])
    file = tmp_path / "list.txt"
    file.write_text("handed over")
    done = said("finish", "OFF-0001", *both, "--file", str(file))
    assert {step["status"] for step in done} == {"done"}
    assert {step["evidence"][0]["text"] for step in done} == {"list.txt"}
    mine = said("assign", "1", ids["figma/remove"], ids["slack/remove"], "--to", "Pia Operator")
    assert {step["owner"] for step in mine} == {"Pia Operator"}
    gone = said("excuse", "1", ids["general/files"], ids["general/calendar"], "--reason", "None.")
    assert {step["reason"] for step in gone} == {"None."}
    assert "“Transfer ownership in Figma”" in refused("finish", "1", *both, "--note", "x")
    assert "There is no step" in refused("finish", "2", *both, "--note", "x")
    assert "Say who gets them" in refused("assign", "1", *both)


def test_of_somebody_who_leaves_today_the_hand_over_begins_now_and_the_removal_does_not(
    firm: Database,
) -> None:
    case = opened(firm, effective=datetime.now(UTC) + timedelta(hours=3))
    early = {step.key: step.is_early for step in case.steps}
    assert not any(early[key] for key in HAND_OVERS)
    removals = [step for step in case.steps if step.removes_access]
    assert removals
    assert all(step.is_early for step in removals)
