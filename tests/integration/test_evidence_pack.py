"""The evidence pack: what it says, and that every change of it is found and named."""

import csv
import io
import json
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pypdf import PdfReader

from core.actor import LOCAL_OPERATOR, Actor, Role
from core.audit import service as audit
from core.config import Settings
from core.errors import Forbidden, Invalid, NotFound
from core.keys import ring
from core.offboarding.cases.integrity import Integrity, NotAsLogged, check_case
from core.offboarding.models import CaseStatus, EvidenceKind, Reader, StepKind, StepStatus
from core.offboarding.pack.service import check_pack, export_case, pdf_of, write_pack
from core.offboarding.pack.verify import Seal, check_zip
from core.offboarding.steps.evidence_files import evidence_path, keep_file
from core.storage.database import Database
from tests.support.apps import add_app
from tests.support.audit_log import drop_triggers
from tests.support.cases import (
    EFFECTIVE,
    add_case,
    add_evidence,
    add_step,
    done,
    exported,
)
from tests.support.processes import TEST_KEY, offramp
from tests.support.signed_files import zipped

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
AUDITOR = Actor("auditor-1", "Ida Prüfer", Role.AUDITOR)
SCREENSHOT = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8


@pytest.fixture
def here(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path)


def record(database: Database, case: int, action: str, **after: object) -> None:
    with database.write() as session:
        audit.record(session, LOCAL_OPERATOR, action, f"case:{case}", after=after)


def worked_case(database: Database, here: Settings) -> int:
    """A case with a step of every outcome."""
    kept = keep_file(here, "customer io: seats?.png", SCREENSHOT)
    with database.write() as session:
        cio = add_app(session, "cio", "Customer.io")
        figma = add_app(session, "fig", "Figma")
        case = add_case(session, manager="Mara", hand_over_to="Nils")
        gone = EFFECTIVE + timedelta(hours=3, minutes=12)
        first = add_step(
            session, case, position=1, app_id=cio, title="Remove the team member", **done(gone)
        )
        add_evidence(
            session, first, kind=EvidenceKind.FILE, text=kept.name, size=kept.size,
            sha256=kept.sha256,
        )  # fmt: skip
        add_evidence(session, first, text="=1+1 – #strong[no markup]")
        add_step(
            session, case, position=2, app_id=cio, title="Rotate API credentials",
            removes_access=False, status=StepStatus.NOT_APPLICABLE, reason="Never made any",
            finished_at=gone, finished_by="Cleo",
        )  # fmt: skip
        add_step(
            session, case, position=3, app_id=figma, title="Hand over files", removes_access=False,
            status=StepStatus.BLOCKED, reason="No owner", started_by="Ben", controls=[],
        )  # fmt: skip
        add_step(
            session, case, position=4, title="Look at it all again", kind=StepKind.APPROVAL,
            removes_access=False, **done(EFFECTIVE + timedelta(hours=1), "Dora"),
        )  # fmt: skip
        number, step = case.id or 0, first.id
    record(database, number, "case.open", person="Lena Vogt", steps=4)
    record(database, number, "case.step-done", step=step, title="Remove the team member")
    record(database, number + 100, "case.open", person="Somebody Else")
    return number


def take_out(database: Database, here: Settings, case: int) -> bytes:
    dossier = exported(database, here, AUDITOR, case, "zip", NOW)
    out = io.BytesIO()
    write_pack(here, dossier, out)
    return out.getvalue()


def text_of(pdf: bytes) -> str:
    return " ".join(
        " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split()
    )


def test_the_pdf_says_who_removed_what_when_and_on_whose_word(
    database: Database, here: Settings
) -> None:
    case = worked_case(database, here)
    dossier = exported(database, here, AUDITOR, case, "pdf", NOW)
    said = text_of(pdf_of(here, dossier))
    for part in (
        "Lena Vogt", "OFF-0001", "2026-11-02 17:00 CET (Europe/Berlin)",
        "3 h 12 min from the end of access to the last access removed",
        "2 of 4 steps done, 1 not applicable",
        "Remove the team member", "Done by Ben 2026-11-02 20:12 CET", "late",
        "customer io: seats?.png (2,056 bytes)", "“=1+1 – #strong[no markup]”",
        "Never made any", "Cleo", "blocked", "No owner",
        "Approved by Dora, without evidence", "SOC 2 CC6.3",
        "Evidence exported as PDF", "Ida Prüfer", dossier.head.hash,
    ):  # fmt: skip
        assert part in said, f"{part!r} is not in: {said}"
    digest = next(p.sha256 for s in dossier.case.steps for p in s.evidence if p.size)
    assert f"{digest[:32]} {digest[32:]}" in said
    assert "Somebody Else" not in said


def outcome_of(database: Database, here: Settings, case: int) -> tuple[str, str]:
    """What the PDF says of access: in its figures, and app by app."""
    said = text_of(pdf_of(here, exported(database, here, AUDITOR, case, "pdf", NOW)))
    head, rest = said.split("Person Lena Vogt", 1)
    return head, rest.split("Access, app by app", 1)[1].split("Controls", 1)[0]


def test_removals_that_were_cancelled_or_excused_are_never_none_at_all(
    database: Database, here: Settings
) -> None:
    late = EFFECTIVE + timedelta(days=10)
    with database.write() as session:
        case = add_case(session)
        figma, box = add_app(session, "fig", "Figma"), add_app(session, "box", "Box")
        add_step(
            session, case, app_id=figma, status=StepStatus.CANCELLED, finished_at=late,
            finished_by="Okta", reason="Given again",
        )  # fmt: skip
        add_step(
            session, case, position=1, app_id=box, status=StepStatus.NOT_APPLICABLE,
            finished_at=late, finished_by="Cleo", reason="too late anyway",
        )  # fmt: skip
        number = case.id or 0
    head, apps = outcome_of(database, here, number)
    assert "none of 2 removals was done: 1 not applicable, 1 cancelled." in head
    assert "1 removal was marked not applicable 10 d after the end of access: “too late" in head
    assert "0 of 2 steps done, 1 not applicable, 1 cancelled" in head
    assert "Box 1 of 1 1 not applicable not applicable after 10 d" in apps
    assert "Figma 1 of 1 1 cancelled –" in apps


def test_a_removal_excused_late_is_not_in_time(database: Database, here: Settings) -> None:
    with database.write() as session:
        case = add_case(session)
        add_step(session, case, **done(EFFECTIVE - timedelta(hours=1)))
        add_step(
            session, case, position=1, status=StepStatus.NOT_APPLICABLE,
            finished_at=EFFECTIVE + timedelta(days=10), reason="too late anyway",
        )  # fmt: skip
        number = case.id or 0
    head, _apps = outcome_of(database, here, number)
    assert "not applicable the last access was removed before the end of access. 1 removal" in head
    assert "in time" not in head


def test_nothing_of_a_cancelled_case_was_to_end_or_late(database: Database, here: Settings) -> None:
    with database.write() as session:
        case = add_case(session, status=CaseStatus.CANCELLED, ended_at=NOW, ended_by="Cleo")
        add_step(session, case, **done(EFFECTIVE + timedelta(days=5)))
        number = case.id or 0
    head, apps = outcome_of(database, here, number)
    assert "cancelled the case was cancelled: no access had to end" in head
    assert "0 late" in head
    assert "Late by" not in apps
    assert "in time" not in head


def test_the_pack_has_the_files_the_case_and_its_timeline(
    database: Database, here: Settings
) -> None:
    pack = zipfile.ZipFile(io.BytesIO(take_out(database, here, worked_case(database, here))))
    names = pack.namelist()
    assert names[-1] == "manifest.json"
    image = next(name for name in names if name.startswith("evidence/"))
    assert image == "evidence/step-001-1-customer io_ seats_.png"
    assert pack.read(image) == SCREENSHOT
    told = json.loads(pack.read("case.json"))
    assert told["summary"]["removals"]["seconds_after_effective"] == 3 * 3600 + 12 * 60
    assert told["steps"][0]["evidence"][0]["member"] == image
    assert [event["action"] for event in told["timeline"]] == [
        "case.open", "case.step-done", "case.export",
    ]  # fmt: skip
    rows = list(csv.DictReader(io.StringIO(pack.read("timeline.csv").decode("utf-8-sig"))))
    assert [row["title"] for row in rows] == ["", "Remove the team member", ""]
    with database.read() as session:
        assert rows[-1]["hash"] == told["audit"]["hash"] == audit.head(session).hash


def test_taking_out_is_recorded_and_the_chain_holds(database: Database, here: Settings) -> None:
    case = worked_case(database, here)
    take_out(database, here, case)
    with database.read() as session:
        last = audit.history(session, f"case:{case}")[-1]
        assert (last.action, last.actor_id, last.after) == (
            "case.export", AUDITOR.id, {"form": "zip"},
        )  # fmt: skip
        assert audit.verify_state(session, LOCAL_OPERATOR).holds


def test_a_file_that_was_changed_on_the_disk_is_left_out_and_told_everywhere(
    database: Database, here: Settings
) -> None:
    case = worked_case(database, here)
    kept = keep_file(here, "x", SCREENSHOT)
    evidence_path(here, kept.sha256).write_bytes(b"something else")
    with pytest.raises(NotAsLogged, match="was changed on the disk"):
        take_out(database, here, case)
    with database.snapshot() as session:
        integrity = check_case(session, AUDITOR, here, case).accepted(AUDITOR)
    with database.write() as session:
        dossier = export_case(session, AUDITOR, case, "zip", integrity, now=NOW)
    out = io.BytesIO()
    write_pack(here, dossier, out)
    pack = out.getvalue()
    assert "THIS IS NOT WHAT THE AUDIT LOG SAYS" in text_of(
        zipfile.ZipFile(io.BytesIO(pack)).read("OFF-0001.pdf")
    )
    found = check_pack(io.BytesIO(pack))
    assert found.holds
    assert found.manifest is not None
    sentence = "The evidence file “customer io: seats?.png” was changed on the disk."
    assert found.manifest.left_out == (sentence,)
    read = zipfile.ZipFile(io.BytesIO(pack))
    assert not [name for name in read.namelist() if name.startswith("evidence/")]
    assert json.loads(read.read("case.json"))["steps"][0]["evidence"][0]["problem"] == sentence
    assert sentence in text_of(read.read("OFF-0001.pdf"))


def test_who_may_not_see_the_case_finds_none_and_nothing_is_recorded(
    database: Database, here: Settings
) -> None:
    with database.write() as session:
        hidden = add_case(session, restricted=True).id or 0
        own = add_case(session, person="Otto Otto").id or 0
        session.add(Reader(case_id=hidden, who="named@example.com"))
    otto = Actor("otto", "Otto", Role.OPERATOR, email="otto@example.com")
    named = Actor("named", "Named", Role.OPERATOR, email="named@example.com")

    def taken(actor: Actor, case: int, form: str = "zip") -> None:
        with database.write() as session:
            export_case(session, actor, case, form, Integrity(10**6, ()), now=NOW)

    with database.read() as session:
        before = audit.head(session).count
    with pytest.raises(NotFound):
        taken(otto, hidden)
    with pytest.raises(NotFound):
        taken(otto, own)
    with pytest.raises(NotFound):
        taken(AUDITOR, 4711)
    with pytest.raises(Forbidden):
        taken(Actor("v", "V", Role.VIEWER), hidden)
    with pytest.raises(Invalid):
        taken(AUDITOR, hidden, "docx")
    with database.read() as session:
        assert audit.head(session).count == before
    taken(named, hidden)
    taken(AUDITOR, hidden)


# What a check finds. One pack for all of these: making one takes longer than checking it.


@pytest.fixture(scope="module")
def pack(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("pack")
    (folder / "offramp.db").write_bytes(migrated_file.read_bytes())
    database = Database(f"sqlite:///{folder / 'offramp.db'}")
    here = Settings(data_dir=folder)
    made = take_out(database, here, worked_case(database, here))
    database.close()
    return made


KEYS = ring().derive("pack")


def repacked(
    pack: bytes, change: dict[str, bytes | None], rename: dict[str, str] | None = None
) -> bytes:
    """The pack with members changed, added or (``None``) taken away."""
    source, out = zipfile.ZipFile(io.BytesIO(pack)), io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for name in dict.fromkeys([*source.namelist(), *change]):
            content = change.get(name, source.read(name) if name in source.namelist() else b"")
            if content is not None:
                target.writestr((rename or {}).get(name, name), content)
    return out.getvalue()


def problems(pack: bytes) -> tuple[str, ...]:
    return check_zip(io.BytesIO(pack), KEYS).problems


def test_a_pack_as_it_was_written_holds(pack: bytes) -> None:
    found = check_zip(io.BytesIO(pack), KEYS)
    assert (found.holds, found.seal) == (True, Seal.OURS)
    assert found.manifest is not None
    assert (found.manifest.case, found.manifest.exported_by) == ("OFF-0001", "Ida Prüfer")


MEMBERS = st.sampled_from(
    [
        "OFF-0001.pdf",
        "case.json",
        "timeline.csv",
        "README.txt",
        "verify.md",
        "evidence/step-001-1-customer io_ seats_.png",
    ]
)
QUICK = hypothesis_settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@given(name=MEMBERS, where=st.floats(0, 1, exclude_max=True), by=st.integers(1, 255))
@QUICK
def test_any_changed_byte_of_any_member_is_named(
    pack: bytes, name: str, where: float, by: int
) -> None:
    content = bytearray(zipfile.ZipFile(io.BytesIO(pack)).read(name))
    content[int(where * len(content))] ^= by
    found = problems(repacked(pack, {name: bytes(content)}))
    assert [name in line and "was changed" in line for line in found] == [True], found


@given(where=st.floats(0, 1, exclude_max=True), by=st.integers(1, 255))
@QUICK
def test_any_changed_byte_of_the_manifest_is_named(pack: bytes, where: float, by: int) -> None:
    content = bytearray(zipfile.ZipFile(io.BytesIO(pack)).read("manifest.json"))
    content[int(where * len(content))] ^= by
    found = problems(repacked(pack, {"manifest.json": bytes(content)}))
    assert any("manifest.json" in line for line in found), found


@given(where=st.floats(0, 1, exclude_max=True), by=st.integers(1, 255))
@hypothesis_settings(QUICK, max_examples=300)
def test_any_changed_byte_of_the_zip_is_found(pack: bytes, where: float, by: int) -> None:
    content = bytearray(pack)
    content[int(where * len(content))] ^= by
    assert problems(bytes(content))


@given(name=MEMBERS)
@QUICK
def test_a_missing_member_is_named(pack: bytes, name: str) -> None:
    assert problems(repacked(pack, {name: None})) == (f"{name} is missing",)


@given(
    name=st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=20),
    content=st.binary(max_size=50),
)
@QUICK
def test_an_added_member_is_named(pack: bytes, name: str, content: bytes) -> None:
    found = problems(repacked(pack, {name: content}))
    assert found == (f"{name} was added: the manifest does not know it",)


@given(name=MEMBERS)
@QUICK
def test_a_renamed_member_is_named(pack: bytes, name: str) -> None:
    found = problems(repacked(pack, {}, {name: "other.bin"}))
    assert found == (f"{name} was renamed to other.bin",)


def test_two_members_that_changed_places_are_both_named(pack: bytes) -> None:
    read = zipfile.ZipFile(io.BytesIO(pack)).read
    found = problems(
        repacked(pack, {"case.json": read("timeline.csv"), "timeline.csv": read("case.json")})
    )
    assert {line.split()[0] for line in found} == {"case.json", "timeline.csv"}


def test_a_pack_made_up_without_the_key_does_not_pass(pack: bytes) -> None:
    manifest = json.loads(zipfile.ZipFile(io.BytesIO(pack)).read("manifest.json"))
    manifest["person"] = "Somebody Else"
    forged = (json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()
    pack = repacked(pack, {"manifest.json": forged})
    found = check_zip(io.BytesIO(pack), KEYS)
    assert found.seal is Seal.WRONG
    assert "its seal does not fit" in found.problems[0]
    # Without the key nobody can tell, and nothing else is claimed.
    assert check_zip(io.BytesIO(pack), None).seal is Seal.NO_KEY


def test_a_pack_of_another_offramp_is_said_to_be_that(pack: bytes) -> None:
    found = check_zip(io.BytesIO(pack), ())
    assert (found.holds, found.seal) == (False, Seal.OTHER_KEY)


def test_packed_anew_it_is_told_although_its_files_are_the_same(pack: bytes) -> None:
    assert problems(repacked(pack, {})) == ("its signature was removed",)
    signed = zipped(pack, lambda members: members)
    assert "packed again" in problems(signed)[0]


@pytest.mark.parametrize("content", [b"", b"PK", b"not a zip", b"PK\x05\x06" + bytes(18)])
def test_what_is_not_a_pack_is_said_to_be_none(content: bytes) -> None:
    assert len(problems(content)) == 1


def test_a_member_that_would_unfold_is_not_read(pack: bytes) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("manifest.json", bytes(10_000_000))
    assert "compressed" in problems(out.getvalue())[0]


# The command line.


def told(folder: Path, *arguments: str, key: str = TEST_KEY) -> tuple[int, str, str]:
    """Exit code and what is said on both channels."""
    done = offramp(folder, *arguments, OFFRAMP_SECRET_KEY=key)
    return done.returncode, done.stdout, done.stderr


def test_a_pack_is_checked_far_from_its_database(pack: bytes, tmp_path: Path) -> None:
    file, elsewhere = tmp_path / "OFF-0001.zip", tmp_path / "elsewhere"
    file.write_bytes(pack)
    code, said, _ = told(elsewhere, "case", "verify", str(file))
    assert (code, "the pack holds" in said) == (0, True)
    added = tmp_path / "added.zip"
    added.write_bytes(pack + b"more")
    for key, vouches in ((TEST_KEY, "without it nobody made"), ("", "the contents match")):
        code, said, _ = told(elsewhere, "case", "verify", str(added), key=key)
        assert (code, "DOES NOT HOLD" in said, vouches in said) == (1, True, False)
    code, said, _ = told(elsewhere, "case", "verify", str(file), "--json", key="")
    found = json.loads(said)
    assert (code, found["holds"], found["seal"]) == (3, True, "no key")
    code, said, _ = told(elsewhere, "case", "verify", str(file), key="")
    assert (code, "WHO MADE IT IS NOT CHECKED" in said) == (3, True)
    assert "offramp verify --key" in said
    assert f"{len(zipfile.ZipFile(file).namelist())} files" in said
    assert "the pack holds" not in said
    code, said, _ = told(elsewhere, "case", "verify", str(file), key="x" * 40)
    assert (code, "not in this ring" in said) == (1, True)
    file.write_bytes(repacked(pack, {"case.json": b"{}"}))
    code, said, _ = told(elsewhere, "case", "verify", str(file))
    assert code == 1
    assert "case.json was changed" in said
    assert "THE PACK DOES NOT HOLD" in said
    assert not elsewhere.exists(), "a check makes no files"
    code, _, error = told(elsewhere, "case", "verify", str(tmp_path / "no-such.zip"))
    assert (code, "cannot be read" in error) == (1, True)


def test_a_case_is_exported_from_the_command_line(loaded_file: Path, tmp_path: Path) -> None:
    (tmp_path / "offramp.db").write_bytes(loaded_file.read_bytes())
    database = Database(f"sqlite:///{tmp_path / 'offramp.db'}")
    worked_case(database, Settings(data_dir=tmp_path))
    database.close()
    file = tmp_path / "out.zip"
    assert told(tmp_path, "case", "export", "OFF-0001", str(file))[0] == 0
    assert told(tmp_path, "case", "verify", str(file))[0] == 0
    assert file.stat().st_mode & 0o077 == 0
    code, _, error = told(tmp_path, "case", "export", "1", str(tmp_path / "out.docx"))
    assert (code, "pdf or zip" in error) == (1, True)
    code, _, error = told(tmp_path, "case", "export", "4711", str(tmp_path / "none.zip"))
    assert (code, "There is no case OFF-4711" in error) == (1, True)
    assert not (tmp_path / "none.zip").exists()
    days = ("--from", "2026-11-01", "--to", "2026-11-30")
    code, said, _ = told(tmp_path, "case", "proof", *days, "--json")
    found = json.loads(said)
    assert (found["cases"], found["removal"]["measured"]) == (1, 1)
    assert found["removal"]["worst_seconds"] == 3 * 3600 + 12 * 60
    assert found["sample"] == {"seed": "2026-11-01/2026-11-30", "cases": ["OFF-0001"]}
    code, _, error = told(tmp_path, "case", "proof", "--from", "November", "--to", "2026-11-30")
    assert (code, "'November' is not a day" in error) == (1, True)


def test_a_case_that_was_changed_outside_is_refused_and_marked_on_the_command_line(
    loaded_file: Path, tmp_path: Path
) -> None:
    (tmp_path / "offramp.db").write_bytes(loaded_file.read_bytes())
    database = Database(f"sqlite:///{tmp_path / 'offramp.db'}")
    worked_case(database, Settings(data_dir=tmp_path))
    assert told(tmp_path, "audit", "verify", "--state")[0] == 3  # holds; nothing outside covers it
    with database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE offboarding_step SET finished_by = 'Eve' WHERE id = 1")
    database.close()
    code, said, _ = told(tmp_path, "audit", "verify", "--state")
    assert (code, "step 1 of" in said) == (1, True)
    code, said, _ = told(tmp_path, "audit", "verify", "--state", "--json")
    assert [each["key"] for each in json.loads(said)["differences"]] == ["1"]
    file = tmp_path / "out.zip"
    code, _, error = told(tmp_path, "case", "export", "1", str(file))
    assert code == 1
    assert "This is not what the audit log says: Step 1 of OFF-0001" in error
    assert not file.exists()
    days = ("--from", "2026-11-01", "--to", "2026-11-30")
    code, _, error = told(tmp_path, "case", "proof", *days)
    assert (code, "This is not what the audit log says" in error) == (1, True)
    code, said, error = told(tmp_path, "case", "export", "1", str(file), "--despite-differences")
    assert (code, said.strip()) == (3, f"written: {file}")
    assert "DIFFERS FROM THE AUDIT LOG: Step 1 of OFF-0001" in error
    with zipfile.ZipFile(file) as pack:
        whole = json.loads(pack.read("case.json"))["integrity"]
        paper = text_of(pack.read("OFF-0001.pdf"))
    assert (len(whole["differences"]), whole["accepted_by"]) == (1, "Local operator")
    assert "THIS IS NOT WHAT THE AUDIT LOG SAYS" in paper
    code, _, error = told(tmp_path, "case", "proof", *days, "--despite-differences")
    assert (code, "DIFFERS FROM THE AUDIT LOG: Step 1 of OFF-0001" in error) == (3, True)


def test_a_pack_without_a_damaged_file_is_told_by_exit_code_when_made_and_when_checked(
    loaded_file: Path, tmp_path: Path
) -> None:
    (tmp_path / "offramp.db").write_bytes(loaded_file.read_bytes())
    here = Settings(data_dir=tmp_path)
    database = Database(f"sqlite:///{tmp_path / 'offramp.db'}")
    worked_case(database, here)
    database.close()
    evidence_path(here, keep_file(here, "x", SCREENSHOT).sha256).unlink()
    file, lost = tmp_path / "OFF-0001.zip", "“customer io: seats?.png” is missing on the disk"
    code, _, error = told(tmp_path, "case", "export", "1", str(file))
    assert (code, lost in error, file.exists()) == (1, True, False)
    code, said, error = told(tmp_path, "case", "export", "1", str(file), "--despite-differences")
    assert (code, said.strip(), error.count(lost)) == (3, f"written: {file}", 1)
    for command in (("case", "verify"), ("verify",)):
        code, said, _ = told(tmp_path, *command, str(file))
        assert (code, lost in said) == (3, True), command
    code, said, _ = told(tmp_path, "verify", str(file), "--json")
    assert (code, lost in json.loads(said)[0]["left_out"][0]) == (3, True)


def test_a_broken_log_is_exported_with_its_exit_code(loaded_file: Path, tmp_path: Path) -> None:
    (tmp_path / "offramp.db").write_bytes(loaded_file.read_bytes())
    database = Database(f"sqlite:///{tmp_path / 'offramp.db'}")
    worked_case(database, Settings(data_dir=tmp_path))
    file = tmp_path / "log.jsonl"
    assert told(tmp_path, "audit", "export", str(file))[0] == 0
    with database.engine.begin() as connection:
        drop_triggers(connection)
        connection.exec_driver_sql("UPDATE audit_entry SET actor_name = 'Eve' WHERE id = 2")
    database.close()
    code, said, error = told(tmp_path, "audit", "export", str(file))
    assert (code, said.strip()) == (1, f"written: {file}")
    assert "IT DOES NOT HOLD: Offramp found the log broken when it wrote this file" in error
