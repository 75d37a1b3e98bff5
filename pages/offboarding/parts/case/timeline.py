"""What happened in a case, the newest first."""

from datetime import UTC, datetime

import streamlit as st

from core.offboarding import service as offboarding
from core.offboarding.values import CaseView
from pages.ui import case_words
from pages.ui.page_context import authenticate, database
from pages.ui.table import Column, Content, Text, table

SIZE = 100


def draw(case: CaseView) -> None:
    """Its entries in the audit log, in words; moments on the case's clock."""
    with database().read() as session:
        entries = offboarding.timeline(session, authenticate(), case.id)
    pages = -(-len(entries) // SIZE)
    page = st.pagination(pages, key="timeline-page") if pages > 1 else 1
    table(
        [Column("When", tight=True), "Who", Column("What", wide=True)],
        [
            [_when(entry.at, case.zone), entry.by, entry.what]
            for entry in entries[(page - 1) * SIZE : page * SIZE]
        ],
        label="Timeline",
    )


def _when(at: datetime, zone: str) -> Content:
    here = case_words.here_too(at, zone, datetime.now(UTC))
    return [[offboarding.local(at, zone)], *([[Text(here, muted=True)]] if here else [])]
