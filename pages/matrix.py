"""The support matrix."""

import streamlit as st

st.title("Matrix")
