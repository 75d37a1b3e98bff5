"""Accept or overrule a recommendation."""

from datetime import timedelta

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.advice import service as advice
from core.advice.values import Advice, DecisionStatus, DraftView, NewDecision
from core.errors import OfframpError
from core.rights import Action, may
from pages.navigation import lead_on
from pages.navigation.lead_on import Onward
from pages.ui import addresses
from pages.ui.errors import show
from pages.ui.markdown import md
from pages.ui.page_context import authenticate, database, reading, today


def head(room: DeltaGenerator, draft: DraftView | None, found: Advice) -> None:
    """The page's actions: decide, or what was decided; and the app's other pages."""
    app = found.recommendation.situation.app
    decided = draft.decision if draft else None
    with room:
        lead_on.link(Onward("What is known", addresses.APP, {"app": app.id}))
        if decided is not None:
            lead_on.primary(
                Onward(f"Decision D-{decided:04d}", addresses.DECISIONS, {"decision": str(decided)})
            )
        elif not may(authenticate(), Action.ADVICE_DECIDE):
            st.button("Decide", disabled=True, help="Needs an operator or an administrator.")
        elif st.button("Decide", type="primary"):
            opened = st.dialog(md(f"Decide on {app.name}"), position="right")
            opened(_form)(draft, found)


def _form(draft: DraftView | None, found: Advice) -> None:
    """What turns the recommendation into a decision record."""
    who = authenticate()
    if draft is not None and draft.replaces is not None:
        st.caption(f"This will supersede decision D-{draft.replaces:04d}.")
    titles = {one.id: one.title for one in found.recommendation.options}
    app = found.recommendation.situation.app.id
    with st.form(f"decide-{draft.id if draft else app}", border=False):
        chosen = st.selectbox(
            "Choice",
            list(titles),
            format_func=lambda one: (
                titles[one] + (" (recommended)" if one == found.recommendation.choice else "")
            ),
        )
        reason = st.text_area(
            "Reason", placeholder="Needed when you choose another than the recommended one"
        )
        review_on = st.date_input(
            "Review on", today() + timedelta(days=182), min_value=today() + timedelta(days=1)
        )
        with st.container(horizontal=True):
            accepted = st.form_submit_button("Accept", type="primary")
            proposed = st.form_submit_button("Propose to others")
    if accepted or proposed:
        status = DecisionStatus.ACCEPTED if accepted else DecisionStatus.PROPOSED
        new = NewDecision(chosen, reason, review_on, status)
        try:
            with database().write() as session:
                # Where nobody changed an answer, what was assumed is what is decided on.
                draft = draft or advice.start_draft(session, who, reading(), app)
                number = advice.decide(session, who, reading(), draft.id, new)
        except OfframpError as error:
            show(error)
        else:
            st.switch_page(addresses.DECISIONS, query_params={"decision": str(number)})
