"""My work: what there is to do for leavers, the longest due first."""

from datetime import UTC, datetime

import streamlit as st

from core.offboarding import service as offboarding
from core.offboarding.values import Day, WorkCounts, WorkView
from core.rights import Action, may
from core.scim import service as scim
from pages.navigation.header import header
from pages.offboarding.parts import case_list, work_list
from pages.offboarding.parts.step import drawer
from pages.ui import addresses, words
from pages.ui.notices import show_notice
from pages.ui.page_context import authenticate, database, end_of_today
from pages.ui.undo import show_offer
from pages.ui.view_choice import view_choice

CASES = "cases"

now = datetime.now(UTC)
day = Day(now, end_of_today())


def label(counts: WorkCounts, view: str) -> str:
    """A list's name with how much is in it."""
    names = {
        "mine": "Mine",
        "unassigned": "Unassigned",
        "overdue": "Overdue",
        "today": "Today",
        "all": "All steps",
        CASES: "Cases",
    }
    return f"{names[view]} {getattr(counts, view):,}"


def first(counts: WorkCounts) -> str:
    """The list to begin with: one's own, else what is late, else all."""
    return "mine" if counts.mine else "overdue" if counts.overdue else "all"


who = authenticate()
with database().read() as session:
    counts = offboarding.work_counts(session, who, day)
    requests = scim.open_requests(session, who)
    late = scim.late_requests(session, who, now) if requests else 0

actions = header(addresses.WORK)
with actions:
    text = st.text_input(
        "Search",
        key="q",
        bind="query-params",
        placeholder="Person, app or step",
        label_visibility="collapsed",
        width=220,
    )
    if may(who, Action.CASE_OPEN) and st.button("Open a case", key="open-a-case"):
        st.switch_page(addresses.LEAVING)
show_notice()
show_offer()
drawer.show_done()
if requests:
    asked = words.count(requests, "account or role", "accounts or roles")
    st.page_link(
        addresses.BRIDGE,
        label=f"{asked} requested by the IdP{f', ▲ {late:,} overdue' if late else ''}",
        icon=":material/input:",
        query_params={"show": "requests"},
    )
views = [*map(str, WorkView), CASES]
chosen = view_choice({view: label(counts, view) for view in views}, first(counts))
if chosen == CASES:
    case_list.draw(now)
else:
    work_list.steps(WorkView(chosen), day, text)
