"""One question's field, the same wherever it is asked, and what was typed into it."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import streamlit as st

from core.advice.service import plans_of
from core.advice.values import Question
from core.catalog.service import our_plan
from core.catalog.values import AppEntry
from pages.ui.markdown import md

_NO_IDP = "none"
_ANOTHER = "Another one, or I do not know"
_NOT_SAID = "Not said"


def field(
    question: Question,
    value: Any,
    key: str,
    app: AppEntry | None = None,
    idps: Mapping[str, str] | None = None,
    *,
    alone: bool = False,
    is_optional: bool = False,
    **more: Any,
) -> None:
    """Draw the field with its value. ``app`` names the plans, ``idps`` (id → name) the providers.

    ``alone``: the page asks nothing else, so that its heading is the label and every choice is
    seen. ``is_optional``: that nothing is said (None) is a choice, the first one. ``more`` is the
    widget's: help, disabled, what happens on a change.
    """
    common: dict[str, Any] = {
        "key": key,
        "label_visibility": "collapsed" if alone else "visible",
        **more,
    }
    if question.type == "number":
        st.number_input(
            md(question.text),
            0.0,
            10_000_000.0,
            float(value),
            step=1.0,
            format="%g",
            width=220 if alone else "stretch",
            **common,
        )
        return
    if question.type == "idps":
        options = {**(idps or {}), _NO_IDP: "None: we have no identity provider"}
        st.multiselect(
            md(question.text),
            list(options),
            [_NO_IDP] if value == () else list(value or ()),
            format_func=options.__getitem__,
            placeholder="Not said: choose one or more",
            select_all=False,
            **common,
        )
        return
    choices, value = _choices(question, value, app)
    if is_optional:
        choices = {None: _NOT_SAID, **choices}
    labels, at = list(choices), list(choices).index(value)
    if alone:
        st.radio(md(question.text), labels, at, format_func=lambda one: md(choices[one]), **common)
    else:
        st.selectbox(md(question.text), labels, at, format_func=choices.__getitem__, **common)


def _choices(question: Question, value: Any, app: AppEntry | None) -> tuple[dict[Any, str], Any]:
    """Each possible answer with its label, and the one that is given."""
    if question.type == "plan" and app is not None:
        ours = our_plan(app, value)
        plans = {**plans_of(app), "": _ANOTHER}
        if ours.is_own:
            plans = {value: f"{ours.name} (not in the catalogue)", **plans}
        return plans, ours.plan.slug if ours.plan else value or ""
    told = [True, False] if question.type == "yes-no" else [one.value for one in question.choices]
    return {one: question.label(one) for one in told}, value


def typed(question: Question, key: str) -> Any:
    """The answer that stands in the field, as it is kept."""
    value = st.session_state[key]
    if question.type == "idps":
        return [] if value == [_NO_IDP] else [idp for idp in value if idp != _NO_IDP] or None
    if question.type == "number":
        exact = Decimal(str(value))
        return int(exact) if exact == exact.to_integral_value() else value
    return value
