"""Evidence and proof as files. Made when asked for, and recorded as exported."""

from collections.abc import Callable
from datetime import datetime
from typing import Literal

import streamlit as st

from core.actor import Actor
from core.app.runtime import runtime
from core.audit import service as audit
from core.config import Settings
from core.offboarding import service as offboarding
from core.offboarding.service import integrity_sentence
from core.offboarding.values import OVERSEERS, CaseView, Integrity
from core.rights import Action, may
from core.web.files.made import Made, Maker
from pages.offboarding.parts.proof_view import Asked
from pages.ui import words
from pages.ui.exports import download, offer, public_key
from pages.ui.page_context import authenticate, database

SHOWN = 5
"""So many differences are listed; the file has them all."""


@st.dialog("Export the proof")
def _export_period(asked: Asked, now: datetime) -> None:
    with database().snapshot() as session:
        found = _compared(lambda: offboarding.check_all_cases(session, authenticate(), _settings()))
    if found is None:
        return
    forms = (
        ("zip", "Signed proof (ZIP)"),
        ("pdf", "Signed PDF"),
        ("xlsx", "Workbook (XLSX), not signed"),
    )
    with st.container(horizontal=True):
        for form, label in forms:
            name = f"offboarding-{asked.period.first}-{asked.period.last}.{form}"
            offer(label, name, _period(asked, form, name, now, found.accepted_by is not None))
    _how_to_check()


def downloads(asked: Asked, now: datetime) -> None:
    """The period as signed ZIP, as workbook and PDF, with all of its population and the sample."""
    if st.button("Export the proof", type="primary"):
        _export_period(asked, now)


@st.dialog("Export the evidence")
def _export_case(case: CaseView) -> None:
    with database().snapshot() as session:
        found = _compared(
            lambda: offboarding.check_case(session, authenticate(), _settings(), case.id)
        )
    if found is None:
        return
    with st.container(horizontal=True):
        for form, label in (("zip", "Evidence pack (ZIP)"), ("pdf", "Evidence (PDF)")):
            wanted = "?nevertheless=yes" if found.accepted_by else ""
            download(label, f"/files/case/{case.id}.{form}{wanted}")
    _how_to_check()


def _how_to_check() -> None:
    with database().read() as session:
        public_key(audit.key_history(session))
    st.caption(
        "Anyone can check the file with `offramp verify --key KEY FILE`. Tell them the key "
        "another way than with the file. A ZIP says how to check it without Offramp."
    )


def pack_buttons(case: CaseView, *, primary: bool) -> None:
    """A case's evidence as ZIP and PDF, for those who may take it out."""
    kind: Literal["primary", "secondary"] = "primary" if primary else "secondary"
    if may(authenticate(), Action.CASE_EXPORT) and st.button("Export evidence", type=kind):
        _export_case(case)


def _settings() -> Settings:
    return runtime().settings


def _compared(compare: Callable[[], Integrity]) -> Integrity | None:
    """What the comparison with the audit log found; ``None``: it is not to be exported."""
    with st.spinner("Comparing with the audit log"):
        found = compare()
    if not found.differences:
        st.caption(words.md(integrity_sentence(found)))
        return found
    st.error("This is not what the audit log says. It was changed outside of Offramp.")
    st.markdown("\n".join(f"- {words.md(each)}" for each in found.differences[:SHOWN]))
    if len(found.differences) > SHOWN:
        st.caption(f"And {len(found.differences) - SHOWN:,} more.")
    who = authenticate()
    if who.role not in OVERSEERS:
        st.caption("Tell an administrator: it is not exported like this.")
        return None
    if not st.checkbox("Export it nevertheless, with the differences printed in it"):
        return None
    return found.accepted(who)


def _period(asked: Asked, form: str, name: str, now: datetime, nevertheless: bool) -> Maker:
    running = runtime()

    def make(who: Actor) -> Made:
        with running.database.snapshot() as session:
            found = offboarding.check_all_cases(session, who, running.settings)
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
        found = found.accepted(who) if nevertheless and found.differences else found
        with running.database.write() as session:
            statement = offboarding.record_proof_export(session, who, proof, form, found)
        if form == "zip":
            return Made(name, offboarding.write_proof(proof, statement, found))
        return Made(name, offboarding.proof_file(proof, form, statement, found))

    return make
