"""Accept or overrule a recommendation."""

from datetime import timedelta

import streamlit as st

from core.advice import service as advice
from core.advice.values import Advice, DecisionStatus, DraftView, NewDecision
from core.errors import OfframpError
from core.rights import Action, may
from pages.ui import addresses
from pages.ui.errors import show
from pages.ui.page_context import authenticate, database, reading, today


def decide(draft: DraftView | None, found: Advice) -> None:
    """The form that turns the recommendation into a decision record."""
    st.subheader("Decide", anchor=False)
    if draft is not None and draft.decision is not None:
        st.success(f"These answers have become decision D-{draft.decision:04d}.")
        st.page_link(
            addresses.DECISIONS, label="Open it", query_params={"decision": str(draft.decision)}
        )
        return
    who = authenticate()
    if not may(who, Action.ADVICE_DECIDE):
        st.info("Deciding needs the role of an operator or an administrator.")
        return
    if draft is not None and draft.replaces is not None:
        st.caption(f"This will supersede decision D-{draft.replaces:04d}.")
    titles = {one.id: one.title for one in found.recommendation.options}
    app = found.recommendation.situation.app.id
    with st.form(f"decide-{draft.id if draft else app}", border=True):
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
