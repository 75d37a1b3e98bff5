"""Accept findings until a day, for a reason; past it they are open again."""

from collections.abc import Callable, Sequence
from datetime import timedelta

import streamlit as st

from core.accounts import service as inventory
from core.accounts.values import FindingRow
from pages.accounts.parts import inventory_words
from pages.navigation import drawer
from pages.ui import words
from pages.ui.notices import attempt
from pages.ui.page_context import authenticate, today
from pages.ui.table import muted

LISTED = 8
USUAL = timedelta(days=90)
LONGEST = timedelta(days=365)


def form(of: Sequence[FindingRow], *, then: Callable[[], object] = lambda: None) -> None:
    """Until when, and why."""
    for each in of[:LISTED]:
        muted(f"{inventory_words.finding(each.kind)}: {each.account}, {each.app_name}")
    if len(of) > LISTED:
        muted(f"and {len(of) - LISTED:,} more")
    with st.form("accept-findings", border=False):
        until = st.date_input(
            "Until",
            today() + USUAL,
            min_value=today(),
            max_value=today() + LONGEST,
            format="YYYY-MM-DD",
            key="accept-until",
            help="A year at most: then someone looks at it again.",
        )
        reason = st.text_input(
            "Reason", placeholder="Parental leave, back on 1 March", key="accept-reason"
        )
        pressed = st.form_submit_button("Accept", type="primary")
    if pressed:

        def done(_: object) -> None:
            drawer.close("finding")
            then()

        attempt(
            lambda session: inventory.accept_findings(
                session, authenticate(), [each.id for each in of], until, reason
            ),
            f"{words.count(len(of), 'finding')} accepted until {until.isoformat()}.",
            then=done,
        )
