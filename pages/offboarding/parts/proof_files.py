"""Evidence and proof as files. Made when asked for, and recorded as taken out."""

import io
from collections.abc import Callable
from datetime import UTC, datetime

import streamlit as st

from core.app.runtime import runtime
from core.offboarding import service as offboarding
from core.offboarding.values import CaseView
from core.rights import Action, may
from pages.offboarding.parts.proof_view import Asked
from pages.ui.page_context import asked_again, authenticate, database

TYPES = {
    "pdf": "application/pdf",
    "zip": "application/zip",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def downloads(asked: Asked, now: datetime) -> None:
    """The period as workbook and PDF, with all of its population and the sample."""
    with st.container(horizontal=True):
        for form, label in (("xlsx", "Workbook (XLSX)"), ("pdf", "PDF")):
            st.download_button(
                label,
                _period(asked, form, now),
                f"offboarding-{asked.period.first}-{asked.period.last}.{form}",
                TYPES[form],
                key=f"proof-{form}",
                on_click="ignore",
            )


def pack_buttons(case: CaseView) -> None:
    """A case's evidence as ZIP and PDF, for those who may take it out."""
    if not may(authenticate(), Action.CASE_EXPORT):
        return
    for form, label in (("zip", "Evidence pack (ZIP)"), ("pdf", "Evidence (PDF)")):
        st.download_button(
            label,
            _case(case.id, form),
            f"{case.number}.{form}",
            TYPES[form],
            key=f"pack-{form}",
            on_click="ignore",
        )


def _period(asked: Asked, form: str, now: datetime) -> Callable[[], bytes]:
    # Streamlit runs this in a thread without a page, when the button is pressed.
    asking, opened = asked_again(authenticate()), database()

    def make() -> bytes:
        who = asking()
        with opened.write() as session:
            proof = offboarding.period_proof(
                session,
                who,
                asked.period,
                asked.kinds,
                now=now,
                sample=asked.sample,
                seed=asked.seed,
                every_note=True,
            )
            offboarding.record_proof_export(session, who, proof, form)
        return offboarding.proof_file(proof, form, who.name)

    return make


def _case(case_id: int, form: str) -> Callable[[], bytes]:
    asking, running = asked_again(authenticate()), runtime()

    def make() -> bytes:
        who = asking()
        with running.database.write() as session:
            found = offboarding.export_case(session, who, case_id, form, now=datetime.now(UTC))
        if form == "pdf":
            return offboarding.pdf_of(running.settings, found)
        out = io.BytesIO()
        offboarding.write_pack(running.settings, found, out)
        return out.getvalue()

    return make
