"""Evidence files: what is kept, what is refused, and that a changed file is told."""

import io
import re
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.config import Settings
from core.errors import Invalid
from core.offboarding.models import Evidence, EvidenceKind
from core.offboarding.steps.evidence_files import (
    Changed,
    checked_name,
    evidence_bytes,
    evidence_path,
    keep_file,
)

WORDS = b"The account is gone."


@pytest.fixture
def here(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path, evidence_max_mb=1)


def row(name: str, digest: str, kind: EvidenceKind = EvidenceKind.FILE) -> Evidence:
    now = datetime(2026, 11, 24, tzinfo=UTC)
    return Evidence(
        id=1, case_id=1, step_id=1, kind=kind, text=name, sha256=digest, at=now, by="Ada", by_id="a"
    )


class Endless(io.RawIOBase):
    """A stream of two gigabytes, which counts what was read of it."""

    def __init__(self) -> None:
        self.read_so_far = 0

    def read(self, size: int = -1) -> bytes:  # type: ignore[override]
        assert size > 0, "read whole"
        size = min(size, 2_000_000_000 - self.read_so_far)
        self.read_so_far += size
        return bytes(size)


def files(here: Settings) -> list[Path]:
    """All but the marks of what is new (:mod:`core.offboarding.steps.evidence_leftovers`)."""
    found = here.data_dir.rglob("*")
    return [path for path in found if path.is_file() and path.parent.name != ".new"]


def test_a_file_comes_back_as_it_was(here: Settings) -> None:
    kept = keep_file(here, "seen.txt", io.BytesIO(WORDS))
    assert (kept.name, kept.size) == ("seen.txt", len(WORDS))
    assert kept.sha256 == sha256(WORDS).hexdigest()
    assert evidence_bytes(here, row(kept.name, kept.sha256)) == WORDS


def test_it_lies_under_its_digest_and_only_we_can_read_it(here: Settings) -> None:
    kept = keep_file(here, "seen.txt", WORDS)
    path = here.data_dir / "evidence" / kept.sha256[:2] / kept.sha256
    assert files(here) == [path]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_same_content_is_kept_once_whatever_its_name(here: Settings) -> None:
    first = keep_file(here, "a.txt", WORDS)
    before = evidence_path(here, first.sha256).stat()
    second = keep_file(here, "b.txt", WORDS)
    after = evidence_path(here, first.sha256).stat()
    assert second.sha256 == first.sha256
    assert (after.st_ino, after.st_size) == (before.st_ino, before.st_size)


def test_twenty_at_once_keep_one_whole_file(here: Settings) -> None:
    with ThreadPoolExecutor(20) as pool:
        kept = set(pool.map(lambda n: keep_file(here, "a", WORDS * 9_000).sha256, range(20)))
    assert len(kept) == len(files(here)) == 1


def test_an_empty_file_is_refused_and_leaves_nothing(here: Settings) -> None:
    with pytest.raises(Invalid, match="empty"):
        keep_file(here, "nothing.pdf", b"")
    assert not files(here)


def test_two_gigabytes_are_cut_off_at_the_limit(here: Settings) -> None:
    stream = Endless()
    with pytest.raises(Invalid, match="larger than 1 MB") as error:
        keep_file(here, "film.mov", stream)  # type: ignore[arg-type]
    assert error.value.field == "file"
    assert stream.read_so_far == 1_000_001
    assert not files(here)


def test_exactly_the_limit_is_kept(here: Settings) -> None:
    assert keep_file(here, "full.bin", bytes(1_000_000)).size == 1_000_000
    with pytest.raises(Invalid):
        keep_file(here, "over.bin", bytes(1_000_001))


def test_a_stream_that_breaks_leaves_nothing(here: Settings) -> None:
    class Torn(io.RawIOBase):
        def read(self, size: int = -1) -> bytes:  # type: ignore[override]
            raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        keep_file(here, "torn.bin", Torn())  # type: ignore[arg-type]
    assert not files(here)


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd",
        "a/b.png",
        "C:\\temp\\b.png",
        "..",
        ".",
        "",
        "  ",
        "a\0.png",
        "a\nb.png",
        "invoice\u202egpj.exe",
        "zero\u200bwidth",
        "\ud800.png",
        "a" * 201,
    ],
)
def test_a_name_that_is_a_path_or_hides_something_is_refused(here: Settings, name: str) -> None:
    with pytest.raises(Invalid) as error:
        keep_file(here, name, WORDS)
    assert error.value.field == "file"
    str(error.value).encode()
    assert not files(here)


@given(st.text(max_size=250))
def test_any_accepted_name_is_one_visible_part(name: str) -> None:
    try:
        accepted = checked_name(name)
    except Invalid:
        return
    assert accepted == accepted.strip() != ""
    assert Path(accepted).name == accepted
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", accepted)
    assert checked_name(accepted) == accepted


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("\u202e写真.png", "“\\u202e写真.png”"),
        ("Größe/Übergabe.pdf", "“Größe/Übergabe.pdf”"),
        ("a\nb.txt", "“a\\nb.txt”"),
    ],
)
def test_a_refused_name_is_shown_with_what_is_not_seen_of_it(name: str, shown: str) -> None:
    with pytest.raises(Invalid) as error:
        checked_name(name)
    assert shown in str(error.value)


def test_an_empty_or_large_file_is_named(here: Settings) -> None:
    with pytest.raises(Invalid, match="“seen.txt” is empty"):
        keep_file(here, "seen.txt", b"")
    small = here.model_copy(update={"evidence_max_mb": 1})
    with pytest.raises(Invalid, match="“seen.txt” is larger than 1 MB"):
        keep_file(small, "seen.txt", bytes(1_000_001))


@pytest.mark.parametrize(
    "name", ["نامه‌ها.pdf", "👩‍💻.png", "Übergabe an Frau Größe (2).pdf", "a:b?.txt"]
)
def test_a_name_as_people_write_it_is_kept(name: str) -> None:
    assert checked_name(name) == name


def test_an_executable_is_kept_as_what_it_is(here: Settings) -> None:
    program = b"\x7fELF" + bytes(60)
    with pytest.raises(Invalid, match=r"“holiday\.jpg” is no JPEG picture"):
        keep_file(here, "holiday.jpg", program)
    assert files(here) == []
    kept = keep_file(here, "holiday.exe", program)
    assert evidence_bytes(here, row(kept.name, kept.sha256)) == program
    assert not evidence_path(here, kept.sha256).stat().st_mode & 0o111


def test_a_file_changed_on_the_disk_is_told(here: Settings) -> None:
    kept = keep_file(here, "seen.txt", WORDS)
    evidence_path(here, kept.sha256).write_bytes(WORDS + b"!")
    with pytest.raises(Changed, match=r"“seen\.txt” was changed on the disk"):
        evidence_bytes(here, row(kept.name, kept.sha256))


def test_a_file_gone_from_the_disk_is_told(here: Settings) -> None:
    kept = keep_file(here, "seen.txt", WORDS)
    evidence_path(here, kept.sha256).unlink()
    with pytest.raises(Changed, match="missing") as error:
        evidence_bytes(here, row(kept.name, kept.sha256))
    assert kept.sha256 in str(error.value)


def test_attached_again_a_changed_file_is_set_aside_and_the_right_one_is_back(
    here: Settings,
) -> None:
    kept = keep_file(here, "seen.txt", WORDS)
    evidence_path(here, kept.sha256).write_bytes(b"something else")
    keep_file(here, "seen.txt", WORDS)
    assert evidence_bytes(here, row(kept.name, kept.sha256)) == WORDS
    aside = [path for path in files(here) if "changed" in path.name]
    assert [path.read_bytes() for path in aside] == [b"something else"]


def test_a_note_has_no_file(here: Settings) -> None:
    with pytest.raises(Invalid, match="is a note, not a file"):
        evidence_bytes(here, row("text", "0" * 64, EvidenceKind.NOTE))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", b"%PDF-1.7"),
        ("a.pdf", b"\n" * 1019 + b"%PDF-1.7"),
        ("A.PNG", b"\x89PNG\r\n\x1a\n..."),
        ("a.jpg", b"\xff\xd8\xff\xe0"),
        ("a.gif", b"GIF89a"),
        ("a.webp", b"RIFF\n\n\n\nWEBP"),
        ("a.heic", b"\0\0\0\x18ftypheic"),
        ("a.xlsx", b"PK\x03\x04"),
        ("a.zip", b"PK\x05\x06"),
        ("a.csv", "é;1\n".encode()),
        ("a.csv", "é;1\n".encode("utf-16")),
        ("a.mov", b"\0anything"),
        ("a", b"\0anything"),
    ],
)
def test_a_file_that_is_what_its_name_says_is_kept(
    here: Settings, name: str, content: bytes
) -> None:
    assert keep_file(here, name, content).size == len(content)


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.pdf", b"\n" * 1020 + b"%PDF-1.7", "PDF"),
        ("a.pdf", b"<!doctype html>", "PDF"),
        ("a.png", b"\xff\xd8\xff", "PNG picture"),
        ("a.xlsx", b"name;seats", "Excel workbook"),
        ("a.csv", b"PK\x03\x04\x14\0\0\0", "text"),
        ("a.txt", b"MZ\x90\0", "text"),
        ("a.htm", b"MZ\x90\0", "text"),
        ("a.pdf.", b"\x7fELF", "PDF"),
        ("a.pdf. .", b"\x7fELF", "PDF"),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_refused(
    here: Settings, name: str, content: bytes, kind: str
) -> None:
    with pytest.raises(Invalid, match=f"is no {kind}"):
        keep_file(here, name, content)
    assert files(here) == []
