"""The frame of every page: sign-in gate, navigation, theme."""

from pathlib import Path

import streamlit as st

from pages.components.navigation import sidebar

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
    ],
    "Cost": [
        st.Page("calculator.py", title="Calculator", icon=":material/calculate:"),
        st.Page("scenarios.py", title="Scenarios", icon=":material/bookmarks:"),
        st.Page("stack_cost.py", title="Cost of the stack", icon=":material/stacked_bar_chart:"),
    ],
}
# Drawn by ourselves: Streamlit's own list of sections is not a valid list for a screen reader.
page = st.navigation(PAGES, position="hidden")
sidebar(PAGES)
page.run()
