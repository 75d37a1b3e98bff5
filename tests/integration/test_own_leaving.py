"""Who oversees the log does not read there what it says of their own leaving."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from core.actor import LOCAL_OPERATOR, Actor, Role
from core.app.audit.integrity import verify_everything, verify_nightly
from core.app.audit.signed_files import check_files
from core.app.runtime import Runtime
from core.audit import service as audit
from core.audit import withholding
from core.audit.rows import read_file
from core.audit.service import Query
from core.cli.main import command_line
from core.config import Settings
from core.jobs.values import Job
from core.offboarding.cases.integrity import check_all_cases
from core.offboarding.models import EvidenceKind
from core.offboarding.visibility import own_leaving_in_the_log
from core.signatures.carriers import Form
from core.storage.database import Database
from tests.support.accounts import add_account
from tests.support.cases import add_case, add_evidence, add_step

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
SAID = ("Lena", "lena.vogt", "case:1", "evidence:1/", "notice.pdf", "in confidence")
"""What nobody may read who is Lena."""


@pytest.fixture
def lena(database: Database, monkeypatch: pytest.MonkeyPatch) -> Actor:
    """An auditor whose case is open, under another address than their account's."""
    monkeypatch.setattr(withholding, "_asked", [])
    withholding.keep_from_readers(own_leaving_in_the_log)
    with database.write() as session:
        add_account(session, "Ida Example", Role.AUDITOR)
        lena = add_account(session, "Lena Vogt", Role.AUDITOR, email="lena@private.example")
        case = add_case(session, email="lena.vogt@example.com", restricted=True)
        step = add_step(session, case)
        kept = add_evidence(session, step, kind=EvidenceKind.FILE, text="notice.pdf", size=3)
        for action, obj, after in (
            ("stack.add", "stack:figma", {"app": "figma"}),
            ("case.open", "case:1", {"steps": 1, "reason": "in confidence"}),
            ("data.export", f"evidence:1/{kept.id}", {"file": "notice.pdf"}),
            ("account.disable", "account:other", {"by": "case:1"}),
            ("scim.remove", "scim-removal:77", {"user": "Lena.Vogt@example.com"}),
            ("case.export", "case:1", {"form": "pdf"}),
            ("case.open", "case:11", {"steps": 2}),
            ("stack.edit", "stack:figma", {"app": "figma"}),
        ):
            audit.record(session, LOCAL_OPERATOR, action, obj, after=after, at=NOW)
    return lena


IDA = Actor("ida", "Ida Example", Role.AUDITOR, email="ida@example.com")


def test_pages_counts_and_the_register_leave_it_out(database: Database, lena: Actor) -> None:
    with database.read() as session:
        everything = audit.entries(session, IDA, Query())
        assert (len(everything), audit.withheld(session, IDA)) == (8, 0)
        found = audit.entries(session, lena, Query())
        assert [one.id for one in found] == [8, 7, 1]
        assert not any(word in str(found) for word in SAID if word != "case:1")
        assert audit.count(session, lena, Query()) == 3
        for query in (Query(object="case:1"), Query(action="scim."), Query(actor="Local")):
            assert not {2, 3, 4, 5, 6} & {one.id for one in audit.entries(session, lena, query)}
            assert audit.withheld(session, lena) == 5  # whatever they look for
        assert [one.what for one in audit.exports(session, IDA)] == ["case:1"]
        assert audit.exports(session, lena) == []


@pytest.mark.parametrize("form", [Form.JSONL, Form.CSV])
def test_an_exported_log_says_how_many_and_its_chain_is_checked(
    database: Database, lena: Actor, tmp_path: Path, form: Form
) -> None:
    path = tmp_path / f"log.{form}"

    def export(who: Actor) -> list[str]:
        with database.write() as session:
            statement = audit.begin_export(session, who, form, now=NOW)
        with database.read() as session:
            lines = list(audit.signed_log(session, who, statement, form))
        path.write_text("".join(lines), encoding="utf-8", newline="")
        return lines

    export(IDA)
    [whole] = check_files([path], ())
    assert (whole.holds, whole.left_out) == (True, ())
    lines = export(lena)
    # The one who exported it is in the signature, and in nothing else of it.
    said = "".join(lines[:-2])
    assert not any(word in said.replace("case:11", "") for word in SAID)
    [checked] = check_files([path], ())
    assert checked.holds, checked.problems
    assert checked.left_out == ("5 entries of the log are withheld from who exported it.",)
    found = audit.verify_entries(read_file(path), None)
    assert (found.holds, found.count) == (True, 11)  # a key of its own, and two exports
    assert found.withheld == 5
    done = CliRunner().invoke(
        command_line(["audit"]), ["audit", "verify", "--file", str(path)], prog_name="offramp"
    )
    assert done.exit_code == 3, done.output  # as verify says it
    assert "Left out when it was written: 5 entries of the log are withheld" in done.output
    with database.read() as session:
        assert audit.head(session).hash == found.head
    # One that is changed beside a withheld one, or taken for one, does not pass.
    edited = [line.replace('"figma"', '"slack"') if form is Form.JSONL else
              line.replace("figma", "slack") for line in lines]  # fmt: skip
    path.write_text("".join(edited), encoding="utf-8", newline="")
    assert not check_files([path], ())[0].holds
    assert [b.entry for b in audit.verify_entries(read_file(path), None).breaks] == [1, 8]
    gone = [line for number, line in enumerate(lines, form is Form.JSONL) if number != 4]
    path.write_text("".join(gone), encoding="utf-8", newline="")
    assert str(audit.verify_entries(read_file(path), None).breaks[0]) == "entry 4: it is missing"


def test_a_withheld_line_whose_seal_is_not_ours_is_found(
    database: Database, lena: Actor, tmp_path: Path
) -> None:
    path = tmp_path / "log.jsonl"
    with database.read() as session:
        lines = [json.loads(line) for line in audit.jsonl(audit.exported(session, lena))]
    assert lines[1].keys() == {"id", "withheld", "hash", "mac"}
    lines[1]["hash"] = "0" * 64
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    found = audit.verify_entries(read_file(path), None)
    assert found.breaks[0].entry == 2
    assert "seal" in found.breaks[0].reason


def test_a_selection_tells_no_number_that_depends_on_what_is_looked_for(
    database: Database, lena: Actor
) -> None:
    with database.read() as session:
        for query in (Query(object="case:1"), Query(object="nothing")):
            for form in ("jsonl", "csv"):
                first, *rest = audit.selected(session, lena, query, form)
                assert "5 entries of the log are withheld from who exported it." in first
                assert not any(word in "".join(rest).replace("case:11", "") for word in SAID)


def test_the_database_never_passes_an_entry_off_as_withheld(
    database: Database, lena: Actor
) -> None:
    with database.read() as session:
        rows = list(audit.exported(session, IDA))
        assert not any(isinstance(one, withholding.Withheld) for one in rows)
    forged = [replace_content(one) if one.facts.id == 2 else one for one in rows]
    assert audit.verify_entries(iter(forged), None).breaks[0].entry == 2


def replace_content(entry):  # type: ignore[no-untyped-def]
    return entry._replace(facts=entry.facts._replace(action="withheld", after=None))


def test_a_running_offramp_asks_what_is_kept_from_whom(our_runtime: Runtime) -> None:
    assert own_leaving_in_the_log in withholding._asked


NAMED = re.compile(r"\bcase[ :]1\b|\bOFF-0001\b", re.IGNORECASE)


def test_what_differs_from_the_log_is_counted_and_not_named(
    database: Database, lena: Actor, tmp_path: Path
) -> None:
    """A comparison's entry, its last result, a proof of a period, the command line."""
    config = Settings(data_dir=tmp_path)
    with database.write() as session:
        add_case(session, person="Max Other")
        audit.record(session, LOCAL_OPERATOR, "case.open", "case:2", after={"steps": 0}, at=NOW)
    with database.write() as session:
        session.connection().exec_driver_sql("UPDATE offboarding_case SET end_reason = 'forged'")

    def told(actor: Actor) -> list[str]:
        with database.snapshot() as session:
            period = check_all_cases(session, actor, config).differences
        everything = verify_everything(database, actor, config)
        with database.read() as session:
            last = audit.last_state_check(session, actor)
            read = audit.entries(session, actor, Query(object="audit:state"))
        assert last is not None
        assert len(read) == (actor is not lena)
        return [*period, *map(str, everything.differences), *last.told]

    verify_nightly(database, Job(1, "integrity.compare", "x", None, NOW, 0), NOW)
    theirs, own = told(IDA), told(lena)
    assert len(own) == len(theirs)
    assert sum(re.search(NAMED, each) is not None for each in theirs) >= 3
    assert any("withheld" in each for each in own)
    for each in own:
        assert not re.search(NAMED, each), each
    assert any("case 2" in each for each in own)
    with database.read() as session:
        lines = "".join(map(str, audit.exported(session, lena)))
    assert "case 1:" not in lines
    assert "case:1:" not in lines
