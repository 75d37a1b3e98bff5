"""Proof of a period out of both databases, against figures worked by hand."""

import io
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from pypdf import PdfReader
from sqlmodel import col, select

from core.actor import LOCAL_OPERATOR, Actor, Role
from core.audit import service as audit
from core.config import ROOT
from core.errors import Forbidden, Invalid
from core.offboarding import service as offboarding
from core.offboarding.cases.integrity import Integrity
from core.offboarding.models import CaseKind, CaseStatus, Reader, Step, StepStatus
from core.offboarding.proof import service
from core.offboarding.proof.export import answer, as_json
from core.offboarding.proof.period import LEAVER_KINDS, Period, Proof
from core.offboarding.proof.service import (
    default_seed,
    period_proof,
    proof_file,
    record_proof_export,
)
from core.stack import service as stack
from core.stack.values import StackFields
from core.storage.database import Database
from tests.support.apps import add_app
from tests.support.cases import EFFECTIVE, add_case, add_evidence, add_step, done

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 30), "Europe/Berlin")
AUDITOR = Actor("aud", "Ida Prüfer", Role.AUDITOR)
HOUR = timedelta(hours=1)
AS_LOGGED = Integrity(7, ())


def proof(database: Database, actor: Actor = AUDITOR, **more: Any) -> Proof:
    period = more.pop("period", NOVEMBER)
    given: dict[str, Any] = {"now": NOW, "sample": 2, "seed": default_seed(period)}
    kinds = more.pop("kinds", LEAVER_KINDS)
    with database.read() as session:
        return period_proof(session, actor, period, kinds, **(given | more))


def paper(database: Database, found: Proof, form: str) -> bytes:
    """The proof as a file, exported by the auditor."""
    with database.write() as session:
        statement = record_proof_export(session, AUDITOR, found, form, AS_LOGGED)
    return proof_file(found, form, statement, AS_LOGGED)


@pytest.fixture
def november(database: Database) -> Database:
    """Four leavers: one in time, one late, one open, one early; one who stayed; two outside."""
    with database.write() as session:
        cio, figma = add_app(session, "cio", "Customer.io"), add_app(session, "fig", "Figma")
        prompt = add_case(session, person="Prompt", status=CaseStatus.CLOSED)
        first = add_step(
            session, prompt, app_id=cio, controls=["CC6.2", "CC6.3"], **done(EFFECTIVE + HOUR)
        )
        add_evidence(session, first)
        add_evidence(session, first, text="twice")
        add_step(session, prompt, app_id=figma, position=1, **done(EFFECTIVE - HOUR))
        add_step(
            session, prompt, position=2, app_id=figma, status=StepStatus.NOT_APPLICABLE,
            reason="No account", finished_at=EFFECTIVE, finished_by="Cleo", controls=["CC6.3"],
        )  # fmt: skip
        slow = add_case(session, person="Slow", kind=CaseKind.INVOLUNTARY)
        for number in range(3):
            add_step(
                session, slow, position=number, app_id=cio,
                **done(EFFECTIVE + (48 + number) * HOUR, reason="On holiday"),
            )  # fmt: skip
        # Access is measured by what removes it, not by what follows months later.
        add_step(
            session, slow, position=4, removes_access=False, due_at=EFFECTIVE + 999 * HOUR,
            **done(EFFECTIVE + 400 * HOUR),
        )  # fmt: skip
        left = add_case(session, person="Left Open")
        add_step(session, left, app_id=cio, **done(EFFECTIVE))
        add_step(session, left, position=1, app_id=figma, status=StepStatus.BLOCKED, reason="Gone")
        early = add_case(session, person="Early", effective_at=EFFECTIVE + 24 * HOUR)
        add_step(session, early, app_id=cio, **done(EFFECTIVE))
        stayed = add_case(session, person="Stayed", status=CaseStatus.CANCELLED)
        add_step(session, stayed, app_id=figma, **done(EFFECTIVE + 900 * HOUR))
        add_step(session, stayed, position=1, app_id=figma, status=StepStatus.CANCELLED)
        # 23:30 UTC of October 31 is November in Berlin; of November 30 it is December.
        add_case(session, person="Edge", effective_at=datetime(2026, 10, 31, 23, 30, tzinfo=UTC))
        add_case(session, person="After", effective_at=datetime(2026, 11, 30, 23, 30, tzinfo=UTC))
        add_case(session, person="Back", kind=CaseKind.RETURN)
    return database


def test_the_population_is_every_case_of_the_period_in_its_own_zone(november: Database) -> None:
    found = proof(november)
    assert [one.person for one in found.population] == [
        "Edge", "Prompt", "Slow", "Left Open", "Stayed", "Early",
    ]  # fmt: skip
    assert (len(found.leavers), found.cancelled, found.without_removal) == (5, 1, 1)


def test_times_from_the_moment_to_the_last_access_removed(november: Database) -> None:
    found = proof(november)
    took = {one.person: one.took for one in found.leavers}
    assert took == {
        "Edge": None, "Prompt": HOUR, "Slow": 50 * HOUR, "Left Open": None, "Early": 0 * HOUR,
    }  # fmt: skip
    assert (found.took.count, found.took.median, found.took.worst) == (3, None, 50 * HOUR)
    assert (found.early, found.open_ages) == (1, [NOW - EFFECTIVE])


def test_what_was_late_and_what_was_left_out(november: Database) -> None:
    found = proof(november)
    assert [(one.person, one.app, one.late_by(NOW), one.reason) for one in found.late] == [
        ("Slow", "Customer.io", 46 * HOUR, "On holiday"),
        ("Slow", "Customer.io", 47 * HOUR, "On holiday"),
        ("Slow", "Customer.io", 48 * HOUR, "On holiday"),
        ("Left Open", "Figma", NOW - EFFECTIVE - 2 * HOUR, "Gone"),
    ]
    assert [(one.person, one.status, one.who) for one in found.exceptions] == [
        ("Prompt", StepStatus.NOT_APPLICABLE, "Cleo"),
        ("Left Open", StepStatus.BLOCKED, None),
    ]
    assert (found.late_total, found.exceptions_total, found.due_total) == (4, 2, 10)


def test_why_it_was_late_may_be_said_in_a_comment(november: Database) -> None:
    def reasons() -> dict[str, str | None]:
        return {one.title: one.reason for one in proof(november).late if one.person == "Unsaid"}

    with november.write() as session:
        case = add_case(session, person="Unsaid")
        for number, title in enumerate(("First", "Second")):
            add_step(session, case, position=number, title=title, **done(EFFECTIVE + 50 * HOUR))
        steps = session.scalars(select(col(Step.id)).where(col(Step.case_id) == case.id)).all()
        number = case.id or 0
    assert reasons() == {"First": None, "Second": None}
    with november.write() as session:
        offboarding.comment(session, LOCAL_OPERATOR, number, "The owner was on holiday.")
    of_case = "On the case: The owner was on holiday."
    assert reasons() == {"First": of_case, "Second": of_case}
    with november.write() as session:
        offboarding.comment(session, LOCAL_OPERATOR, number, "No login.", steps[1])
    assert reasons() == {"First": of_case, "Second": "No login."}


def moved(database: Database, old: datetime, new: datetime, at: datetime, **more: Any) -> int:
    """A case that was moved from one end of access to another: one removal was done after the
    old one, another is open."""
    with database.write() as session:
        case = add_case(session, person="Priya Shah", effective_at=new, **more)
        add_step(session, case, app_id="fig", **done(old + HOUR))
        add_step(session, case, position=1, app_id="cio", due_at=new)
        add_step(session, case, position=2, **done(old - HOUR))
        before, after = ({"effective": each.isoformat()} for each in (old, new))
        audit.record(
            session, LOCAL_OPERATOR, "case.edit", f"case:{case.id}", before=before,
            after={**after, "reason": "HR was wrong"}, at=at,
        )  # fmt: skip
        return case.id or 0


def test_a_late_leaver_leaves_no_period_without_a_word(november: Database) -> None:
    january = EFFECTIVE + timedelta(days=74)
    number = moved(november, EFFECTIVE, january, EFFECTIVE + timedelta(days=5))
    found = proof(november)
    assert "Priya Shah" not in {one.person for one in found.population}
    [one] = found.moved_out
    assert (one.case, one.late, one.new) == (number, 2, january)
    said = (
        f"The end of access of {one.number} was moved from 2026-11-02 to 2027-01-15 on 2026-11-07, "
        "after it had passed; 2 removals were late then."
    )
    assert said in answer(found)
    note = found.exceptions[0]
    assert (note.outcome, found.exceptions_total) == ("moved out of the period", 3)
    assert "HR was wrong; 2 removals were late then" in (note.reason or "")
    assert as_json(found, AS_LOGGED)["moved_out"][0]["late_removals"] == 2
    assert said in answer(
        proof(november, period=Period(date(2026, 11, 2), date(2026, 11, 2), "UTC"))
    )
    other = proof(november, kinds=(CaseKind.MOVE,))
    assert not other.moved_out
    assert not proof(november, period=Period(date(2027, 1, 1), date(2027, 1, 31), "UTC")).moved_out


def test_who_was_moved_before_the_end_or_may_not_be_seen_is_not_told(november: Database) -> None:
    moved(november, EFFECTIVE, EFFECTIVE + timedelta(days=74), EFFECTIVE - HOUR)
    assert not proof(november).moved_out
    assert len(answer(proof(november)).split("moved")) == 1
    late = EFFECTIVE + HOUR
    moved(
        november, EFFECTIVE, EFFECTIVE + timedelta(days=74), late, restricted=True, email="b@x.eu"
    )
    assert len(proof(november).moved_out) == 1
    assert not proof(november, Actor("n", "N", Role.OPERATOR, email="n@example.com")).moved_out


def test_a_period_whose_only_leaver_was_moved_out_says_so(database: Database) -> None:
    with database.write() as session:
        add_app(session, "fig", "Figma"), add_app(session, "cio", "Customer.io")
    moved(database, EFFECTIVE, EFFECTIVE + timedelta(days=74), EFFECTIVE + HOUR * 2)
    assert answer(proof(database)).startswith(
        "No one left from 2026-11-01 to 2026-11-30. The end of access of OFF-0001 was moved"
    )


def test_an_excused_step_makes_no_done_removal_past_due(november: Database) -> None:
    with november.write() as session:
        case = add_case(session, person="Half Excused", effective_at=EFFECTIVE + HOUR)
        add_step(session, case, app_id="fig", **done(EFFECTIVE + 2 * HOUR))
        late = EFFECTIVE + 240 * HOUR
        add_step(
            session, case, position=1, app_id="fig", status=StepStatus.NOT_APPLICABLE,
            finished_at=late, finished_by="Cleo", reason="too late anyway",
        )  # fmt: skip
    found = proof(november)
    [row] = [one for one in found.late_removals.rows if one.person == "Half Excused"]
    assert (row.after, row.past_due) == (HOUR, False)
    assert (found.late_removals.excused_after, found.late_removals.longest_excused) == (
        1, 239 * HOUR,
    )  # fmt: skip
    [one] = found.excused
    assert (one.person, one.took, one.excused_after) == ("Half Excused", None, 239 * HOUR)


def test_late_removals_are_counted_by_person_and_app(november: Database) -> None:
    late = proof(november).late_removals
    assert [(one.person, one.place, one.ended_at, one.past_due) for one in late.rows] == [
        ("Left Open", "Figma", None, True),
        ("Slow", "Customer.io", EFFECTIVE + 50 * HOUR, True),
        ("Prompt", "Customer.io", EFFECTIVE + HOUR, False),
    ]
    # In time: Prompt's Figma, Left Open's and Early's Customer.io. Nobody who stayed.
    assert (late.removals, late.excused) == (6, 0)
    assert late.unpriced == {"cio", "fig"}
    found = proof(november)
    assert (found.late_removing_total, found.late_total) == (4, 4)


def test_what_a_seat_costs_comes_from_the_stack(november: Database) -> None:
    with november.write() as session:
        paid = StackFields(seats=10, annual_spend=Decimal(3650), currency="EUR")
        stack.add(session, LOCAL_OPERATOR, "cio", paid)
    late = proof(november).late_removals
    # 50 h and 1 h of EUR 365 a year.
    assert (late.costs, late.unpriced) == ({"EUR": Decimal("2.12")}, {"fig"})


def test_each_app_by_itself(november: Database) -> None:
    cio, figma = sorted(proof(november).apps, key=lambda one: one.name)
    assert (cio.name, cio.leavers, cio.took.worst, cio.still_open) == (
        "Customer.io", 4, 50 * HOUR, 0,
    )  # fmt: skip
    assert (cio.due, cio.late, cio.is_always_late) == (6, 3, False)
    assert (figma.leavers, figma.took.worst, figma.still_open) == (2, 0 * HOUR, 1)
    assert (figma.due, figma.late) == (3, 1)


def test_controls_count_their_steps_once_whatever_evidence_there_is(november: Database) -> None:
    found = {one.control: one for one in proof(november).controls}
    assert set(found) == {"CC6.2", "CC6.3", "SOC 2 CC6.3"}
    assert (found["CC6.2"].steps, found["CC6.2"].done, found["CC6.2"].with_evidence) == (1, 1, 1)
    assert (found["CC6.3"].steps, found["CC6.3"].done, found["CC6.3"].excused) == (2, 1, 1)
    soc = found["SOC 2 CC6.3"]
    assert (soc.steps, soc.done, soc.unfinished, soc.late, soc.with_evidence) == (8, 7, 1, 4, 0)


def test_kinds_choose(november: Database) -> None:
    found = proof(november, kinds=(CaseKind.INVOLUNTARY,))
    assert [one.person for one in found.population] == ["Slow"]
    assert [one.name for one in found.apps] == ["Customer.io"]


def test_the_sample_is_the_same_each_time_and_never_of_those_who_stayed(
    november: Database,
) -> None:
    found = proof(november, sample=500)
    assert len(found.sample.cases) == 5
    assert proof(november, sample=2).sample.cases == found.sample.cases[:2]


def test_notes_are_cut_off_unless_all_are_asked_for(
    november: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "MOST_NOTES", 2)
    cut, whole = proof(november), proof(november, every_note=True)
    assert cut.late == whole.late[:2]
    assert (len(whole.late), cut.late_total) == (4, 4)


def test_an_empty_period_has_no_figures(november: Database) -> None:
    found = proof(november, period=Period(date(2020, 1, 1), date(2020, 1, 1), "UTC"))
    assert (found.population, found.apps, found.controls, found.took.median) == ((), (), (), None)
    assert paper(november, found, "pdf").startswith(b"%PDF")


def test_what_cannot_be_asked_for(november: Database) -> None:
    backwards = Period(date(2026, 11, 2), date(2026, 11, 1), "UTC")
    with pytest.raises(Invalid, match="ends before"):
        proof(november, period=backwards)
    with pytest.raises(Invalid, match="up to 500"):
        proof(november, sample=501)
    with pytest.raises(Forbidden):
        proof(november, Actor("v", "V", Role.VIEWER))


def test_restricted_cases_and_ones_own_are_not_in_it_and_that_is_said(november: Database) -> None:
    with november.write() as session:
        hidden = add_case(session, person="Hidden Case", restricted=True)
        session.add(Reader(case_id=hidden.id or 0, who="named@example.com"))
    slow = Actor("slow", "Slow", Role.OPERATOR, email="slow@example.com")
    named = Actor("n", "Named", Role.OPERATOR, email="named@example.com")
    people = {one.person for one in proof(november, slow).population}
    assert not people & {"Slow", "Hidden Case"}
    assert proof(november, slow).late[0].person != "Slow"
    assert "Hidden Case" in {one.person for one in proof(november, named).population}
    assert not proof(november, named).whole
    assert "Hidden Case" in {one.person for one in proof(november).population}
    assert proof(november).whole


def test_the_workbook_has_population_and_sample_and_no_formulas(november: Database) -> None:
    with november.write() as session:
        add_case(session, person='=HYPERLINK("https://evil.example")')
    content = paper(november, proof(november, every_note=True), "xlsx")
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames == [
        "Summary", "Apps", "Controls", "Late removals", "Late steps", "Exceptions", "Sample",
        "Population",
    ]  # fmt: skip
    people = list(book["Population"].values)
    assert len(people) == 1 + 7
    slow = dict(zip(people[0], next(row for row in people if row[1] == "Slow"), strict=True))
    assert (slow["Hours to removal"], slow["Late steps"], slow["Kind"]) == (50, 3, "involuntary")
    assert len(list(book["Sample"].values)) == 1 + 2
    assert not [c for s in book for row in s for c in row if c.data_type == "f"]


def test_the_pdf_says_it_on_paper(november: Database) -> None:
    pdf = paper(november, proof(november, every_note=True), "pdf")
    pages = PdfReader(io.BytesIO(pdf)).pages
    said = " ".join(" ".join(page.extract_text() for page in pages).split())
    for part in (
        "5 people left from 2026-11-01 to 2026-11-30",
        "All removals of 3 people are done, the slowest after",
        "1 person still has some access, the longest since 21 d 17 h",
        "by Ida Prüfer", "days of Europe/Berlin", "1 cancelled (the person stayed)",
        "On holiday", "No account", "Customer.io", "SOC 2 CC6.3",
        "smallest SHA-256 of the seed", "2026-11-01/2026-11-30:OFF-0001",
        "6 cases, in the order in which access ended",
    ):  # fmt: skip
        assert part in said, f"{part!r} is not in: {said}"


def test_a_name_is_text_on_paper_and_never_markup(november: Database) -> None:
    name = '#eval("1+1") *b* _i_ $x^2$ `c` @ref <l> \\u{41} // gone /* gone */ = head #panic()'
    who = replace(AUDITOR, name=name)
    found = proof(november, who)
    with november.write() as session:
        statement = record_proof_export(session, who, found, "pdf", AS_LOGGED)
    pages = PdfReader(io.BytesIO(proof_file(found, "pdf", statement, AS_LOGGED))).pages
    said = " ".join(" ".join(page.extract_text() for page in pages).split())
    assert name in said
    for template in (ROOT / "data" / "reports").glob("*.typ"):
        source = template.read_text(encoding="utf-8")
        # Typst runs text as markup by `eval` alone, and reads files by these.
        assert not re.search(
            r"\b(eval|read|include|import|plugin|csv|yaml|toml|xml)\b[ (]", source
        ), template.name


def test_taking_it_out_is_recorded(november: Database) -> None:
    found = proof(november)
    with november.write() as session:
        record_proof_export(session, AUDITOR, found, "xlsx", AS_LOGGED)
    with november.read() as session:
        entry = audit.history(session, "proof:2026-11-01/2026-11-30")[0]
        assert (entry.action, entry.actor_id) == ("case.export", "aud")
        assert entry.after["cases"] == 6
        assert entry.after["seed"] == "2026-11-01/2026-11-30"
        assert audit.verify_state(session, LOCAL_OPERATOR).holds


def test_a_period_may_reach_from_the_first_day_to_the_last(november: Database) -> None:
    for zone in ("America/New_York", "Asia/Tokyo"):
        found = proof(november, period=Period(date.min, date.max, zone))
        assert len(found.population) == 7


def test_leavers_and_single_removals_are_apart(november: Database) -> None:
    with november.write() as session:
        for who, kind in (("A", "idp-removal"), ("B", "idp-removal"), ("C", "move")):
            case = add_case(session, person=who, kind=CaseKind(kind))
            add_step(session, case, **done(EFFECTIVE))
        add_case(session, kind=CaseKind.LEAVE, status=CaseStatus.CANCELLED)
    found = proof(november, kinds=LEAVER_KINDS)
    assert len(found.leavers) == 5
    assert found.apart == {CaseKind.MOVE: 1, CaseKind.IDP_REMOVAL: 2}
    removals = proof(november, kinds=(CaseKind.IDP_REMOVAL,))
    assert (len(removals.leavers), removals.apart[CaseKind.VOLUNTARY]) == (2, 4)
    told = as_json(found, AS_LOGGED)
    assert (told["cases"], told["not_in_it"]) == (5, {"move": 1, "idp-removal": 2})
    book = openpyxl.load_workbook(io.BytesIO(paper(november, found, "xlsx")))
    summary = {row[0]: row[1] for row in book["Summary"].iter_rows(values_only=True)}
    assert (summary["Leavers"], summary["Not in it: IdP removal"]) == (5, 2)
    text = PdfReader(io.BytesIO(paper(november, removals, "pdf"))).pages[0].extract_text()
    assert "2 app removals by an IdP" in text
    assert "people left" not in text
