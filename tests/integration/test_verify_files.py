"""An auditor's machine: no key, database or network, only files, some of them tampered with."""

import ast
import io
import json
import re
import socket
import struct
import subprocess
import sys
import zipfile
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from core import keys
from core.app.audit.signed_files import FileCheck, check_files
from core.config import ROOT, Settings, settings
from core.errors import Invalid
from core.keys import DerivedKey
from core.offboarding.pack.readme import readme
from core.signatures import carriers
from core.signatures.keys import PublicKey, grouped, noted, public_key
from core.signatures.statement import read, token
from core.storage.database import Database
from tests.support.processes import TEST_KEY, offramp
from tests.support.signed_files import Files, take_out, token_of, without_comment, zipped

FOREIGN = DerivedKey("foreign", b"\7" * 32)
"""The key of somebody who makes their own."""
SIGNED = ("OFF-0001.zip", "OFF-0001.pdf", "proof.zip", "proof.pdf", "log.jsonl", "log.csv")
TWENTY, CHAIN = re.findall(
    r"```python\n(.*?)```", (ROOT / "docs" / "verify.md").read_text(encoding="utf-8"), re.DOTALL
)
"""The lines that docs/verify.md prints: for every file, and for the chain of a log."""


@pytest.fixture(scope="module")
def files(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Files:
    folder = tmp_path_factory.mktemp("taken")
    (folder / "offramp.db").write_bytes(migrated_file.read_bytes())
    database = Database(f"sqlite:///{folder / 'offramp.db'}")
    made = take_out(database, Settings(data_dir=folder))
    database.close()
    return made


@pytest.fixture
def bare(files: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that has nothing: whoever asks for a key or for the network fails."""

    def nothing(*_: object) -> None:
        raise AssertionError("an auditor's machine has no such thing")

    for name in ("ring", "ring_if_any"):
        for module in list(sys.modules.values()):
            if getattr(module, "__name__", "").startswith("core") and hasattr(module, name):
                monkeypatch.setattr(module, name, nothing)
    monkeypatch.setattr(socket.socket, "connect", nothing)


def looked_at(folder: Path, name: str, content: bytes, *pins: str) -> FileCheck:
    """What a check says of these bytes under this name."""
    (folder / name).write_bytes(content)
    return check_files([folder / name], pins)[0]


def passes_twenty_lines(folder: Path, name: str, content: bytes, pin: str) -> bool:
    """Whether the lines of the page are content with it."""
    (folder / name).write_bytes(content)
    return _runs(TWENTY, str(folder / name), pin)


def _runs(lines: str, *arguments: str) -> bool:
    before, sys.argv = sys.argv, ["check.py", *arguments]
    try:
        exec(compile(lines, "check.py", "exec"), {"print": lambda *_: None})
    except Exception:  # noqa: BLE001 - whatever it is, the lines did not say that it holds
        return False
    finally:
        sys.argv = before
    return True


# What is as it was.


def test_the_printed_lines_are_twenty_and_need_nothing_but_cryptography() -> None:
    assert len([line for line in TWENTY.splitlines() if line]) <= 20
    for lines in (TWENTY, CHAIN):
        imported = {
            (node.module or "").partition(".")[0] if isinstance(node, ast.ImportFrom) else one.name
            for node in ast.walk(ast.parse(lines))
            if isinstance(node, ast.Import | ast.ImportFrom)
            for one in node.names
        }
        assert imported - set(sys.stdlib_module_names) <= {"cryptography"}


@pytest.mark.parametrize("name", SIGNED)
def test_what_was_taken_out_holds_without_anything_secret(
    files: Files, name: str, tmp_path: Path, bare: None
) -> None:
    content = files.content[name]
    found = looked_at(tmp_path, name, content, files.key)
    assert found.holds, found.problems
    assert found.statement is not None
    assert found.statement.keys[-1].key == files.key
    assert looked_at(tmp_path, name, content).holds
    assert passes_twenty_lines(tmp_path, name, content, files.key)
    assert not passes_twenty_lines(tmp_path, name, content, public_key(FOREIGN))


def _lists_what_is_there(pack: zipfile.ZipFile) -> None:
    listed = pack.read("README.txt").decode()
    names = {name.partition("/")[0] for name in pack.namelist()} - {"README.txt"}
    assert {name for name in names if name not in listed} == set()


def test_a_proof_says_how_to_check_it_under_its_own_name(files: Files) -> None:
    pack = zipfile.ZipFile(io.BytesIO(files.content["proof.zip"]))
    _lists_what_is_there(pack)
    told = pack.read("verify.md").decode()
    [lines] = re.findall(r"```python\n(.*?)```", told, re.DOTALL)
    assert lines == TWENTY
    own = next(name for name in pack.namelist() if name.endswith(".pdf")).replace(".pdf", ".zip")
    for text in (told, pack.read("README.txt").decode()):
        assert f'offramp verify --key "KEY" {own}' in text
        assert "YOUR-FILE" not in text


def test_a_pack_says_how_to_check_it_and_lists_what_is_there(files: Files) -> None:
    pack = zipfile.ZipFile(io.BytesIO(files.content["OFF-0001.zip"]))
    [lines] = re.findall(r"```python\n(.*?)```", pack.read("verify.md").decode(), re.DOTALL)
    assert lines == TWENTY
    _lists_what_is_there(pack)
    bare = readme(
        "OFF-0001", datetime(2026, 11, 24, tzinfo=UTC), "Ida", files.key, attached=0, left_out=()
    )
    assert b"evidence/" not in bare
    assert b"No files are attached" in bare
    lost = readme(
        "OFF-0001",
        datetime(2026, 11, 24, tzinfo=UTC),
        "Ida",
        files.key,
        attached=0,
        left_out=["a.png is missing."],
    )
    assert b"Not in this pack:\na.png is missing." in lost


@pytest.mark.parametrize(
    "behind",
    ["", "  since 2026-11-24 09:00 UTC", "  no file is signed yet, vouched for by the one below"],
)
def test_a_key_is_taken_as_the_command_prints_it(behind: str) -> None:
    key = public_key(FOREIGN)
    assert noted(f" {grouped(key)}{behind}\n") == key
    for wrong in (f"{grouped(key)} {behind} abc" if not behind else key[:-1] + behind, "since"):
        with pytest.raises(Invalid):
            noted(wrong)


def test_a_workbook_has_its_signature_beside_it(files: Files, tmp_path: Path, bare: None) -> None:
    files.put(tmp_path, "proof.xlsx", "proof.xlsx.sig")
    [found] = check_files([tmp_path / "proof.xlsx"], [files.key])
    assert found.holds, found.problems
    (tmp_path / "proof.xlsx").write_bytes(files.content["proof.xlsx"] + b" ")
    [found] = check_files([tmp_path / "proof.xlsx"], [files.key])
    assert found.problems == ("it was changed after it was signed",)
    (tmp_path / "proof.xlsx.sig").unlink()
    [found] = check_files([tmp_path / "proof.xlsx"], [files.key])
    assert found.is_no_signed_file
    assert "it is not signed" in found.problems[0]
    assert not found.holds


def test_signed_files_are_what_their_readers_expect(files: Files) -> None:
    from pypdf import PdfReader

    for name in ("OFF-0001.pdf", "proof.pdf"):
        reader = PdfReader(io.BytesIO(files.content[name]), strict=True)
        said = "".join("".join(page.extract_text() for page in reader.pages).split())
        assert files.key in said, "the public key is printed in every PDF"
    assert zipfile.ZipFile(io.BytesIO(files.content["OFF-0001.zip"])).testzip() is None
    for line in files.content["log.jsonl"].splitlines():
        assert json.loads(line)


def test_the_command_and_the_printed_lines_need_no_data_folder(
    files: Files, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere"
    files.put(tmp_path)
    names = [str(tmp_path / name) for name in SIGNED]
    done = offramp(elsewhere, "verify", *names, "--key", files.key, OFFRAMP_SECRET_KEY="")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("holds: ") == len(SIGNED)
    assert "log.csv has that entry" in done.stdout
    done = offramp(elsewhere, "verify", names[0], OFFRAMP_SECRET_KEY="")
    assert done.returncode == 3
    assert "WHO SIGNED IT IS NOT CHECKED" in done.stdout
    line = f"{grouped(files.key)}  since 2026-11-24 09:00 UTC"
    (tmp_path / "key.txt").write_text(f"{line}\n")
    for key in (line, str(tmp_path / "key.txt")):
        done = offramp(elsewhere, "verify", names[0], "--key", key, OFFRAMP_SECRET_KEY="")
        assert (done.returncode, done.stderr) == (0, ""), key
    (tmp_path / "OFF-0001.zip").write_bytes(files.content["OFF-0002.zip"])
    done = offramp(elsewhere, "verify", names[0], "--json", OFFRAMP_SECRET_KEY="")
    assert done.returncode == 1
    [said] = json.loads(done.stdout)
    assert said["problems"] == ["it is named for OFF-0001, and is about OFF-0002"]
    done = offramp(elsewhere, "verify", names[0], OFFRAMP_SECRET_KEY="")
    assert (done.returncode, "Nothing was changed" in done.stdout) == (1, False)
    for arguments in (["none.zip"], [names[1], "--key", "abc"], []):
        done = offramp(elsewhere, "verify", *arguments, OFFRAMP_SECRET_KEY="")
        assert done.returncode == 2, arguments
        assert "Traceback" not in done.stderr
    assert not elsewhere.exists(), "a check makes no files"
    check = tmp_path / "check.py"
    check.write_text(TWENTY, encoding="utf-8")
    lines = [sys.executable, "-I", str(check), names[1], *files.key[:32], files.key[32:]]
    ran = subprocess.run(lines, cwd=tmp_path, env={}, capture_output=True, text=True, timeout=60)
    assert (ran.returncode, "holds: 'case' 'OFF-0001'" in ran.stdout) == (0, True), ran.stderr


# What was changed. Each way is a function of all files, and what a check says of it.

Way = tuple[str, Callable[[Files], bytes], str]


def edited(name: str, old: str, new: str, count: int = 1) -> Callable[[Files], bytes]:
    """A text exchanged for another, as an editor would."""

    def change(files: Files) -> bytes:
        content = files.content[name]
        assert old.encode() in content, old
        return content.replace(old.encode(), new.encode(), count)

    return change


def members(name: str, change: Callable[[dict[str, bytes]], object]) -> Callable[[Files], bytes]:
    """A ZIP packed anew after a change of its members, its old signature kept."""

    def apply(there: dict[str, bytes]) -> dict[str, bytes]:
        result = change(there)
        return result if isinstance(result, dict) else there

    return lambda files: zipped(files.content[name], apply)


def lines(name: str, change: Callable[[list[bytes]], object]) -> Callable[[Files], bytes]:
    """A log whose lines were moved, dropped or added."""

    def apply(files: Files) -> bytes:
        there = files.content[name].splitlines(keepends=True)
        change(there)
        return b"".join(there)

    return apply


def with_token(name: str, change: Callable[[Files, bytes], bytes]) -> Callable[[Files], bytes]:
    """A file under another token."""

    def apply(files: Files) -> bytes:
        content = files.content[name]
        old = token_of(content)
        new = change(files, old)
        head, _, tail = content.rpartition(old)
        if name.endswith(".zip"):
            length = len(b"offramp-signature ") + len(new) + 1
            head = head[: -len(b"offramp-signature ") - 2] + struct.pack("<H", length)
            head += b"offramp-signature "
        return head + new + tail

    return apply


def payload_with(files: Files, old: bytes, **more: object) -> bytes:
    """The token with other words in its statement, under the old signature."""
    header, payload, signature = old.split(b".")
    said = json.loads(urlsafe_b64decode(payload + b"=" * (-len(payload) % 4))) | more
    written = urlsafe_b64encode(json.dumps(said, separators=(",", ":")).encode()).rstrip(b"=")
    return b".".join((header, written, signature))


def same_bits(_files: Files, old: bytes) -> bytes:
    """Another last letter that decodes to the same signature: base64 has room for it."""
    letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return old[:-1] + letters[letters.index(old[-1:]) ^ 1 :][:1]


def forged(files: Files, old: bytes, *, with_ours: bool = True) -> bytes:
    """Signed with a foreign key that claims to come after ours."""
    statement = read(old)
    ours = (PublicKey(files.key),) if with_ours else ()
    chain = (*ours, PublicKey(public_key(FOREIGN), "ab" * 64 if ours else None))
    return token(replace(statement, keys=chain), FOREIGN, statement.sha256)


def swapped(there: list[bytes], one: int, other: int) -> None:
    there[one], there[other] = there[other], there[one]


def renamed(there: dict[str, bytes]) -> dict[str, bytes]:
    return {("file.json" if name == "case.json" else name): one for name, one in there.items()}


def exchanged(there: dict[str, bytes]) -> None:
    first, second = sorted(name for name in there if name.startswith("evidence/"))
    there[first], there[second] = there[second], there[first]


PACK: list[Way] = [
    ("evidence changed in place", edited("OFF-0001.zip", "Lena Vogt 0", "Lena Voqt 0"),
     "evidence/step-001-1-seats-0.txt cannot be read: it was changed"),
    ("evidence changed, packed anew",
     members("OFF-0001.zip", lambda m: m.update({"evidence/step-001-1-seats-0.txt": b"x"})),
     "evidence/step-001-1-seats-0.txt was changed"),
    ("two evidence files exchanged", members("OFF-0001.zip", exchanged), "was changed"),
    ("member renamed", members("OFF-0001.zip", renamed), "case.json was renamed to file.json"),
    ("member added", members("OFF-0001.zip", lambda m: m.update({"more.txt": b"x"})),
     "more.txt was added"),
    ("member with a look-alike name added",
     members("OFF-0001.zip", lambda m: m.update({"cаse.json": b"{}"})), "was added"),
    ("member removed", members("OFF-0001.zip", lambda m: m.pop("timeline.csv") and None),
     "timeline.csv is missing"),
    ("manifest changed",
     members("OFF-0001.zip", lambda m: m.update(
         {"manifest.json": m["manifest.json"].replace(b'"count": ', b'"count": 1')})),
     "manifest.json says something else than its signature"),
    ("look-alike in the manifest",
     members("OFF-0001.zip", lambda m: m.update(
         {"manifest.json": m["manifest.json"].replace(b"Lena", "Lеna".encode())})), "changed"),
    ("key given twice in the manifest",
     members("OFF-0001.zip", lambda m: m.update(
         {"manifest.json": m["manifest.json"].replace(b'"case"', b'"case": "OFF-9", "case"')})),
     "manifest.json was changed"),
    ("packed anew, nothing changed", members("OFF-0001.zip", lambda _m: None),
     "packed again"),
    ("PDF of another case in it",
     lambda f: members("OFF-0001.zip", lambda m: m.update(
         {"OFF-0001.pdf": f.content["OFF-0002.pdf"]}))(f), "OFF-0001.pdf was changed"),
    ("signature removed", lambda f: without_comment(f.content["OFF-0001.zip"]), "no signature"),
    ("bytes before", lambda f: b"MZ" + f.content["OFF-0001.zip"], "no signature"),
    ("bytes after", lambda f: f.content["OFF-0001.zip"] + b"PK", "added after its signature"),
    ("a second archive after it",
     lambda f: f.content["OFF-0001.zip"] + without_comment(f.content["OFF-0002.zip"]),
     "added after its signature"),
    ("name in the local header alone",
     lambda f: f.content["OFF-0001.zip"].replace(b"case.json", b"kase.json", 1), "case.json"),
    ("cut short", lambda f: f.content["OFF-0001.zip"][:-200], "no signature"),
    ("pack of another case under this name", lambda f: f.content["OFF-0002.zip"],
     "named for OFF-0001, and is about OFF-0002"),
]  # fmt: skip
PROOF_ZIP: list[Way] = [
    ("figure changed", members("proof.zip", lambda m: m.update(
        {"proof.json": re.sub(rb'"measured": \d+', b'"measured": 99', m["proof.json"])})),
     "proof.json was changed"),
    ("PDF of a case in it", lambda f: members("proof.zip", lambda m: m.update(
        {"offboarding-2026-11-01-2026-11-30.pdf": f.content["OFF-0001.pdf"]}))(f),
     "offboarding-2026-11-01-2026-11-30.pdf was changed"),
    ("signature removed", lambda f: without_comment(f.content["proof.zip"]), "no signature"),
]  # fmt: skip
PDF: list[Way] = [
    ("content changed", edited("OFF-0001.pdf", "/Type", "/Tipe"), "changed after it was signed"),
    ("revision appended", lambda f: f.content["OFF-0001.pdf"] + b"1 0 obj\nendobj\n%%EOF\n",
     "added after its signature"),
    ("revision put before the signature",
     lambda f: f.content["OFF-0001.pdf"].replace(b"\n%offramp", b"\n1 0 obj\nendobj\n%offramp"),
     "changed after it was signed"),
    ("end points elsewhere",
     lambda f: re.sub(rb"startxref\n\d+\n%%EOF\n$", b"startxref\n7\n%%EOF\n",
                      f.content["OFF-0001.pdf"]), "added after its signature"),
    ("signature removed",
     lambda f: f.content["OFF-0001.pdf"].partition(b"\n%offramp-signature")[0], "no signature"),
    ("PDF of another case under this name", lambda f: f.content["OFF-0002.pdf"],
     "named for OFF-0001, and is about OFF-0002"),
]  # fmt: skip
LOG: list[Way] = [
    ("end cut off", lines("log.jsonl", lambda t: t.pop(-2)), "the file ends with entry"),
    ("middle cut out", lines("log.jsonl", lambda t: t.pop(2)), "entry 3: it is missing"),
    ("two entries exchanged", lines("log.jsonl", lambda t: swapped(t, 1, 2)), "entry 2"),
    ("entry changed", edited("log.jsonl", "Tom Adler", "Tim Adler"), "entry 3: its content"),
    ("look-alike", edited("log.jsonl", "Tom Adler", "Tоm Adler"), "entry 3: its content"),
    ("hash changed", lambda f: re.sub(rb'"hash": "....', b'"hash": "0000',
                                      f.content["log.jsonl"], count=1), "entry 1"),
    ("seal changed", lambda f: re.sub(rb'"mac": "........:....', b'"mac": "00000000:0000',
                                      f.content["log.jsonl"], count=1), "changed after"),
    ("key given twice", edited("log.jsonl", '{"id": 3,', '{"id": 3, "id": 3,'),
     "line 3 is not written as Offramp writes it"),
    ("spaces", edited("log.jsonl", '"id": 3', '"id":  3'), "line 3 is not written"),
    ("entry put after the signature", lines("log.jsonl", lambda t: t.append(t[0])),
     "added after its signature"),
    ("signature moved up", lines("log.jsonl", lambda t: t.insert(1, t.pop())),
     "after its signature"),
    ("signature removed", lines("log.jsonl", lambda t: t.pop()), "no signature"),
    ("line that is none", lines("log.jsonl", lambda t: t.insert(0, b"{}\n")), "Line 1"),
    ("byte order mark", lambda f: b"\xef\xbb\xbf" + f.content["log.jsonl"], "Line 1"),
    ("no text", lines("log.jsonl", lambda t: t.insert(0, b"\xff\n")), "cannot be read"),
]  # fmt: skip
CSV: list[Way] = [
    ("cell changed", edited("log.csv", "Tom Adler", "Tim Adler"), "entry 3: its content"),
    ("row dropped", lines("log.csv", lambda t: t.pop(1)), "entry 1: it is missing"),
    ("rows exchanged", lines("log.csv", lambda t: swapped(t, 1, 4)), "entry"),
    ("end cut off", lines("log.csv", lambda t: t.pop(-2)), "the file ends with entry"),
    ("quote before a cell", edited("log.csv", "case:1", "'case:1"), "is not written as"),
    ("column added", lambda f: f.content["log.csv"].replace(b"\r\n", b",x\r\n", 1),
     "is not an audit entry"),
    ("line ends changed", lambda f: f.content["log.csv"].replace(b"\r\n", b"\n"),
     "line 1 is not written"),
    ("none for empty", edited("log.csv", "\\N", ""), "its content"),
]  # fmt: skip
TOKENS: list[Way] = [
    (f"{what} in {name}", with_token(name, change), said)
    for name in SIGNED
    for what, change, said in (
        ("signature of another file",
         lambda f, _t: token_of(f.content["OFF-0002.zip"]),
         "changed after it was signed|something else than its signature"),
        ("digest", lambda f, t: payload_with(f, t, sha256="0" * 64), "signature does not hold"),
        ("who", lambda f, t: payload_with(f, t, by="Somebody"), "signature does not hold"),
        ("head", lambda f, t: payload_with(f, t, audit={"count": 1, "hash": "0"}),
         "signature does not hold"),
        ("moment", lambda f, t: payload_with(f, t, at="2027-01-01T00:00:00+00:00"),
         "signature does not hold"),
        ("no algorithm", lambda _f, t: urlsafe_b64encode(b'{"alg":"none"}').rstrip(b"=")
         + t[t.index(b"."):], "not a signature of Offramp"),
        ("same bits, other letter", same_bits, "signature does not hold"),
        ("key chain forged", forged, "chain of keys is broken"),
        ("foreign key", lambda f, t: forged(f, t, with_ours=False), "signed with another key"),
    )
]  # fmt: skip
WAYS = [
    pytest.param(name, change, said, id=f"{kind}: {what}")
    for kind, name, ways in (
        ("pack", "OFF-0001.zip", PACK), ("proof", "proof.zip", PROOF_ZIP),
        ("PDF", "OFF-0001.pdf", PDF), ("log", "log.jsonl", LOG), ("CSV", "log.csv", CSV),
    )
    for what, change, said in ways
] + [
    pytest.param(what.rpartition(" ")[2], change, said, id=f"token: {what}")
    for what, change, said in TOKENS
]  # fmt: skip
NAME_ALONE = ("named for",)
"""What only the file's name shows; the printed lines say what a file is about instead."""


@pytest.mark.parametrize(("name", "change", "said"), WAYS)
def test_what_was_tampered_with_is_named(
    files: Files, name: str, change: Callable[[Files], bytes], said: str, tmp_path: Path, bare: None
) -> None:
    content = change(files)
    assert content != files.content[name]
    found = looked_at(tmp_path, name, content, files.key)
    assert not found.holds
    assert any(re.search(said, problem) for problem in found.problems), found.problems
    if not said.startswith(NAME_ALONE):
        assert not passes_twenty_lines(tmp_path, name, content, files.key)


@pytest.mark.parametrize("name", SIGNED)
def test_who_signs_with_their_own_key_is_found_by_whoever_noted_ours(
    files: Files, name: str, tmp_path: Path, bare: None
) -> None:
    content = with_token(name, lambda f, t: forged(f, t, with_ours=False))(files)
    (tmp_path / name).write_bytes(content)
    with (tmp_path / name).open("rb") as file:
        carried = carriers.find(file)
    assert carried is not None
    again = replace(read(carried.token))
    resigned = content.replace(carried.token, token(again, FOREIGN, carried.sha256))
    unknown = looked_at(tmp_path, name, resigned)
    assert unknown.statement is not None
    assert unknown.statement.keys[-1].key == public_key(FOREIGN)
    assert not looked_at(tmp_path, name, resigned, files.key).holds
    assert not passes_twenty_lines(tmp_path, name, resigned, files.key)


FLIPS = 100


@pytest.mark.parametrize("name", SIGNED)
@given(where=st.floats(0, 1, exclude_max=True), by=st.integers(1, 255))
@hypothesis_settings(
    max_examples=FLIPS // len(SIGNED) + 1,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_no_changed_byte_passes(
    files: Files, name: str, tmp_path: Path, bare: None, where: float, by: int
) -> None:
    content = bytearray(files.content[name])
    content[int(where * len(content))] ^= by
    assert not looked_at(tmp_path, name, bytes(content), files.key).holds
    assert not passes_twenty_lines(tmp_path, name, bytes(content), files.key)


# The chain of a log, hash by hash.


@pytest.mark.parametrize("name", ["log.jsonl"])
def test_the_printed_walk_of_the_chain_finds_what_was_changed(
    files: Files, name: str, tmp_path: Path, bare: None
) -> None:
    file = tmp_path / name
    file.write_bytes(files.content[name])
    assert _runs(CHAIN, str(file))
    for _what, change, _said in LOG[1:6]:
        file.write_bytes(change(files))
        assert not _runs(CHAIN, str(file))


def test_the_printed_walk_knows_the_state_of_newer_entries(tmp_path: Path) -> None:
    at, previous, written = "2026-11-24T09:00:00.000000+00:00", "0" * 64, []
    for number, state in ((1, None), (2, {"case": {"1": "ab"}})):
        texts = ["ada", "Ada", "x", "case:1", None, '{"a":1}', None, None]
        texts += ['{"case":{"1":"ab"}}'] if state else []
        said = json.dumps([number, at, *texts], ensure_ascii=False, separators=(",", ":"))
        previous = sha256(f"{previous}\n{said}".encode()).hexdigest()
        names = ["actor_id", "actor_name", "action", "object", "before", "after"]
        entry = dict(zip([*names, "address", "request_id"], texts, strict=False))
        entry |= {"id": number, "at": at, "after": {"a": 1}, "state": state, "hash": previous}
        written.append(json.dumps(entry))
    file = tmp_path / "log.jsonl"
    file.write_text("\n".join(written))
    assert _runs(CHAIN, str(file))
    file.write_text("\n".join(written).replace('"ab"', '"ac"'))
    assert not _runs(CHAIN, str(file))


# Keys that follow each other.


@pytest.fixture
def ring_of(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., str]]:
    """Sets the ring, newest secret first; gives back the public key of the newest."""

    def use(*secrets: str) -> str:
        monkeypatch.setenv("OFFRAMP_SECRET_KEY", ",".join(secrets))
        settings.cache_clear()
        keys.ring.cache_clear()
        return public_key(keys.ring().derive("signature")[0])

    yield use
    monkeypatch.undo()
    settings.cache_clear()
    keys.ring.cache_clear()


def test_who_noted_an_older_key_follows_to_the_newest(
    database: Database, tmp_path: Path, ring_of: Callable[..., str]
) -> None:
    here = Settings(data_dir=tmp_path / "data")
    old_secret, new_secret, last_secret = TEST_KEY, "n" * 40, "m" * 40
    old = ring_of(old_secret)
    before = take_out(database, here)
    new = ring_of(new_secret, old_secret)
    between = take_out(database, here)
    # The first secret is gone from the ring; the log still holds its public half.
    last = ring_of(last_secret, new_secret)
    after = take_out(database, here)
    for name in SIGNED:
        name_of = re.sub(r"OFF-\d+", "case", name)
        for pin in (old, new, last):
            found = looked_at(tmp_path, name_of, after.content[name], pin)
            if name.startswith("log"):  # seals need their key, and it is gone
                assert found.problems == ("Offramp found the log broken when it wrote this file",)
                continue
            assert found.holds, found.problems
            assert passes_twenty_lines(tmp_path, name_of, after.content[name], pin)
        assert looked_at(tmp_path, name_of, between.content[name], old).holds
        assert not looked_at(tmp_path, name_of, between.content[name], last).holds
        assert not looked_at(tmp_path, name_of, before.content[name], new).holds
        assert not passes_twenty_lines(tmp_path, name_of, before.content[name], new)


def test_without_the_older_secret_nothing_vouches_for_the_new_key(
    database: Database, tmp_path: Path, ring_of: Callable[..., str]
) -> None:
    here = Settings(data_dir=tmp_path / "data")
    old = ring_of(TEST_KEY)
    take_out(database, here)
    new = ring_of("n" * 40)
    after = take_out(database, here)
    found = looked_at(tmp_path, "x.pdf", after.content["proof.pdf"], old)
    assert "another key" in found.problems[0]
    assert looked_at(tmp_path, "x.pdf", after.content["proof.pdf"], new).holds


# What a log says of the other files.


def test_an_older_file_is_said_to_be_older_by_a_log(files: Files, tmp_path: Path) -> None:
    files.put(tmp_path, "OFF-0001.zip", "log.csv")
    pack, log = check_files([tmp_path / "OFF-0001.zip", tmp_path / "log.csv"], [files.key])
    assert (pack.holds, log.holds) == (True, True)
    assert "it was exported again later" in pack.notes[1]


def test_a_file_that_the_log_does_not_know_is_named(
    files: Files, tmp_path: Path, migrated_file: Path
) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "offramp.db").write_bytes(migrated_file.read_bytes())
    database = Database(f"sqlite:///{tmp_path / 'other' / 'offramp.db'}")
    other = take_out(database, Settings(data_dir=tmp_path / "other"))
    database.close()
    files.put(tmp_path, "log.jsonl")
    (tmp_path / "OFF-0001.zip").write_bytes(other.content["OFF-0001.zip"])
    pack, _log = check_files([tmp_path / "OFF-0001.zip", tmp_path / "log.jsonl"], [files.key])
    assert "has another hash than this file says" in pack.problems[0]


def test_a_key_is_read_however_it_was_copied(files: Files) -> None:
    spaced = " ".join(files.key[at : at + 8] for at in range(0, 64, 8))
    assert noted(f"  {spaced.upper()}\n") == files.key


def test_a_selection_and_a_signature_alone_are_told_as_what_they_are(tmp_path: Path) -> None:
    for name, content in (
        ("some.jsonl", b'{"offramp-audit-selection": {}, "note": ""}\n'),
        ("some.csv", b"offramp-audit-selection,\r\n"),
    ):
        found = looked_at(tmp_path, name, content)
        assert found.is_no_signed_file
        assert "it is a selection of the audit log: no chain, and not signed" in found.problems[0]
        assert "by its hash" in found.problems[0]
    for name, content in (("late.csv", b"Case,Person\r\nOFF-0001,Una\r\n"), ("a.xlsx", b"PK\3\4")):
        found = looked_at(tmp_path, name, content)
        assert (found.is_no_signed_file, found.holds) == (True, False)
        assert "it is not signed" in found.problems[0]
    found = looked_at(tmp_path, "proof.xlsx.sig", carriers.MARK + b" a.b.c\n")
    assert found.is_no_signed_file
    assert "give the file that it belongs to" in found.problems[0]
