"""The wizard: the recommendation from what is known, what it assumes, a decision."""

import streamlit as st

from core.advice import service as advice
from core.advice.service import shipped_questions
from core.catalog import service as catalog
from core.errors import NotFound, OfframpError
from core.stack import service as stack
from pages.advice.parts import alternatives, assumptions
from pages.advice.parts import decide as deciding
from pages.advice.parts import recommendation as view
from pages.advice.parts import wizard_steps as steps
from pages.navigation.header import header
from pages.ui import addresses
from pages.ui.apps.app_picker import linked_app, pick_app
from pages.ui.errors import show
from pages.ui.markdown import md
from pages.ui.notices import show_notice
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

app = draft.app if draft else linked_app(whole)
name = draft.app_name if draft else whole.apps[app].name if app else None
room = header(
    addresses.WIZARD,
    title=f"Recommendation for {name}" if name else None,
    answers="" if name else None,
)
show_notice()
if draft is None:
    if app is None:
        pick_app(whole)
        steps.begin(open_drafts)
        st.stop()
elif not draft.app_exists:
    st.error(
        md(
            f"{draft.app_name} is no longer in the catalogue, so nothing can be recommended for "
            "it. The answers are kept; they count again as soon as the app is back."
        )
    )
    steps.answers_so_far(draft, None, whole.idps)
    steps.ways_on(draft)
    st.stop()

assert app is not None
answers = draft.answers if draft else {}
try:
    if draft and (step := st.query_params.get("step")):
        with database().read() as session:
            asked, given = advice.questions_for(session, who, reading(), app, answers)
        here = steps.position(draft, asked, given, step)
        if here < len(asked):
            question = next(one for one in shipped_questions() if one.id == asked[here])
            steps.ask(draft, question, given, whole.apps[app], whole.idps, asked, here)
            st.stop()
    with database().read() as session:
        found = advice.advise(session, who, reading(), app, answers)
        made = found.decision
        is_stale = bool(made and advice.decision(session, who, reading(), made).is_stale)
        page = catalog.app_page(session, who, reading(), app)
        entries = stack.entries(session, who)
        ours = advice.our_circumstances(session, who)
except OfframpError as error:
    # Whatever an answer led to: there is always a way on.
    show(error)
    steps.ways_on(draft)
    st.stop()

entry = next((one for one in entries if one.app == app), None)
deciding.head(room, draft, found, entry.fields.renewal if entry else None)
view.today(found, is_stale=is_stale)
view.answer(found)
with st.container(key="screen-only-assumptions"):
    assumptions.edit(draft, found, whole.apps[app], whole.idps)
view.steps(found)
view.limits(found, page)
with st.container(key="screen-only-alternatives"):
    alternatives.quote(found, entry)
    alternatives.higher_plans(found, page)
    alternatives.other_idps(found, entries, whole, ours)
view.more(found, whole.idps, {"draft": draft.id} if draft else {"app": app})
steps.ways_on(draft)
st.page_link(addresses.STACK_ADVICE, label="All apps of our stack", icon=":material/checklist:")
