"""One case: how far it is, what is next, what happened, what proves it."""

from datetime import UTC, datetime

import streamlit as st

from core.errors import NotFound
from core.offboarding import service as offboarding
from pages.components import case_actions, case_view, step_dialog
from pages.components.errors import show
from pages.components.notices import show_notice
from pages.components.runtime import actor, database

VIEWS = {"todo": "To do", "all": "All steps", "board": "Board", "timeline": "Timeline"}

now = datetime.now(UTC)
asked = st.query_params.get("case", "")
if not asked.isdecimal():
    st.title("Cases", anchor=False)
    st.info("Choose a case from the list of work.")
    st.page_link("work.py", label="All cases", query_params={"view": "cases"})
    st.stop()
try:
    with database().read() as session:
        case = offboarding.case(session, actor(), int(asked))
except NotFound as error:
    show(error)
    st.page_link("work.py", label="All cases", query_params={"view": "cases"})
    st.stop()

case_view.header(case, now)
show_notice()
case_actions.buttons(case)
view = st.segmented_control(
    "View",
    list(VIEWS),
    default="todo",
    required=True,
    format_func=VIEWS.__getitem__,
    key="view",
    bind="query-params",
    label_visibility="collapsed",
)
if view == "todo":
    case_view.todo(case, now)
elif view == "all":
    case_view.everything(case, now)
elif view == "board":
    case_view.board(case, now)
else:
    case_view.timeline(case)
step_dialog.open_asked(case)
