"""The lab: what a SCIM endpoint really does, requirement by requirement."""

import streamlit as st

from core.identity.rights import Action, require
from core.scim import service as scim
from pages.components.errors import shown
from pages.components.runtime import actor, database
from pages.components.table import table

st.title("SCIM lab", anchor=False)
st.caption(
    "Tests an endpoint against what Okta, Entra ID and the RFCs need. It makes users of its own "
    "(offramp-lab-…@example.com) and removes them again: use a test tenant where there is one."
)
with shown():
    require(actor(), Action.SCIM_LAB)
    with database().read() as session:
        connections = scim.connections(session, actor())
    if not connections:
        st.info("Connect an app first, on the page SCIM connections; the lab tests what is there.")
        st.stop()
    names = {each.id: f"{each.app_name} ({each.base_url})" for each in connections}
    with st.form("lab"):
        which = st.selectbox("Endpoint", list(names), format_func=names.__getitem__)
        rfc = st.checkbox("Also every requirement of the RFCs (makes more users and groups)")
        go = st.form_submit_button("Test it", type="primary")
    if go:
        with st.spinner("Asking the endpoint"):
            found = scim.run_lab(database(), actor(), which, rfc=rfc)
        met = sum(check.met for check in found)
        st.subheader(f"{met} of {len(found)} requirements met")
        ordered = sorted(found, key=lambda check: check.met)
        table(
            ["Requirement", "Needed by", "Result", "Seen"],
            [[c.requirement, c.who, "● met" if c.met else "✕ not met", c.seen] for c in ordered],
            label="Requirements",
        )
