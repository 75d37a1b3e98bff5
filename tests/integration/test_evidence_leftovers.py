"""Files whose transaction failed: they count for who brought them, and are swept."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core.actor import Actor, Role
from core.config import Settings
from core.errors import Invalid
from core.jobs.values import Job
from core.offboarding import service as offboarding
from core.offboarding.models import EvidenceKind, Step
from core.offboarding.steps import evidence_leftovers as leftovers
from core.offboarding.steps.evidence_files import evidence_path
from core.storage.database import Database
from tests.support.accounts import add_account
from tests.support.cases import add_case, add_evidence, add_step

JOB = Job(1, leftovers.KIND, leftovers.KIND, None, datetime(2026, 11, 24, tzinfo=UTC), 0)
SOON = timedelta(minutes=1)
LATER = leftovers.AGE + SOON


class Desk:
    """An operator, their step, and a folder where a day has room for 1 MB."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database = database
        self.settings = Settings(data_dir=folder, evidence_day_max_mb=1, evidence_max_mb=1)
        with database.write() as session:
            self.pia = add_account(session, "Pia Ops", Role.OPERATOR)
            self.max = add_account(session, "Max Ops", Role.OPERATOR)
            self.step = add_step(session, add_case(session)).id or 0

    def bring(self, who: Actor, content: bytes) -> Path:
        kept = offboarding.keep_file(self.settings, "a.txt", content, who.id)
        return evidence_path(self.settings, kept.sha256)

    def attach(self, content: bytes) -> Path:
        path = self.bring(self.pia, content)
        with self.database.write() as session:
            add_evidence(
                session,
                session.get_one(Step, self.step),
                kind=EvidenceKind.FILE,
                text="a.txt",
                size=len(content),
                sha256=path.name,
            )
        return path

    def has_room(self, who: Actor, size: int) -> None:
        with self.database.read() as session:
            offboarding.check_room(session, who, self.settings, [self.step], [size])

    def sweep(self, after: timedelta) -> None:
        leftovers.sweep(self.database, JOB, datetime.now(UTC) + after)


@pytest.fixture
def desk(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    desk = Desk(database, tmp_path)
    monkeypatch.setattr(leftovers, "settings", lambda: desk.settings)
    return desk


def test_what_was_not_attached_counts_for_who_brought_it_until_it_is_swept(desk: Desk) -> None:
    left = desk.bring(desk.pia, b"x" * 900_000)
    with pytest.raises(Invalid, match="that you attached within 24 hours have 0.9 MB"):
        desk.has_room(desk.pia, 200_000)
    desk.has_room(desk.max, 200_000)
    desk.sweep(SOON)
    assert left.exists()
    desk.sweep(LATER)
    assert not left.exists()
    desk.has_room(desk.pia, 200_000)


def test_what_a_row_names_stays_and_counts_once(desk: Desk) -> None:
    kept = desk.attach(b"y" * 400_000)
    desk.has_room(desk.pia, 500_000)
    again = desk.bring(desk.max, b"y" * 400_000)
    assert again == kept
    desk.sweep(LATER)
    assert kept.read_bytes() == b"y" * 400_000
    assert not list((desk.settings.data_dir / "evidence" / ".new").glob("*-*-*"))


def test_a_file_that_somebody_brings_anew_is_not_swept_with_the_older_try(desk: Desk) -> None:
    first = desk.bring(desk.pia, b"z")
    (mark,) = (desk.settings.data_dir / "evidence" / ".new").glob("*-*-*")
    long_ago = (datetime.now(UTC) - LATER).timestamp()
    os.utime(mark, (long_ago, long_ago))
    desk.bring(desk.max, b"z")
    desk.sweep(timedelta())
    assert first.read_bytes() == b"z"
    desk.sweep(LATER)
    assert not first.exists()


def test_what_a_process_left_that_died_while_it_wrote_is_swept(desk: Desk) -> None:
    desk.bring(desk.pia, b"z")
    draft = desk.settings.data_dir / "evidence" / ".0123456789abcdef.part"
    draft.write_bytes(b"half")
    desk.sweep(SOON)
    assert draft.exists()
    desk.sweep(LATER)
    assert not draft.exists()


@pytest.mark.parametrize("is_named", [True, False])
def test_the_same_bytes_again_take_no_more_room_and_are_not_swept(
    desk: Desk, is_named: bool
) -> None:
    content = b"x" * 700_000
    path = desk.attach(content) if is_named else desk.bring(desk.max, content)
    old = datetime.now(UTC) - LATER
    os.utime(path, (old.timestamp(), old.timestamp()))
    for _ in range(3):
        assert desk.bring(desk.pia, content) == path
    files = [one for one in (desk.settings.data_dir / "evidence").rglob("*") if one.is_file()]
    assert {one.stat().st_ino for one in files if one.stat().st_size} == {path.stat().st_ino}
    desk.sweep(SOON)
    assert path.read_bytes() == content  # whoever brought it last may be about to attach it
    desk.sweep(LATER)
    assert path.exists() is is_named
