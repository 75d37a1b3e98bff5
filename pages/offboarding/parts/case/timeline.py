"""What happened in a case, the newest first."""

import streamlit as st

from core.offboarding import service as offboarding
from core.offboarding.values import CaseView
from pages.ui.dates import moment
from pages.ui.page_context import authenticate, database
from pages.ui.table import Column, table

SIZE = 100


def draw(case: CaseView) -> None:
    """Its entries in the audit log, in words."""
    with database().read() as session:
        entries = offboarding.timeline(session, authenticate(), case.id)
    pages = -(-len(entries) // SIZE)
    page = st.pagination(pages, key="timeline-page") if pages > 1 else 1
    table(
        [Column("When", tight=True), "Who", Column("What", wide=True)],
        [
            [moment(entry.at), entry.by, entry.what]
            for entry in entries[(page - 1) * SIZE : page * SIZE]
        ],
        label="Timeline",
    )
