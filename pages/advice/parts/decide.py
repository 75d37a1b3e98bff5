"""Accept or overrule a recommendation."""

from datetime import date, timedelta

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.advice import service as advice
from core.advice.values import Advice, DecisionStatus, DraftView, NewDecision, OptionAdvice
from core.errors import OfframpError
from core.rights import Action, may
from pages.advice.parts.recommendation import cost
from pages.navigation import lead_on
from pages.navigation.lead_on import Onward
from pages.ui import addresses, words
from pages.ui.errors import show
from pages.ui.markdown import md
from pages.ui.page_context import authenticate, database, reading, today


def head(
    room: DeltaGenerator, draft: DraftView | None, found: Advice, renewal: date | None
) -> None:
    """The page's actions: decide, or what was decided; and the app's other pages.

    ``renewal``: of the app's contract, where the stack knows it.
    """
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
            st.session_state.pop(f"decided-{app.id}", None)
            opened(_form)(draft, found, renewal)


def _form(draft: DraftView | None, found: Advice, renewal: date | None) -> None:
    """What turns the recommendation into a decision record."""
    who = authenticate()
    if draft is not None and draft.replaces is not None:
        st.caption(f"This will supersede decision D-{draft.replaces:04d}.")
    options = {one.id: one for one in found.recommendation.options}
    app = found.recommendation.situation.app.id
    chosen = st.selectbox(
        "Choice",
        list(options),
        format_func=lambda one: (
            options[one].title
            + (" (recommended)" if one == found.recommendation.choice else "")
            + ("" if options[one].feasible else " (not possible here)")
        ),
    )
    _what_it_means(options[chosen], renewal)
    with st.form(f"decide-{draft.id if draft else app}", border=False):
        reason = st.text_area(
            "Reason", placeholder="Needed when you choose another than the recommended one"
        )
        review_on = st.date_input(
            "Review on",
            advice.review_by(renewal, today()),
            min_value=today() + timedelta(days=1),
            help="Proposed 60 days before the renewal, so that there is time to give notice."
            if renewal
            else "When the contract renews is not known; half a year is proposed.",
        )
        with st.container(horizontal=True):
            accepted = st.form_submit_button("Accept", type="primary")
            proposed = st.form_submit_button("Propose to others")
    if accepted or proposed:
        status = DecisionStatus.ACCEPTED if accepted else DecisionStatus.PROPOSED
        new = NewDecision(chosen, reason, review_on, status)
        try:
            with database().write() as session:
                # Where nobody changed an answer, what was assumed is what is decided on. A second
                # click decides on the same draft, and so nothing twice.
                started = st.session_state.get(f"decided-{app}")
                link = draft.id if draft else started
                if link is None:
                    link = advice.start_draft(session, who, reading(), app).id
                number = advice.decide(session, who, reading(), link, new)
        except OfframpError as error:
            show(error)
        else:
            st.session_state[f"decided-{app}"] = link
            st.switch_page(addresses.DECISIONS, query_params={"decision": str(number)})


def _what_it_means(option: OptionAdvice, renewal: date | None) -> None:
    """What is decided on, in the three figures that matter, and when the contract renews."""
    renews = f"renews {words.day(renewal)}" if renewal else "renewal not known"
    lines = [
        f"First year {cost(option.cost)}, three years {cost(option.cost, years=3)}; {renews}.",
        option.leftover.sentence if option.feasible else f"Not possible here: {option.why_not}",
    ]
    st.markdown("\n".join(f"- {words.md(line)}" for line in lines))
