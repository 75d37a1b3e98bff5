"""Ask of the apps that can remove a leaver whether that is switched on: first where their list was
asked for, else one click away."""

from collections.abc import Sequence

import streamlit as st

from core.rights import Action, may
from core.stack.values import AppCoverage, StackPart
from pages.stack.parts import part
from pages.ui import words
from pages.ui.apps import switched_on
from pages.ui.page_context import authenticate

_KEY = "stack-switch"


def above(covered: Sequence[AppCoverage]) -> None:
    """Where the list is of just these."""
    with st.container():
        if part.asked() is StackPart.IDP_CAN:
            switched_on.ask(switched_on.waiting(covered), _KEY)


def below(covered: Sequence[AppCoverage]) -> None:
    """Below any other list."""
    found = switched_on.waiting(covered)
    is_shown = part.asked() is not StackPart.IDP_CAN
    if found and is_shown and may(authenticate(), Action.STACK_EDIT):
        what = words.count(
            len(found),
            "app can remove leavers automatically: say whether it is switched on",
            "apps can remove leavers automatically: say whether it is switched on",
        )
        with st.expander(what):
            switched_on.ask(found, _KEY)
