"""What can be done with the selected steps: a bar at the foot of the window while there are any."""

from collections.abc import Callable
from typing import Literal

import streamlit as st

from pages.offboarding.parts.several import drawers, picked
from pages.offboarding.parts.several.drawers import Deed, Selection
from pages.ui.markdown import md


def draw(scope: str, number: int, selection: Callable[[], Selection]) -> None:
    """``number``: of selected steps that are still to be done; ``selection`` reads them."""
    with st.container(key="pick-room"):
        if not number:
            return
        with st.container(key="pick-bar", horizontal=True, vertical_alignment="center"):
            st.html(f"<strong role='status'>{number} selected</strong>", width="content")
            for deed in Deed:
                _button(scope, deed)
            if st.button("Assign to me", key="pick-take"):
                drawers.take_over(selection())
            st.button(
                "Clear", key="pick-clear", type="tertiary", on_click=picked.clear, args=(scope,)
            )
    if drawers.is_asked(scope):
        drawers.open_asked(selection())


def _button(scope: str, deed: Deed) -> None:
    kind: Literal["primary", "secondary"] = "primary" if deed is Deed.FINISH else "secondary"
    key = f"pick-{deed.name.lower()}"
    st.button(md(deed), key=key, type=kind, on_click=drawers.ask, args=(scope, deed))
