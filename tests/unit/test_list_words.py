"""An app's list as evidence, in words."""

import json
from typing import Any

import pytest

from core.offboarding.progress.list_words import list_in_words


def told(state: str, rows: int = 412, *shown: str) -> str:
    said: dict[str, Any] = {
        "state": state, "rows": rows, "taken_at": "2026-11-30T14:02:00+00:00", "sha256": "3f" * 32,
        "proof": {"names": [{"shown": each} for each in shown]} if shown else None,
    }  # fmt: skip
    return list_in_words(json.dumps(said), "Figma", "Europe/Berlin")


def test_it_names_app_moment_number_and_digest() -> None:
    assert told("absent") == (
        "Absent from the complete list of Figma of 2026-11-30 15:02 CET, 412 accounts, "
        "list digest 3f3f3f3f3f3f3f3f…"
    )
    assert "CET, 1 account, list" in told("absent", 1)
    assert "1,000 accounts" in told("absent", 1000)


@pytest.mark.parametrize(
    ("shown", "how"),
    [
        ((), "Deactivated in"),
        (("deactivated",), "Deactivated in"),
        (("suspended", "absent"), "Suspended in"),
        (("suspended", "deactivated"), "Deactivated in"),
    ],
)
def test_what_is_off_is_called_what_the_proof_shows(shown: tuple[str, ...], how: str) -> None:
    assert told("deactivated", 412, *shown).startswith(f"{how} the complete list of Figma")
