"""The frame of every page: sign-in gate, navigation, theme."""

from pathlib import Path

import streamlit as st

st.set_page_config(page_title="Offramp", page_icon=":material/logout:", layout="wide")

st.html(Path(__file__).parent / "components" / "style.css")

PAGES = {
    "Catalogue": [
        st.Page("matrix.py", title="Matrix", icon=":material/grid_on:", default=True),
        st.Page("app_page.py", title="App", icon=":material/apps:", url_path="app"),
        st.Page("compare.py", title="Compare", icon=":material/compare_arrows:"),
        st.Page("sources.py", title="Sources", icon=":material/link:"),
    ],
    "Ours": [
        st.Page("stack.py", title="Our stack", icon=":material/layers:"),
        st.Page("wizard.py", title="Recommendation", icon=":material/fork_right:"),
        st.Page("stack_advice.py", title="For our stack", icon=":material/checklist:"),
        st.Page("decisions.py", title="Decisions", icon=":material/gavel:"),
    ],
}
st.navigation(PAGES).run()
