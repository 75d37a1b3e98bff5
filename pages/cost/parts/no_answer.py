"""What stands in the answer's place while there is none: what is missing, one thing first."""

from collections.abc import Sequence

import streamlit as st

from core.errors import OfframpError
from pages.cost.parts import fields
from pages.cost.parts.form import Form
from pages.ui.markdown import md


def draw(form: Form, problems: Sequence[OfframpError], *, has_app: bool) -> None:
    """Nothing here is anybody's mistake but what stands at its own field, which says so itself."""
    if not has_app and not form.wrong and not any(_needs_rate(one) for one in problems):
        st.subheader("Which app is it?", anchor=False)
        st.markdown(
            "Choose an app above: its prices come from the catalogue. Or enter under "
            "**Your numbers** what your plan costs now, and what the plan with SCIM would cost."
        )
        return
    st.subheader("No answer yet", anchor=False)
    first, *others = problems
    st.markdown(md(first))
    rates = [one.field[6:] for one in problems if one.field and _needs_rate(one)]
    if rates:
        fields.currency(form, rates)
    if others:
        st.caption("Then:")
        st.markdown("\n".join(f"- {md(one)}" for one in others))
    st.caption("Nothing you typed is lost.")


def _needs_rate(problem: OfframpError) -> bool:
    return (problem.field or "").startswith("rates.")
