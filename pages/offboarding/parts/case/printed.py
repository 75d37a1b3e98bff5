"""A case on paper: what is left as a list with boxes. On the screen it is hidden."""

from datetime import datetime

import streamlit as st

from core.offboarding import service as offboarding
from core.offboarding.values import UNFINISHED
from pages.offboarding.parts.step.going_on import Case
from pages.ui import case_words
from pages.ui.table import as_html


def draw(case: Case, now: datetime) -> None:
    """Box, step, where, who, due; for the door, where nobody has a keyboard."""
    left = sorted((step for step in case.steps if step.status in UNFINISHED), key=lambda s: s.due)
    listed = as_html(
        ["", "Step", "Where", "Who", "Due"],
        [
            [
                "☐",
                step.title,
                step.place or step.app_name or offboarding.own_name([step]),
                step.owner or "Unassigned",
                case_words.on_clock(step.due, case.zone, now),
            ]
            for step in left
        ],
        label="To print",
        row_header=False,
        cards=False,
    )
    st.html(f"<div class='of-printed'>{listed}</div>")
