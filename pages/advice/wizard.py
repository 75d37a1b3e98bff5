"""The wizard: a few questions, an answer that explains itself, a decision."""

import streamlit as st

from core.advice import service as advice
from core.advice.service import shipped_questions
from core.catalog import service as catalog
from core.errors import NotFound
from pages.advice.parts import decide as deciding
from pages.advice.parts import recommendation as view
from pages.advice.parts import wizard_steps as steps
from pages.ui.errors import show, shown
from pages.ui.page_context import authenticate, database, reading

link = st.query_params.get("draft")
who = authenticate()
with database().read() as session:
    whole = catalog.catalog(session, who, reading())
    draft = None
    if link:
        try:
            draft = advice.draft(session, who, reading(), link)
        except NotFound as error:
            show(error)
    open_drafts = [] if draft else advice.drafts(session, who)

if draft is None:
    st.title("Recommendation", anchor=False)
    steps.begin(whole, open_drafts)
    st.stop()

st.title(f"Recommendation for {draft.app_name}", anchor=False)
if not draft.app_exists:
    st.error(
        f"{draft.app_name} is no longer in the catalogue, so nothing can be recommended for it. "
        "The answers are kept; they count again as soon as the app is back."
    )
    steps.answers_so_far(draft, None, whole.idps)
    st.stop()

with shown():
    with database().read() as session:
        asked, given = advice.questions_for(session, who, reading(), draft.app, draft.answers)
    here = steps.position(draft, asked)
    if here < len(asked):
        question = next(one for one in shipped_questions() if one.id == asked[here])
        steps.ask(draft, question, given, whole.apps[draft.app], whole.idps, asked, here)
        st.stop()
    with database().read() as session:
        found = advice.advise(session, who, reading(), draft.app, draft.answers)
    steps.review(draft, found, whole.idps)
    view.answer(found, whole.idps)
    deciding.decide(draft, found)
