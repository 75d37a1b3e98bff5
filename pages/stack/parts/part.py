"""A part of the stack that a figure elsewhere leads to, and the way back to all of it."""

from collections.abc import Sequence

import streamlit as st

from core.stack.values import AppCoverage, StackPart
from pages.ui import words
from pages.ui.table import Link, line

PARTS: dict[StackPart, str] = {
    StackPart.IDP: "An identity provider removes leavers",
    StackPart.OFFRAMP: "Offramp removes leavers",
    StackPart.THIRD_PARTY: "A third party removes leavers",
    StackPart.HAND_WHEN_ASKED: "By hand, the identity provider asks",
    StackPart.HAND: "By hand",
    StackPart.UNKNOWN: "Not known who removes leavers",
    StackPart.UNCERTAIN: "No certain removal",
    StackPart.RENEWING: "Renew within 60 days",
    StackPart.WITHOUT_OWNER: "No owner",
    StackPart.WITHOUT_SEATS: "No certain removal and no seat count",
}


def asked() -> StackPart | None:
    """The part that the link names; ``None``: the whole stack."""
    named = st.query_params.get("show", "")
    return StackPart(named) if named in list(StackPart) else None


def heading(part: StackPart, found: Sequence[AppCoverage], total: int) -> None:
    """What is shown of how many apps."""
    line(
        [
            f"{PARTS[part]}: {len(found):,} of {words.count(total, 'app')}",
            Link("Show all", "stack"),
        ]
    )
