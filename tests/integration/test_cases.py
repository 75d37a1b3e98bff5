"""Cases on both databases: what opening makes, what working allows, who sees what."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from core.actor import LOCAL_OPERATOR, Actor, Role
from core.audit import service as audit
from core.errors import Conflict, Forbidden, Invalid, NotFound, OfframpError
from core.files.tables import read_table
from core.offboarding import service as offboarding
from core.offboarding.cases.import_file import read_leavers
from core.offboarding.models import (
    UNFINISHED,
    CaseKind,
    CaseStatus,
    Evidence,
    EvidenceKind,
    Phase,
    StepKind,
    StepStatus,
)
from core.offboarding.values import CaseEdit, CaseQuery, Day, WorkView
from core.offboarding.views import NewEvidence, StepView
from core.stack import service as stack
from core.stack.values import StackEdit
from core.storage.database import Database
from tests.support.company import (
    ADA,
    ADMIN,
    AUDITOR,
    LINK,
    NOTE,
    OLA,
    PIA,
    READING,
    company,
    finish,
    finish_all,
    look,
    opened,
    opening,
    recorded,
    step_of,
    workable,
)

VIEWER = Actor("vic", "Vic Viewer", Role.VIEWER)


@pytest.fixture
def firm(database: Database) -> Database:
    return company(database)


def test_each_app_gets_the_steps_of_its_way_and_says_why(firm: Database) -> None:
    with firm.read() as session:
        plan = offboarding.preview_case(session, OLA, READING, opening())
    ways = {app.id: str(app.way) for app in plan.apps}
    assert ways == {"slack": "scim", "figma": "jit", "customer-io": "jit", "wiki": "manual"}
    assert all(app.why for app in plan.apps)
    assert {step.app for step in plan.steps} == {None, *ways}
    for app in ways:
        assert any(step.removes_access for step in plan.steps if step.app == app), app


def test_access_is_not_removed_by_what_nobody_confirmed(firm: Database) -> None:
    """Unassigning somebody in an IdP that may not provision at all takes no account away."""
    with firm.write() as session:
        entry = stack.entry(session, ADMIN, "slack")
        assert entry is not None
        fields = replace(entry.fields, provisioning_on=None, provisioning_idp=None)
        stack.save(session, ADMIN, [StackEdit("slack", entry.version, fields)])
    slack = [one for one in opened(firm, apps=("slack",)).steps if one.app == "slack"]
    removing = [(one.title, one.place) for one in slack if one.removes_access]
    assert removing == [
        ("Unassign Slack in Okta", "Okta"),
        ("Remove the account in Slack if it is still there", "Slack"),
    ]


def switch(database: Database, is_on: bool | None) -> None:
    with database.write() as session:
        entry = stack.entry(session, ADMIN, "slack")
        assert entry is not None
        idp = None if is_on is None else "okta"
        fields = replace(entry.fields, provisioning_on=is_on, provisioning_idp=idp)
        stack.save(session, ADMIN, [StackEdit("slack", entry.version, fields)])


@pytest.mark.parametrize("is_on", [False, None])
def test_a_case_whose_route_changed_says_what_is_missing_and_takes_it_up(
    firm: Database, is_on: bool | None
) -> None:
    case = opened(firm, apps=("slack", "figma"))

    def lacking() -> list[str]:
        with firm.read() as session:
            found = offboarding.unplanned(session, OLA, READING, look(firm, case.id))
        return [one.why for one in found]

    assert lacking() == []
    switch(firm, is_on)
    [said] = lacking()
    assert "no step here removes the account in Slack" in said
    with firm.write() as session, pytest.raises(Forbidden):
        offboarding.add_unplanned(session, VIEWER, READING, case.id, ["slack"])
    with firm.write() as session:
        assert offboarding.add_unplanned(session, OLA, READING, case.id, ["slack"]) > 0
    steps = [one for one in look(firm, case.id).steps if one.app == "slack"]
    assert any(one.removes_access and one.place == "Slack" for one in steps)
    assert len({one.key for one in steps}) == len(steps)
    assert lacking() == []


def test_an_app_that_came_into_the_stack_is_named_on_open_cases(firm: Database) -> None:
    with firm.write() as session:
        entry = stack.entry(session, ADMIN, "wiki")
        assert entry is not None
        stack.remove(session, ADMIN, "wiki", entry.version)
    case = opened(firm, apps=None)
    with firm.write() as session:
        stack.add(session, ADMIN, "wiki")
    with firm.read() as session:
        found = offboarding.unplanned(session, OLA, READING, look(firm, case.id))
    assert [one.why for one in found] == ["Wiki was added to the stack since."]
    with firm.write() as session:
        offboarding.add_unplanned(session, OLA, READING, case.id, ["wiki"])
    assert any(one.app == "wiki" for one in look(firm, case.id).steps)


def test_the_preview_says_what_is_missing_and_stores_nothing(firm: Database) -> None:
    with firm.read() as session:
        plan = offboarding.preview_case(session, OLA, READING, opening(manager=None))
        told = " ".join(plan.missing)
        total, _ = offboarding.cases(session, OLA, CaseQuery(), datetime.now(UTC))
    assert "No owner for Figma." in told
    assert "No owner for Wiki." in told
    assert "Slack is owned by the person who leaves." in told
    assert "No manager" in told
    assert total == 0


def test_what_the_leaver_owns_goes_to_who_takes_over(firm: Database) -> None:
    case = opened(firm)
    owners = {step.owner for step in case.steps if step.app == "slack"}
    assert "Ada Example" not in owners
    assert "Pia Operator" in owners


def test_a_voluntary_leaver_hands_over_first_and_an_involuntary_one_is_removed_first(
    firm: Database,
) -> None:
    for kind in (CaseKind.VOLUNTARY, CaseKind.INVOLUNTARY):
        case = opened(
            firm,
            kind=kind,
            email=f"{kind}@example.com",
            person=str(kind),
            effective=datetime.now(UTC) + timedelta(days=7),
        )
        by_id = {step.id: step for step in case.steps}
        remove = [step for step in case.steps if step.phase is Phase.REMOVE and step.app]
        assert remove
        for step in remove:
            waits = {by_id[needed].phase for needed in step.needs}
            if kind is CaseKind.INVOLUNTARY:
                assert Phase.HAND_OVER not in waits
                assert step.urgent
                assert step.due == case.effective or not step.removes_access
        handed = [step for step in case.steps if step.phase is Phase.HAND_OVER and step.app]
        sooner = kind is CaseKind.VOLUNTARY
        assert all((step.due < case.effective) is sooner for step in handed)


def test_an_unfinished_hand_over_never_keeps_a_leaver_in_beyond_the_moment(
    firm: Database,
) -> None:
    early = opened(firm)
    held_up = [step for step in early.steps if step.removes_access and step.is_waiting]
    assert held_up
    past = opened(firm, email="past@example.com", effective=datetime.now(UTC))
    removals = [step for step in past.steps if step.removes_access]
    assert removals
    assert not any(step.is_waiting for step in removals)


def test_what_is_only_asked_for_now_was_not_due_before(firm: Database) -> None:
    soon = opened(firm, effective=datetime.now(UTC) + timedelta(hours=2))
    assert all(step.due >= soon.opened_at for step in soon.steps)
    past = opened(firm, email="past@example.com", effective=datetime.now(UTC) - timedelta(days=9))
    late = [step for step in past.steps if step.due < past.opened_at]
    assert late
    assert all(step.removes_access for step in late)


def test_a_person_has_one_open_case(firm: Database) -> None:
    case = opened(firm)
    with pytest.raises(Conflict, match=case.number):
        opened(firm, PIA, email="ADA@example.com ")
    with firm.write() as session:
        offboarding.cancel_case(session, OLA, case.id, case.version, "stays")
    assert opened(firm).id != case.id


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"person": "  "}, "person"),
        ({"email": "ada"}, "email"),
        ({"apps": ("no-such-app",)}, "apps"),
        ({"effective": datetime(2026, 12, 1, 17)}, "effective"),
        ({"zone": "Mars/Base"}, "zone"),
        ({"note": "x" * 3000}, "note"),
    ],
)
def test_what_cannot_be_opened_says_why_and_leaves_nothing(
    firm: Database, change: dict[str, object], field: str
) -> None:
    with pytest.raises(OfframpError) as told:
        opened(firm, **change)
    assert told.value.field == field
    with firm.read() as session:
        assert offboarding.cases(session, OLA, CaseQuery(), datetime.now(UTC))[0] == 0


def test_a_step_is_started_done_and_proven_and_each_is_in_the_audit_log(firm: Database) -> None:
    case = opened(firm)
    step = next(s for s in workable(case) if s.owner == "IT" and s.kind is StepKind.MANUAL)
    with firm.write() as session:
        begun = offboarding.start(session, OLA, step.id, step.version)
    assert (begun.status, begun.owner, begun.started_by) == (
        StepStatus.STARTED,
        "Ola Operator",
        "Ola Operator",
    )
    done = finish(firm, begun, OLA, NOTE, LINK)
    assert (done.status, done.finished_by) == (StepStatus.DONE, "Ola Operator")
    assert [proof.kind for proof in done.evidence] == [EvidenceKind.NOTE, EvidenceKind.LINK]
    with firm.read() as session:
        assert recorded(session, case.id) == ["case.open", "case.step-start", "case.step-done"]
        told = offboarding.timeline(session, OLA, case.id)
    assert told[0].what == f"{step.title}: done: Not needed any longer."


def test_evidence_that_is_asked_for_must_be_there(firm: Database) -> None:
    case = opened(firm, effective=datetime.now(UTC))
    step = next(s for s in workable(case) if s.needs_evidence.value == "record")
    for brought, told in (((), "link or a file"), ((NOTE,), "not only a note")):
        with pytest.raises(Invalid, match=told), firm.write() as session:
            offboarding.finish(session, OLA, step.id, step.version, brought)
    assert step_of(look(firm, case.id), step.key).status is StepStatus.OPEN
    assert not step_of(look(firm, case.id), step.key).evidence
    with pytest.raises(Invalid, match="web address"):
        finish(firm, step, OLA, NewEvidence(EvidenceKind.LINK, "javascript:alert(1)"))


def test_the_second_operator_is_told_what_the_first_did(firm: Database) -> None:
    case = opened(firm)
    step = workable(case)[0]
    finish(firm, step, OLA)
    with pytest.raises(Conflict, match="done by Ola Operator"):
        finish(firm, step, PIA)
    assert len(step_of(look(firm, case.id), step.key).evidence) == 1


@pytest.mark.parametrize(
    "act",
    [offboarding.excuse, offboarding.block, offboarding.reopen],
)
def test_what_departs_from_the_list_needs_a_reason(
    firm: Database, act: Callable[..., object]
) -> None:
    step = workable(opened(firm))[0]
    if act is offboarding.reopen:
        step = finish(firm, step)
    with pytest.raises(Invalid, match="Say why"), firm.write() as session:
        act(session, OLA, step.id, step.version, "  ")
    with firm.write() as session:
        act(session, OLA, step.id, step.version, "The account was never made.")


def test_an_approval_takes_another_person(firm: Database) -> None:
    case = opened(firm, effective=datetime.now(UTC))
    while todo := [s for s in workable(look(firm, case.id)) if s.kind is not StepKind.APPROVAL]:
        for step in todo:
            finish(firm, step)
    approval = next(s for s in look(firm, case.id).steps if s.kind is StepKind.APPROVAL)
    assert approval.state == "open"
    with pytest.raises(Invalid, match="Another person"):
        finish(firm, approval, OLA)
    assert finish(firm, approval, PIA).status is StepStatus.DONE


def test_a_case_closes_only_when_everything_is_finished_and_proven(firm: Database) -> None:
    case = opened(firm, effective=datetime.now(UTC))
    with pytest.raises(Conflict, match="cannot be closed yet"), firm.write() as session:
        offboarding.close_case(session, OLA, case.id, case.version)
    finish_all(firm, case.id)
    with firm.write() as session:
        closed = offboarding.close_case(session, OLA, case.id, case.version)
    assert closed.status is CaseStatus.CLOSED
    with pytest.raises(Conflict, match="closed"):
        finish(firm, closed.steps[0])
    with firm.write() as session:
        again = offboarding.reopen_case(session, OLA, case.id, closed.version, "One was forgotten")
    assert again.status is CaseStatus.OPEN


def test_a_cancelled_case_keeps_what_was_done_and_can_be_opened_again(firm: Database) -> None:
    case = opened(firm)
    done = finish(firm, workable(case)[0])
    with firm.write() as session:
        held = look(firm, case.id)
        ended = offboarding.cancel_case(session, OLA, case.id, held.version, "She stays.")
    assert {step.status for step in ended.steps} == {StepStatus.DONE, StepStatus.CANCELLED}
    with firm.write() as session:
        again = offboarding.reopen_case(session, OLA, case.id, ended.version, "She goes after all")
    assert step_of(again, done.key).status is StepStatus.DONE
    assert sum(step.status in UNFINISHED for step in again.steps) == len(again.steps) - 1


def test_another_moment_moves_what_is_left_on_the_persons_clock(firm: Database) -> None:
    case = opened(firm, effective=datetime(2026, 10, 24, 15, tzinfo=UTC))
    later = datetime(2026, 10, 26, 16, tzinfo=UTC)  # 17:00 in Berlin, before and after the change
    with firm.write() as session:
        edit = CaseEdit(case.version, later, "Mo", None, None, "A later last day")
        changed = offboarding.edit_case(session, OLA, case.id, edit)
    exact = [s for s in case.steps if s.due == case.effective]
    assert exact
    for step in exact:
        assert step_of(changed, step.key).due == later


def test_the_leaver_never_sees_the_case(firm: Database) -> None:
    case = opened(firm)
    with firm.read() as session:
        with pytest.raises(NotFound):
            offboarding.case(session, ADA, case.id)
        with pytest.raises(NotFound):
            offboarding.timeline(session, ADA, case.id)
        now = datetime.now(UTC)
        day = Day(now, now + timedelta(days=1))
        assert offboarding.cases(session, ADA, CaseQuery(), now)[0] == 0
        assert offboarding.work(session, ADA, WorkView.ALL, day) == []
        assert offboarding.work_counts(session, ADA, day).all == 0
        administrator = Actor("x", "Ada Example", Role.ADMINISTRATOR, email="ADA@example.com")
        with pytest.raises(NotFound):
            offboarding.case(session, administrator, case.id)


def test_a_restricted_case_is_seen_by_those_named_and_by_overseers(firm: Database) -> None:
    case = opened(firm, restricted=True, readers=("mo@example.com",))
    mo = Actor("mo", "Mo Operator", Role.OPERATOR, email="mo@example.com")
    for actor in (OLA, mo, ADMIN, AUDITOR, LOCAL_OPERATOR):
        assert look(firm, case.id, actor).id == case.id
    with pytest.raises(NotFound):
        look(firm, case.id, PIA)
    with pytest.raises(NotFound):
        finish(firm, workable(case)[0], PIA)
    with firm.write() as session:
        offboarding.restrict_case(session, OLA, case.id, case.version, None)
    assert look(firm, case.id, PIA).id == case.id


def test_viewers_see_no_case_and_auditors_change_none(firm: Database) -> None:
    case = opened(firm)
    step = workable(case)[0]
    with pytest.raises(Forbidden):
        look(firm, case.id, VIEWER)
    with pytest.raises(Forbidden):
        finish(firm, step, AUDITOR)


def test_a_leave_is_followed_by_a_return(firm: Database) -> None:
    leave = opened(firm, kind=CaseKind.LEAVE)
    assert leave.steps
    with firm.write() as session:
        back = offboarding.open_return(
            session, OLA, READING, leave.id, datetime.now(UTC) + timedelta(days=90)
        )
    assert back.kind is CaseKind.RETURN
    assert back.follows == leave.id
    assert look(firm, leave.id).followed_by == back.id
    assert {step.app for step in back.steps if step.app} == {
        step.app for step in leave.steps if step.app
    }
    assert not any(step.removes_access for step in back.steps)


def test_many_are_opened_from_a_table_all_or_none(firm: Database) -> None:
    header = "Name;E-mail;Kind;Last day;Time zone;Apps\n"
    good = header + "".join(
        f"P{n} Example;p{n}@example.com;voluntary;2026-12-0{n} 17:00;Europe/Berlin;Slack, Figma\n"
        for n in range(1, 4)
    )
    names = {"slack": "Slack", "figma": "Figma"}
    found = read_leavers(read_table(good.encode(), "x.csv"), names, {}, {})
    assert not found.problems
    told: list[int] = []
    with firm.write() as session:
        ids = offboarding.open_cases(session, OLA, READING, found.openings, progress=told.append)
    assert (len(ids), told) == (3, [1, 2, 3])
    case = look(firm, ids[0])
    assert {step.app for step in case.steps if step.app} == {"slack", "figma"}
    doubled = [*found.openings[:0], opening(), opening(person="Other")]
    with pytest.raises(Conflict), firm.write() as session:
        offboarding.open_cases(session, OLA, READING, doubled)
    with firm.read() as session:
        assert "ada@example.com" not in offboarding.open_emails(session, OLA)


def test_every_problem_of_a_table_has_its_line() -> None:
    text = (
        "Person,Email,Kind,Effective,Zone,Apps\n"
        "Ada Example,ada@example.com,voluntary,2026-12-01 17:00,,\n"
        "Ben Example,ben@example.com,fired,2026-12-01 17:00,Europe/Berlin,\n"
        "Cy Example,cy@example.com,voluntary,2026-12-01 17:00,Europe/Berlin,Slak\n"
        "Cy Again,CY@example.com,voluntary,2026-12-01 17:00,Europe/Berlin,\n"
        "Di Example,di@example.com,leave,2026-12-01 17:00,Europe/Berlin,\n"
    )
    table = read_table(text.encode(), "x.csv")
    found = read_leavers(table, {"slack": "Slack"}, {}, {"di@example.com": 7})
    lines = {problem.line: problem.text for problem in found.problems}
    assert set(lines) == {2, 3, 4, 5}
    assert "no time zone" in lines[2]
    assert "no kind of leaving" in lines[3]
    assert "Did you mean" in lines[4]
    ours = read_leavers(table, {"slack": "Slack"}, {}, {}, "Europe/Berlin")
    assert 2 not in {problem.line for problem in ours.problems}
    assert (ours.openings[0].zone, ours.openings[0].effective.hour) == ("Europe/Berlin", 16)
    assert "in line 4 already" in lines[5]
    assert [(one.line, "OFF-0007" in one.text) for one in found.known] == [(6, True)]


def test_lists_of_work_count_and_choose_alike(firm: Database) -> None:
    case = opened(firm)
    finish(firm, workable(case)[0])
    opened(firm, email="past@example.com", effective=datetime.now(UTC) - timedelta(days=3))
    now = datetime.now(UTC)
    day = Day(now, now + timedelta(days=1))
    mo = Actor("mo", "Mo", Role.OPERATOR, email="mo@example.com")
    with firm.read() as session:
        for actor in (OLA, mo):
            counts = offboarding.work_counts(session, actor, day)
            for view in WorkView:
                found = offboarding.work(session, actor, view, day, limit=1000)
                assert len(found) == getattr(counts, view), view
                assert [item.due for item in found] == sorted(item.due for item in found)
        assert offboarding.work_counts(session, mo, day).mine > 0
        assert offboarding.work_counts(session, OLA, day).overdue > 0


def test_an_evidence_file_is_kept_and_given_back(
    firm: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from core.config import load_settings

    config = load_settings(data_dir=tmp_path / "data")
    kept = offboarding.keep_file(config, "shot.png", b"\x89PNG\r\n\x1a\n picture")
    step = workable(opened(firm))[0]
    proof = NewEvidence(EvidenceKind.FILE, kept.name, kept.size, kept.sha256)
    done = finish(firm, step, OLA, proof)
    with firm.read() as session:
        read = offboarding.evidence_content(session, AUDITOR, config, done.evidence[0].id)
        told = audit.history(session, f"case:{done.case}")[-1]
    assert (read.name, len(read.content)) == ("shot.png", kept.size)
    # The chain of the audit log holds the digest of what proved the step.
    assert (told.action, told.after["evidence"][0]["sha256"]) == ("case.step-done", kept.sha256)


def test_evidence_files_have_an_end_for_a_case_and_for_a_person(firm: Database) -> None:
    from core.config import load_settings

    megabyte = 1_000_000
    config = load_settings(evidence_case_max_mb=10, evidence_day_max_mb=15)
    first, second = opened(firm), opened(firm, email="second@example.com")
    mo = Actor("mo", "Mo", Role.OPERATOR, email="mo@example.com")

    def asked(actor: Actor, step: StepView, *sizes: int) -> None:
        with firm.read() as session:
            offboarding.check_room(session, actor, config, [step.id], sizes)

    def attached(actor: Actor, step: StepView, size: int) -> StepView:
        asked(actor, step, size)
        proof = NewEvidence(EvidenceKind.FILE, "shot.png", size, f"{size:064x}")
        with firm.write() as session:
            return offboarding.attach(session, actor, step.id, step.version, [proof])

    step, other = workable(first)[0], workable(second)[0]
    step = attached(OLA, step, 6 * megabyte)
    with pytest.raises(Invalid, match="of this case have 6.0 MB, .* more than the 10 MB"):
        asked(OLA, step, 2 * megabyte, 3 * megabyte)
    with pytest.raises(Invalid, match="OFFRAMP_EVIDENCE_CASE_MAX_MB"):
        asked(mo, step, 5 * megabyte)  # whoever brings it
    other = attached(OLA, other, 8 * megabyte)
    with pytest.raises(Invalid, match="you attached within 24 hours have 14.0 MB"):
        asked(OLA, other, 2 * megabyte)
    asked(mo, other, 2 * megabyte)
    asked(OLA, step)  # a note is always taken
    with firm.write() as session:
        for row in session.exec(select(Evidence)):
            row.at -= timedelta(hours=25)
    asked(OLA, other, 2 * megabyte)
    with pytest.raises(Forbidden):
        asked(Actor("v", "V", Role.VIEWER), step, 1)
