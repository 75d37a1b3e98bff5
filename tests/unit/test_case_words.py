"""What a page says of a step that somebody finished."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from core.offboarding.service import unbroken
from core.offboarding.values import EvidenceKind, NewEvidence
from pages.ui import case_words, dates

NOTE = NewEvidence(EvidenceKind.NOTE, "Seen in the list.")
LINK = NewEvidence(EvidenceKind.LINK, "https://tickets.example.com/1")
FILE = NewEvidence(EvidenceKind.FILE, "seen.png", 10, "0" * 64)


@pytest.mark.parametrize(
    ("brought", "said"),
    [
        ([], ""),
        ([FILE], ", with 1 file"),
        ([NOTE, FILE, FILE], ", with a note and 2 files"),
        ([LINK, NOTE], ", with a note and a link"),
        ([NOTE, LINK, FILE], ", with a note, a link and 1 file"),
    ],
)
def test_what_a_step_was_finished_with_is_counted(brought: list[NewEvidence], said: str) -> None:
    assert case_words.with_evidence(brought) == said


@pytest.mark.parametrize(
    ("viewer", "said"),
    [
        ("Europe/Berlin", "Thu 23 Jul 17:00 CEST"),
        ("Europe/Paris", "Thu 23 Jul 17:00 CEST"),
        ("Europe/London", "Thu 23 Jul 17:00 CEST, 16:00 here"),
        ("Asia/Tokyo", "Thu 23 Jul 17:00 CEST, Fri 24 Jul 00:00 here"),
    ],
)
def test_a_moment_of_a_case_is_on_its_own_clock_and_on_the_viewers(
    viewer: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (case_words, dates):
        monkeypatch.setattr(module, "viewers_zone", lambda: ZoneInfo(viewer))
    at = datetime(2026, 7, 23, 15, tzinfo=UTC)
    now = datetime(2026, 11, 30, 12, tzinfo=UTC)
    assert case_words.on_clock(at, "Europe/Berlin", now) == said


def test_a_length_of_time_stays_on_one_line() -> None:
    assert unbroken("after 5 d 20 h. 3 days, 6 of 42") == "after 5\xa0d\xa020\xa0h. 3 days, 6 of 42"
    assert unbroken("within 4 h of 2 min") == "within 4\xa0h of 2\xa0min"
