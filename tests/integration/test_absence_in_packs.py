"""Apps' lists in an evidence pack: from what was delivered to what an auditor checks, alone."""

import io
import json
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import time_machine
from pypdf import PdfReader

from core.accounts.values import Seen
from core.app.audit.signed_files import FileCheck, check_files
from core.audit import service as audit
from core.audit.chain import Sealed, entry_hash
from core.audit.values import Excerpt, excerpt_line, read_excerpt
from core.config import Settings
from core.keys import ring
from core.offboarding.pack.absence_check import AbsenceCheck, check_absence
from core.offboarding.pack.manifest import Manifest, written
from core.offboarding.pack.manifest import read as read_manifest
from core.offboarding.pack.service import check_pack, write_pack
from core.offboarding.pack.verify import check_zip
from core.offboarding.progress.proven import proof_text
from core.offboarding.steps.automation import lists
from core.signatures.carriers import Form
from core.storage.database import Database
from tests.support.absence import HAND, IN_PACK, by_hand, resealed
from tests.support.app_lists import wire
from tests.support.cases import exported
from tests.support.company import AUDITOR, company, finish, look, opened, step_of
from tests.support.deliveries import account_list, deliver
from tests.support.processes import TEST_KEY, offramp
from tests.support.signed_files import log, zipped

NOW = datetime(2026, 11, 30, 16, tzinfo=UTC)
HOUR = timedelta(hours=1)
ADA = "U1,ada,Ada@example.com,Ada Example,deactivated"
OTHERS = [f"U{at},p{at},p{at}@example.com,Somebody {at},active" for at in range(2, 40)]


@dataclass(frozen=True)
class Made:
    """A pack whose Figma and Wiki steps lists prove, the log of that moment, and the public key."""

    pack: bytes
    log: bytes
    key: str

    @property
    def members(self) -> dict[str, bytes]:
        with zipfile.ZipFile(io.BytesIO(self.pack)) as pack:
            return {name: pack.read(name) for name in pack.namelist()}

    @property
    def manifest(self) -> Manifest:
        return read_manifest(self.members["manifest.json"])[0]

    def proof(self, app: str) -> str:
        """The member that proves an app's step."""
        return next(
            name
            for name, content in self.members.items()
            if name.startswith("proofs/absence-") and json.loads(content)["app"] == app
        )


@pytest.fixture(scope="module")
def made(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    folder = tmp_path_factory.mktemp("lists")
    (folder / "offramp.db").write_bytes(migrated_file.read_bytes())
    database = Database(f"sqlite:///{folder / 'offramp.db'}")
    with time_machine.travel(NOW, tick=False) as clock:
        yield _made(database, Settings(data_dir=folder), clock)
    database.close()


def _made(database: Database, here: Settings, clock: time_machine.Traveller) -> Made:
    wire()
    company(database)
    case = opened(database, effective=NOW - HOUR, apps=("figma", "wiki", "customer-io")).id
    for app in ("figma", "wiki", "customer-io"):
        finish(database, step_of(look(database, case), f"{app}/remove"))
    clock.shift(HOUR)
    moment = datetime.now(UTC)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lists, "proof_text", unproven_in_one)
        for app, rows in (("figma", OTHERS), ("wiki", [*OTHERS, ADA]), ("customer-io", OTHERS)):
            deliver(database, account_list(*rows), app, as_of=moment, complete=True)
    out = io.BytesIO()
    write_pack(here, exported(database, here, AUDITOR, case, "zip", moment), out)
    with database.read() as session:
        key = audit.signing_keys(session)[-1].key
    return Made(out.getvalue(), log(database, Form.JSONL), key)


def unproven_in_one(seen: Seen) -> str:
    """Customer.io's list is named without a proof, as somebody else's pack may do it."""
    return proof_text(replace(seen, proof=None) if seen.app == "customer-io" else seen)


def looked_at(made: Made, log_keys: bool = True, **changed: bytes) -> AbsenceCheck:
    """What a check of the proofs says where somebody who could seal the pack anew changed members:
    those of ``PARTS``. Evidence is named in the case by its new digest."""
    members = named_anew(made, **changed)
    keys = ring().derive("audit") if log_keys else ()
    return check_absence(members.__getitem__, made.manifest, keys)


def named_anew(made: Made, **changed: bytes) -> dict[str, bytes]:
    """The members with other content, evidence named in the case by its new digest."""
    names = parts(made)
    members = made.members | {names[part]: content for part, content in changed.items()}
    if "case" not in changed:
        case = json.loads(members["case.json"])
        for proof in evidence(case):
            proof["sha256"] = sha256(members[proof["member"]]).hexdigest()
        members["case.json"] = json.dumps(case).encode()
    return members


def parts(made: Made) -> dict[str, str]:
    apps = {app: made.proof(app) for app in ("figma", "wiki", "customer-io")}
    return apps | {"log": "proofs/log.jsonl", "case": "case.json"}


def evidence(case: dict[str, Any]) -> list[dict[str, Any]]:
    """The lists that a case names."""
    every = (proof for step in case["steps"] for proof in step["evidence"])
    return [proof for proof in every if proof["kind"] == "snapshot"]


def said(made: Made, part: str) -> Any:
    return json.loads(made.members[parts(made)[part]])


def figma(made: Made, **change: object) -> bytes:
    """Figma's evidence with other facts."""
    return json.dumps(said(made, "figma") | change).encode()


def figma_proof(made: Made, **change: object) -> bytes:
    """Figma's evidence with a proof in which something is other; its digest is made again."""
    return figma(made, proof=resealed(said(made, "figma")["proof"] | change))


def logged(made: Made, change: Callable[[Excerpt], Excerpt], app: str = "figma") -> bytes:
    """The log's entries, that of one app's list changed."""
    lines = [read_excerpt(line) for line in log_lines(made)]
    return "".join(
        excerpt_line(change(each) if each.after["app"] == app else each) for each in lines
    ).encode()


def log_lines(made: Made) -> list[str]:
    return made.members["proofs/log.jsonl"].decode().splitlines(keepends=True)


def with_after(**change: object) -> Callable[[Excerpt], Excerpt]:
    """An entry that says something else, and whose hash fits it: its seal cannot."""

    def changed(one: Excerpt) -> Excerpt:
        after = json.dumps(one.after | change, sort_keys=True, separators=(",", ":"))
        facts = one.facts._replace(after=after)
        hash_ = entry_hash(one.previous, facts)
        return Excerpt(Sealed(facts, hash_, one.entry.mac), one.previous)

    return changed


# What it says.


def test_a_pack_shows_of_each_app_by_which_names_the_person_is_gone(made: Made) -> None:
    found = check_pack(io.BytesIO(made.pack))
    assert found.problems == ()
    assert [(one.app, one.verdict.in_words()) for one in found.gone] == [
        ("Figma", "absent: e-mail address ada@example.com"),
        ("Wiki", "deactivated: e-mail address ada@example.com, account id u1, user name ada"),
    ]
    assert [one.verdict.said and one.verdict.said.accounts for one in found.gone] == [38, 39]
    entry = found.gone[0].entry
    assert f"entry {entry.facts.id} of the log, of hash {entry.hash}" in found.gone[0].in_words()
    # Customer.io's list names nobody by address: it is no proof, and said to be none.
    assert len(found.unchecked) == 1
    assert "Customer.io" in found.unchecked[0]
    assert "cannot be checked here" in found.unchecked[0]


def test_evidence_is_in_the_pack_byte_for_byte_and_in_words(made: Made) -> None:
    case, members = json.loads(made.members["case.json"]), made.members
    for proof in evidence(case):
        assert sha256(members[proof["member"]]).hexdigest() == proof["sha256"]
    words = (
        "Absent from the complete list of Figma of 2026-11-30 18:00 CET, 38 accounts, list digest"
    )
    assert any(proof["text"].startswith(words) for proof in evidence(case))
    with zipfile.ZipFile(io.BytesIO(made.pack)) as pack:
        paper = PdfReader(io.BytesIO(pack.read("OFF-0001.pdf")))
    printed = " ".join(" ".join(page.extract_text() for page in paper.pages).split())
    assert words in printed
    assert "Deactivated in the complete list of Wiki" in printed
    readme = members["README.txt"].decode()
    assert "that an account is gone from an app's list, without the list: 3 steps" in readme
    assert "OFF-0001.zip" in members["proofs/how-to-check.md"].decode()


def test_nobody_else_of_the_list_is_in_the_pack(made: Made) -> None:
    for name, content in made.members.items():
        for other in ("p2@example.com", "p39@example.com"):
            assert other.encode() not in content, name


def test_a_pack_without_lists_has_no_proofs(database: Database, tmp_path: Path) -> None:
    company(database)
    case = opened(database).id
    here, out = Settings(data_dir=tmp_path), io.BytesIO()
    write_pack(here, exported(database, here, AUDITOR, case, "zip", datetime.now(UTC)), out)
    with zipfile.ZipFile(out) as pack:
        assert not [name for name in pack.namelist() if name.startswith("proofs/")]
        assert b"proofs" not in pack.read("README.txt")
    found = check_pack(out)
    assert (found.problems, found.gone, found.unchecked) == ((), (), ())
    with database.read() as session:
        key = audit.signing_keys(session)[-1].key
    in_log = verified(tmp_path, out.getvalue(), log(database, Form.JSONL), key)
    assert in_log.holds
    assert not [note for note in in_log.notes if "lists" in note]


# On the command line, far from the database.


def told(folder: Path, *arguments: str, key: str = "") -> tuple[int, str]:
    done = offramp(folder, *arguments, OFFRAMP_SECRET_KEY=key)
    return done.returncode, done.stdout


def test_case_verify_says_what_it_could_check_and_what_not(made: Made, tmp_path: Path) -> None:
    file, elsewhere = tmp_path / "OFF-0001.zip", tmp_path / "elsewhere"
    file.write_bytes(made.pack)
    code, text = told(elsewhere, "case", "verify", str(file), key=TEST_KEY)
    assert code == 3, "one of its absences cannot be checked"
    assert "gone: Figma, complete list of 2026-11-30 17:00 UTC, 38 accounts" in text
    assert "absent: e-mail address ada@example.com" in text
    assert "these entries of the log carry a seal of this Offramp" in text
    assert "NOT CHECKED: proofs/absence-" in text
    code, text = told(elsewhere, "case", "verify", str(file))
    assert code == 3
    assert "WHETHER THE LOG HAS THESE ENTRIES IS NOT CHECKED" in text
    assert "carry a seal" not in text
    code, text = told(elsewhere, "case", "verify", str(file), "--json", key=TEST_KEY)
    found = json.loads(text)
    assert [(one["app"], one["accounts"]) for one in found["gone"]] == [("figma", 38), ("wiki", 39)]
    assert found["gone"][0]["names"] == [
        {"kind": "address", "text": "ada@example.com", "shown": "absent"}
    ]
    assert found["gone"][0]["not_compared"] == []
    assert found["log_sealed"]
    assert len(found["unchecked"]) == 1
    file.write_bytes(zipped(made.pack, lambda all_: all_ | {made.proof("figma"): figma(made)}))
    code, text = told(elsewhere, "case", "verify", str(file), key=TEST_KEY)
    assert code == 1
    assert "gone:" not in text
    assert not elsewhere.exists(), "a check makes no files"


def verified(folder: Path, pack: bytes, log_: bytes | None, key: str) -> FileCheck:
    files = [folder / "OFF-0001.zip", *([folder / "log.jsonl"] if log_ else [])]
    files[0].write_bytes(pack)
    if log_:
        files[1].write_bytes(log_)
    return check_files(files, [key])[0]


def test_verify_compares_the_entries_with_an_exported_log(made: Made, tmp_path: Path) -> None:
    alone = verified(tmp_path, made.pack, None, made.key)
    assert alone.holds
    assert "whether the log has the entries of these lists" in alone.unchecked[-1]
    assert "absent: e-mail address ada@example.com" in alone.gone[0].in_words()
    beside = verified(tmp_path, made.pack, made.log, made.key)
    assert beside.holds, beside.problems
    assert "log.jsonl has the entries of its lists" in beside.notes
    assert len(beside.gone) == 2
    assert not any("entries" in one for one in beside.unchecked)


def test_entries_that_a_log_has_not_are_named(made: Made, tmp_path: Path) -> None:
    file = tmp_path / "log.jsonl"
    file.write_bytes(made.log)
    entries = {one.entry.facts.id: one.entry.hash for one in check_pack(io.BytesIO(made.pack)).gone}
    assert audit.missing_entries(file, entries) == []
    number = min(entries)
    other = entries | {number: "0" * 64, 10**9: "1" * 64}
    assert [one.split("entry ")[1] for one in audit.missing_entries(file, other)] == [
        f"{number} that is in it", "1,000,000,000 that is in it",
    ]  # fmt: skip


def test_of_lists_whose_entries_the_log_has_not_nothing_is_shown(
    made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit, "missing_entries", lambda log, entries: [f"{len(entries)} are not"])
    found = verified(tmp_path, made.pack, made.log, made.key)
    assert (found.problems, found.gone) == (("2 are not",), ())
    assert not any("has the entries" in note for note in found.notes)


# What is wrong, where somebody could seal the pack anew: each fault in its own sentence.


def test_as_it_was_written_the_proofs_hold(made: Made) -> None:
    assert looked_at(made).problems == ()
    assert len(looked_at(made).gone) == 2
    assert looked_at(made, log_keys=False).problems == ()


def problem(made: Made, log_keys: bool = True, **changed: bytes) -> str:
    found = looked_at(made, log_keys, **changed)
    assert found.problems
    assert found.gone == (), "of a pack in which something is wrong nothing is shown"
    return "; ".join(found.problems)


def test_a_proof_that_was_changed_does_not_hold(made: Made) -> None:
    proof = said(made, "figma")["proof"]
    [answer] = proof["names"]
    assert "another list" in problem(made, figma=figma_proof(made, root="0" * 64))
    assert "every name is absent" in problem(made, figma=figma_proof(made, key="00" * 32))
    listed = answer | {"text": "p2@example.com"}
    assert "does not stand between" in problem(made, figma=figma_proof(made, names=[listed]))
    off = answer | {"shown": "deactivated"}
    assert "deactivated" in problem(made, figma=figma_proof(made, names=[off]))
    more = proof["list"] | {"accounts": 4000}
    assert "another list" in problem(made, figma=figma_proof(made, list=more))
    digest = proof | {"digest": "0" * 64}
    assert "its digest" in problem(made, figma=figma(made, proof=digest))
    assert "does not have the parts" in problem(made, figma=figma(made, proof={}))
    wiki = figma(made, proof=said(made, "wiki")["proof"])
    assert "another list" in problem(made, figma=wiki)


def test_evidence_that_says_something_else_than_its_proof_does_not_hold(made: Made) -> None:
    for fact, other in (
        ("taken_at", "2026-12-24T17:00:00+00:00"), ("rows", 4000), ("sha256", "0" * 64),
        ("app", "miro"), ("root", "0" * 64),
    ):  # fmt: skip
        assert "says something else" in problem(made, figma=figma(made, **{fact: other})), fact
    assert "says deactivated" in problem(made, figma=figma(made, state="deactivated"))
    wiki = json.dumps(said(made, "wiki") | {"state": "absent"}).encode()
    assert "says absent, the proof deactivated" in problem(made, wiki=wiki)
    number = said(made, "wiki")["snapshot"]
    assert "another list" in problem(made, figma=figma(made, snapshot=number))
    moved = figma_proof(made, snapshot=number)
    assert "says something else" in problem(made, figma=moved)
    assert "is not in proofs/log.jsonl" in problem(made, figma=figma(made, snapshot=4711))
    for content in (b"", b"{}", b"[]", b"null", b"\xff", b'{"proof": 1}', b"[" * 100_000):
        assert problem(made, figma=content)


def test_a_proof_of_someone_else_is_not_one_of_this_case(made: Made) -> None:
    case = json.loads(made.members["case.json"])
    case["case"]["email"] = "eve@example.com"
    told = problem(made, case=json.dumps(case).encode())
    assert told.count("about other names than eve@example.com") == 3


def test_the_case_and_its_proofs_name_each_other(made: Made) -> None:
    case = json.loads(made.members["case.json"])
    evidence(case)[0]["sha256"] = "0" * 64
    assert "not a piece of evidence that case.json names" in problem(
        made, case=json.dumps(case).encode()
    )
    evidence(case)[0]["member"] = "proofs/absence-099-99.json"
    both = problem(made, case=json.dumps(case).encode())
    assert "proofs/absence-099-99.json is not in the pack, and case.json names it" in both
    assert "not a piece of evidence that case.json names" in both
    without = tuple(one for one in made.manifest.members if not one.name.startswith("proofs/"))
    bare = check_absence(made.members.__getitem__, replace(made.manifest, members=without), ())
    assert len(bare.problems) == 4
    assert all("is not in the pack, and case.json names it" in one for one in bare.problems)
    for content in (b"{}", b"[]", b"", b'{"case": {}, "steps": 1}'):
        assert "not that of a case" in problem(made, case=content)


def test_a_log_entry_that_was_changed_does_not_hold(made: Made) -> None:
    elsewhere = said(made, "wiki")["root"]
    for key, other in (
        ("root", elsewhere), ("complete", False), ("rows", 4), ("sha256", "0" * 64),
        ("taken", "2026-12-24T17:00:00+00:00"), ("app", "miro"),
    ):  # fmt: skip
        changed = logged(made, with_after(**{key: other}))
        assert "its seal is not ours" in problem(made, log=changed), key
        # Without the key of the seals the rest of the proof does not fit it.
        assert problem(made, log_keys=False, log=changed), key
    partial = logged(made, with_after(complete=False))
    assert "was not complete" in problem(made, log_keys=False, log=partial)

    def plain(one: Excerpt) -> Excerpt:
        facts = one.facts._replace(actor_name="Eve")
        return Excerpt(one.entry._replace(facts=facts), one.previous)

    def rehung(one: Excerpt) -> Excerpt:
        return Excerpt(one.entry, "0" * 64)

    def unsealed(one: Excerpt) -> Excerpt:
        return Excerpt(one.entry._replace(mac=one.entry.mac[:-1] + "x"), one.previous)

    def discarded(one: Excerpt) -> Excerpt:
        facts = one.facts._replace(action="snapshot.discard")
        fitting = one.entry._replace(facts=facts, hash=entry_hash(one.previous, facts))
        return Excerpt(fitting, one.previous)

    of_no_list = problem(made, log_keys=False, log=logged(made, discarded))
    assert "is not in proofs/log.jsonl" in of_no_list
    for change in (plain, rehung):
        assert "does not hold" in problem(made, log_keys=False, log=logged(made, change))
    assert "does not hold" in problem(made, log=logged(made, unsealed))


def test_a_log_entry_has_to_be_there_and_to_be_one(made: Made) -> None:
    lines = log_lines(made)
    assert "is not in proofs/log.jsonl" in problem(made, log="".join(lines[1:]).encode())
    entry = read_excerpt(lines[0])
    hidden = json.dumps(
        {"id": entry.facts.id, "withheld": True, "hash": entry.hash, "mac": entry.entry.mac,
         "previous": entry.previous}
    )  # fmt: skip
    for line in (hidden, "{}", "[]", "x", lines[0].strip() + " ", '{"previous": 1}'):
        told = problem(made, log=f"{line}\n{''.join(lines[1:])}".encode())
        assert told.startswith("proofs/log.jsonl:"), line
    for part, odd in (
        ('"id": ', '"id": 1e999, "was": '), ('"at": "2026', '"at": "0001-01-01T00:00:00+14:00'),
        ('"object": ', '"object": ["x"], "was": '), ('"previous": ', '"previous": 1, "was": '),
        ('"action": ', '"action": null, "was": '), ('"hash": ', '"hash": {}, "was": '),
    ):  # fmt: skip
        log_ = f"{lines[0].replace(part, odd, 1)}{''.join(lines[1:])}"
        assert problem(made, log=log_.encode()).startswith("proofs/log.jsonl:"), odd
    late = looked_at(replace(made, pack=_exported_before(made)))
    assert "later than the export" in "; ".join(late.problems)


def _exported_before(made: Made) -> bytes:
    """A pack that says that the log had three entries when it was exported."""

    def change(members: dict[str, bytes]) -> dict[str, bytes]:
        manifest = replace(made.manifest, audit_count=3)
        return members | {"manifest.json": written(manifest, ring().derive("pack")[0])}

    return zipped(made.pack, change)


def test_any_changed_byte_of_a_member_is_found_by_the_pack(made: Made) -> None:
    for name in (made.proof("figma"), "proofs/log.jsonl", "proofs/how-to-check.md"):
        content = bytearray(made.members[name])
        content[len(content) // 2] ^= 1
        changed = zipped(made.pack, lambda all_, name=name, new=bytes(content): all_ | {name: new})
        found = check_zip(io.BytesIO(changed), None)
        assert any(name in one and "was changed" in one for one in found.problems)
        assert found.gone == ()


# By hand.


def test_the_printed_lines_need_nothing_but_python_and_are_the_same_in_the_pack(
    made: Made,
) -> None:
    assert IN_PACK == HAND
    assert HAND in made.members["proofs/how-to-check.md"].decode()
    assert len([line for line in HAND.splitlines() if line]) <= 75
    [imported] = [line for line in HAND.splitlines() if line.startswith("import ")]
    names = set(imported.removeprefix("import ").split(", "))
    assert names <= set(sys.stdlib_module_names)


def test_the_printed_lines_check_a_pack_by_hand(made: Made, tmp_path: Path) -> None:
    for log_ in (None, made.log):
        holds, text = by_hand(tmp_path, made.pack, log_)
        assert holds
        assert "'ada@example.com': absent, figma, 2026-11-30T17:00:00+00:00, 38 accounts" in text
        assert "'u1': deactivated, wiki" in text
        assert f"NOT PROVEN: {made.proof('customer-io')}" in text
        assert "exit code 3" in text


def test_the_printed_lines_see_what_was_changed(made: Made, tmp_path: Path) -> None:
    proof = said(made, "figma")["proof"]
    [answer] = proof["names"]
    left, right = answer["leaves"]
    other_end = "00" if right["leaf"][-2:] != "00" else "01"
    forged = [
        figma_proof(made, key="00" * 32),
        figma_proof(made, list=proof["list"] | {"accounts": 4}),
        *(
            figma_proof(made, names=[answer | change])
            for change in (
                {"text": "p2@example.com"},
                {"text": "Ada@example.com"},
                {"kind": "user-name"},
                {"kind": "number", "text": "7"},
                {"shown": "deactivated"},
                {"leaves": [left]},
                {"leaves": [left, left]},
                {"leaves": [left, right | {"at": right["at"] + 1}]},
                {"leaves": [left, right | {"path": right["path"][:-1]}]},
                {"leaves": [left, right | {"path": [*right["path"], right["path"][0]]}]},
                {"leaves": [left, right | {"leaf": right["leaf"][:-2] + other_end}]},
            )
        ),
    ]
    for content in forged:
        changed = zipped(made.pack, lambda _all, new=content: named_anew(made, figma=new))
        holds, text = by_hand(tmp_path, changed)
        assert not holds
        assert "figma" not in text
    partial = logged(made, with_after(complete=False))
    changed = zipped(made.pack, lambda all_: all_ | {"proofs/log.jsonl": partial})
    assert not by_hand(tmp_path, changed)[0]
    short = "".join(made.log.decode().splitlines(keepends=True)[:3]).encode()
    assert not by_hand(tmp_path, made.pack, short)[0]


def test_the_printed_lines_are_not_content_with_nothing(made: Made, tmp_path: Path) -> None:
    """Not where the proofs, or the names in one, are taken away, or are another person's."""
    proof = said(made, "figma")["proof"]
    nameless = figma_proof(made, names=[])
    elses = json.loads(made.members["case.json"])
    elses["case"]["email"] = "eve@example.com"
    bare = json.loads(made.members["case.json"])
    for step in bare["steps"]:
        step["evidence"] = []
    without = {name: b for name, b in made.members.items() if not name.startswith("proofs/")}
    for changed in (
        named_anew(made, figma=nameless),
        named_anew(made, figma=figma_proof(made, names=[], not_compared=proof["names"])),
        made.members | {"case.json": json.dumps(elses).encode()},
        without,
        without | {"case.json": json.dumps(bare).encode()},
        made.members | {"case.json": json.dumps(bare).encode()},
        made.members | {made.proof("figma"): made.members[made.proof("wiki")]},
    ):
        holds, text = by_hand(tmp_path, zipped(made.pack, lambda _all, new=changed: new))
        assert not holds, text
        assert "absent, figma" not in text


def test_the_printed_lines_know_a_person_by_an_address_in_another_form(
    made: Made, tmp_path: Path
) -> None:
    case = json.loads(made.members["case.json"])
    case["case"]["email"] = " ADA@Example.com"
    changed = made.members | {"case.json": json.dumps(case).encode()}
    holds, text = by_hand(tmp_path, zipped(made.pack, lambda _all: changed))
    assert holds, text
    assert "absent, figma" in text
