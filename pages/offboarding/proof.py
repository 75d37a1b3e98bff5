"""Proof of a period: how fast leavers lost access, what was late, and what backs it up."""

from datetime import UTC, datetime

import streamlit as st

from core.offboarding import service as offboarding
from core.offboarding.service import proof_answer
from core.rights import Action, may
from core.stack import service as stack
from pages.navigation import lead_on
from pages.navigation.header import header
from pages.offboarding.parts import proof_charts, proof_files, proof_view
from pages.ui import addresses
from pages.ui.banners import integrity as integrity_notice
from pages.ui.errors import shown
from pages.ui.markdown import md
from pages.ui.page_context import authenticate, database, today
from pages.ui.table import muted

actions = header(addresses.PROOF)

with shown(), database().read() as session:
    who = authenticate()
    zone = stack.organisation(session, who).time_zone
    asked = proof_view.filters(zone, today())
    if asked is None:
        muted("Choose the first and the last day, and at least one kind of case.")
        st.stop()
    proof = offboarding.period_proof(
        session,
        who,
        asked.period,
        asked.kinds,
        now=datetime.now(UTC),
        sample=asked.sample,
        seed=asked.seed,
    )
    if not proof.population and not proof.moved_out:
        if may(who, Action.CASE_OPEN):
            lead_on.empty(proof_answer(proof), lead_on.Onward("Open a case", addresses.LEAVING))
        else:
            st.markdown(md(proof_answer(proof)))
        proof_view.apart(proof)
        st.stop()
    with actions:
        proof_files.downloads(asked, proof.now)
    integrity_notice.on_proof()
    proof_view.figures(proof, today())
    proof_view.apart(proof)
    proof_view.lists(proof)
    proof_charts.distribution_chart(proof)
    proof_charts.apps(proof)
    known = offboarding.checklist_overview(session, who).checklists.controls
    proof_charts.controls(proof, known)
