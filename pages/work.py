"""My work: what there is to do for leavers, the longest due first."""

from datetime import UTC, datetime

import streamlit as st

from core.identity.rights import Action, may
from core.offboarding import service as offboarding
from core.offboarding.models import CaseStatus
from core.offboarding.values import WorkCounts
from pages.components import words, work_list
from pages.components.notices import show_notice
from pages.components.runtime import actor, database, end_of_today

CASES = "cases"

now = datetime.now(UTC)
day = offboarding.Day(now, end_of_today())


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


with database().read() as session:
    counts = offboarding.work_counts(session, actor(), day)

st.title("My work", anchor=False)
st.caption(
    f"{words.count(counts.cases, 'open case')}, {words.count(counts.all, 'unfinished step')}, "
    f"{counts.overdue:,} overdue."
)
show_notice()
with st.container(horizontal=True, vertical_alignment="bottom"):
    views = [*offboarding.WorkView, CASES]
    chosen = st.segmented_control(
        "Show",
        [str(view) for view in views],
        default="mine" if counts.mine else "all",
        required=True,
        format_func=lambda view: label(counts, view),
        key="view",
        bind="query-params",
        label_visibility="collapsed",
    )
    text = st.text_input(
        "Search",
        key="q",
        bind="query-params",
        placeholder="Person, app or step",
        label_visibility="collapsed",
        width=260,
    )
    if may(actor(), Action.CASE_OPEN):
        st.page_link("leaving.py", label="Open a case", icon=":material/person_remove:")

if chosen == CASES:
    status = st.selectbox(
        "Status", ["all", *map(str, CaseStatus)], key="status", bind="query-params", width=200
    )
    query = offboarding.CaseQuery(text, None if status == "all" else CaseStatus(status))
    work_list.cases(query, now)
else:
    work_list.steps(offboarding.WorkView(chosen), day, text, counts)
