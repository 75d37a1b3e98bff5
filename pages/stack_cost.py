"""What the whole stack costs: upgrading everything, what is recommended, doing nothing."""

import streamlit as st

from core.advice import service as advice
from core.cost import service as cost
from core.stack import service as stack
from pages.components import cost_stack as view
from pages.components.errors import shown
from pages.components.runtime import actor, database, reading

st.title("Cost of the stack")
with shown(), database().read() as session:
    if not stack.entries(session, actor()):
        st.info("Say under Our stack which apps you use: this adds up what they cost.")
        st.page_link("stack.py", label="Go to our stack")
        st.stop()
    years = st.slider("Years", 1, 5, 3, key="years", bind="query-params", width=240)
    chosen = advice.choices_for_stack(session, actor(), reading(), {})
    found = cost.whole_stack(session, actor(), reading(), years=years, chosen=chosen)
    view.summary(found)
    view.waterfall(found)
    view.apps(found)
