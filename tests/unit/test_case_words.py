"""What a page says of a step that somebody finished."""

import pytest

from core.offboarding.values import EvidenceKind, NewEvidence
from pages.ui import case_words

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
