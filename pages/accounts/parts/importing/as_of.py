"""Of which moment a list is: of now, or as someone says. Whom it lacks is gone from then on."""

from collections.abc import Sequence
from datetime import UTC, datetime
from enum import StrEnum

import streamlit as st

from core.accounts.values import Delivery
from pages.accounts.parts.importing.field import Given
from pages.ui import words
from pages.ui.dates import near, viewers_zone


class Moment(StrEnum):
    """What can be said of it."""

    NOW = "Now"
    OTHER = "Another moment"


def ask(given: Given, delivery: Delivery) -> tuple[datetime | None, bool]:
    """The moment (``None``: now), and whether it is said: another one may still be empty."""
    said = datetime.fromisoformat(delivery.taken_at) if delivery.taken_at else None
    which = st.segmented_control(
        "As of",
        list(Moment),
        default=Moment.OTHER if said else Moment.NOW,
        required=True,
        key=f"deliver-moment-{given.id}",
        help="When it was exported. Whom the list lacks counts as gone from then on.",
    )
    if which == Moment.NOW:
        return None, True
    zone = viewers_zone()
    at = st.datetime_input(
        "Exported",
        said.astimezone(zone).replace(tzinfo=None) if said else None,
        format="YYYY-MM-DD",
        key=f"deliver-at-{given.id}",
    )
    return (at.replace(tzinfo=zone).astimezone(UTC) if at else None), at is not None


def called(at: datetime | None) -> str:
    """``today 19:12``, for the button."""
    now = datetime.now(UTC)
    return near(at or now, now)


def is_meant(given: Given, doubts: Sequence[str]) -> bool:
    """Whether a list that looks older than now is said to be of now all the same."""
    if not doubts:
        return True
    st.warning(words.md(f"{' '.join(doubts)} Choose “{Moment.OTHER}” if it is not of now."))
    return st.checkbox("It was exported just now", key=f"deliver-is-now-{given.id}")
