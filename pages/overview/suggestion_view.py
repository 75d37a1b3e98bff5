"""What to do next, with its reason and the button that leads there."""

from collections.abc import Sequence

import streamlit as st

from core.overview.values import Suggestion
from pages.ui.table import escape


def draw(suggestions: Sequence[Suggestion]) -> None:
    """One to three, as rows."""
    if not suggestions:
        return
    st.subheader("Next for you", anchor=False)
    rows = "".join(
        f"<li><div><strong>{escape(one.title)}</strong>"
        f"<span class='of-muted'>{escape(one.reason)}</span></div>"
        f"<a class='offramp-button' href='{escape(one.target.href)}' target='_self' "
        f"aria-label='{escape(f'{one.action}: {one.title}')}'>{escape(one.action)}</a></li>"
        for one in suggestions
    )
    st.html(f"<ul class='of-next'>{rows}</ul>")
