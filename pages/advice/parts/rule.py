"""The rule that fired, as a reader can check it."""

import streamlit as st

from core.advice.service import condition_lines
from core.advice.values import Rule
from pages.ui import words


def rule_line(rule: Rule) -> None:
    """Which rule of the decision table decided, and what it asks for."""
    asked = "; ".join(condition_lines(rule.when)) or "nothing, it holds always"
    st.caption(words.md(f"Decided by the rule {rule.id}. It asks for: {asked}."))
