"""A list as evidence: what is read back from its text."""

from datetime import UTC, datetime

import pytest

from core.accounts.values import Seen, Sight
from core.accounts.views import Accepted
from core.offboarding.progress.proven import TAKEN_AT_END, proof_text, snapshot_of, taken_at

AT = datetime(2026, 11, 30, 14, 2, 3, 456789, tzinfo=UTC)


@pytest.mark.parametrize("never", [False, True])
@pytest.mark.parametrize("held", [False, True])
def test_its_end_alone_tells_when_it_was_taken(never: bool, held: bool) -> None:
    accepted = Accepted(("too few",), "Ann Example", AT, '"taken_at":"x"}') if held else None
    seen = Seen(
        Sight.ABSENT, "figma", '"taken_at":"2020-01-01T00:00:00+00:00"}', 7, AT, 412, "3f" * 32,
        "9a" * 32, ("ada@example.com",), proof={"path": ["0" * 64] * 40}, accepted=accepted,
        never=never,
    )  # fmt: skip
    text = proof_text(seen)
    assert taken_at(text) == taken_at(text[-TAKEN_AT_END:]) == AT
    assert snapshot_of(text) == 7


def test_any_other_text_tells_none() -> None:
    assert taken_at("Removed by hand") is None
