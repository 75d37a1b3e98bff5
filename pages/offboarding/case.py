"""One case: how far it is, what is next, what happened, what proves it."""

from datetime import UTC, datetime

import streamlit as st

from core.errors import NotFound
from core.offboarding import service as offboarding
from pages.navigation.header import header
from pages.offboarding.parts import case_actions, case_view, step_dialog, work_list
from pages.ui import addresses
from pages.ui.banners import background as background_notice
from pages.ui.errors import show
from pages.ui.notices import show_notice
from pages.ui.page_context import authenticate, database
from pages.ui.view_choice import view_choice

VIEWS = {"todo": "To do", "all": "All steps", "board": "Board", "timeline": "Timeline"}

now = datetime.now(UTC)
asked = st.query_params.get("case", "")
if not asked.isdecimal() or len(asked) > 15:
    header(addresses.CASE)
    show_notice()
    work_list.cases(now)
    st.stop()
try:
    with database().read() as session:
        case = offboarding.case(session, authenticate(), int(asked))
except NotFound:
    try:
        with database().read() as session:
            mine = offboarding.own_steps(session, authenticate(), int(asked))
    except NotFound as error:
        show(error)
        st.page_link(addresses.CASE, label="All cases")
    else:
        case_view.own_steps(mine, now)
    st.stop()

case_view.header(case, now)
show_notice()
background_notice.for_case(case)
case_actions.buttons(case)
view = view_choice(VIEWS, "todo")
if view == "todo":
    case_view.todo(case, now)
elif view == "all":
    case_view.everything(case, now)
elif view == "board":
    case_view.board(case, now)
else:
    case_view.timeline(case)
step_dialog.open_asked(case)
