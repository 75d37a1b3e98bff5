"""My work: what there is to do for leavers, the longest due first."""

from datetime import UTC, datetime

import streamlit as st

from core.offboarding import service as offboarding
from core.offboarding.values import Day, WorkCounts, WorkView
from core.rights import Action, may
from core.scim import service as scim
from pages.navigation.header import header
from pages.offboarding.parts import work_list
from pages.ui import addresses, words
from pages.ui.notices import show_notice
from pages.ui.page_context import authenticate, database, end_of_today
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


who = authenticate()
with database().read() as session:
    counts = offboarding.work_counts(session, who, day)
    requests = scim.open_requests(session, who)

header(addresses.WORK)
st.caption(
    f"{words.count(counts.cases, 'open case')}, {words.count(counts.all, 'unfinished step')}, "
    f"{counts.overdue:,} overdue."
)
show_notice()
if requests:
    asked = words.count(requests, "account or role", "accounts or roles")
    st.page_link(
        addresses.BRIDGE,
        label=f"{asked} asked for by the IdP",
        icon=":material/input:",
        query_params={"show": "requests"},
    )
views = [*map(str, WorkView), CASES]
chosen = view_choice(
    {view: label(counts, view) for view in views}, "mine" if counts.mine else "all"
)
if chosen == CASES:
    work_list.cases(now)
    st.stop()
with st.container(horizontal=True, vertical_alignment="center"):
    text = st.text_input(
        "Search",
        key="q",
        bind="query-params",
        placeholder="Person, app or step",
        label_visibility="collapsed",
        width=260,
    )
    if may(who, Action.CASE_OPEN):
        st.page_link(addresses.LEAVING, label="Open a case", icon=":material/person_remove:")

work_list.steps(WorkView(chosen), day, text, counts)
