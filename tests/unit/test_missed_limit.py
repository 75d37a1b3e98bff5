"""A recommendation that does not keep the duty of removal says so first."""

from dataclasses import dataclass

import pytest

from core.advice.recommendation.feasibility import missed_limit
from core.cost.values import OptionId


@dataclass(frozen=True)
class Option:
    """What of an option the sentence reads."""

    id: OptionId
    leftover_access_hours: int
    title: str = "Another"
    feasible: bool = True


BRIDGE = Option(OptionId.SCIM_BRIDGE, 24, "SCIM bridge")
NATIVE = Option(OptionId.NATIVE_SCIM, 1, "Native SCIM")
REPLACED = Option(OptionId.REPLACE_APP, 1, "Replace the app")
BY_HAND = Option(OptionId.MANUAL_CHECKLIST, 72, "By hand")


@pytest.mark.parametrize(
    ("options", "limit", "said"),
    [
        ((BRIDGE, BY_HAND), None, None),
        ((BRIDGE, BY_HAND), 24, None),
        (
            (BRIDGE, BY_HAND, REPLACED),
            1,
            "No option here removes within an hour; the nearest is this one, up to 24 hours.",
        ),
        (
            (BY_HAND, BRIDGE),
            1,
            "No option here removes within an hour; the nearest is SCIM bridge, up to 24 hours.",
        ),
        ((BRIDGE, NATIVE), 1, "This does not remove within an hour; what does: Native SCIM."),
    ],
)
def test_the_miss_and_what_is_nearest_are_said(
    options: tuple[Option, ...], limit: int | None, said: str | None
) -> None:
    assert missed_limit(options, limit) == said  # type: ignore[arg-type]


def test_what_is_not_possible_is_not_offered() -> None:
    out = Option(OptionId.NATIVE_SCIM, 1, "Native SCIM", feasible=False)
    told = missed_limit((BRIDGE, out), 1)  # type: ignore[arg-type]
    assert told is not None
    assert "Native" not in told
