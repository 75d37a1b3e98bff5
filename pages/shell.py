"""The frame of every page: sign-in gate, navigation, theme."""

import streamlit as st

st.set_page_config(page_title="Offramp", page_icon=":material/logout:", layout="wide")

pages = {
    "Catalogue": [
        st.Page("matrix.py", title="Matrix", icon=":material/grid_on:", default=True),
    ],
}
st.navigation(pages).run()
