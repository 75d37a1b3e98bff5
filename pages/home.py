"""Home: what needs you now, how exposed we are, what next; each figure leads to its list."""

from datetime import UTC, datetime

import streamlit as st

from core.actor import Role
from core.app.runtime import runtime
from core.overview import service
from core.overview.values import Day
from core.rights import Action, may
from pages.navigation.header import header
from pages.overview import (
    attention_view,
    empty,
    evidence_view,
    exposure_view,
    leaving_view,
    suggestion_view,
)
from pages.overview.greeting import greeting
from pages.ui import addresses
from pages.ui.dates import viewers_zone
from pages.ui.errors import shown
from pages.ui.page_context import authenticate, database, end_of_today, today

ANSWERS = {
    Role.AUDITOR: "What there is to prove, and whether the log behind it is intact.",
    Role.VIEWER: "The apps we use, and who removes a leaver from each.",
}

viewer = authenticate()
settings = runtime().settings
now = datetime.now(UTC)
day = Day(now, today(), end_of_today(), settings.stale_after_days)
actions = header(
    addresses.HOME,
    title=greeting(viewer.name, now.astimezone(viewers_zone()).hour),
    # Whether anything needs them is what the page says first.
    answers=ANSWERS.get(viewer.role, ""),
)
with shown():
    with database().read() as session:
        found = service.overview(session, viewer, day, settings.checkpoints)
    if found.is_empty:
        empty.welcome(may_start=may(viewer, Action.STACK_EDIT))
        st.stop()
    if may(viewer, Action.CASE_OPEN):
        with actions, st.container(key="home-open-a-case"):
            if st.button("Open a case", type="primary"):
                st.switch_page(addresses.LEAVING)
    attention_view.draw(
        found.attentions,
        now,
        sees_cases=found.leaving is not None,
        elsewhere={"renewals", *(one.key for one in found.suggestions)},
    )
    left, right = st.columns([3, 2], gap="large")
    with left:
        if viewer.role is Role.AUDITOR:
            evidence_view.draw(found.proof, None, found.log)
        if found.leaving is not None:
            leaving_view.draw(found.leaving, found.open_cases, found.proposed, now)
        elif found.exposure is not None:
            exposure_view.draw(found.exposure)
        suggestion_view.draw(found.suggestions)
    with right:
        if found.leaving is not None and found.exposure is not None:
            exposure_view.draw(found.exposure)
        exposure_view.renewals(found.renewals, day.today)
        if viewer.role is not Role.AUDITOR:
            evidence_view.draw(found.proof, found.proposed, found.log)
