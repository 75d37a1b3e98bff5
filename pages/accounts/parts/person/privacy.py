"""A person's data: told to them, and erased (GDPR Art. 15 and 17)."""

import json
from datetime import UTC, datetime

import streamlit as st

from core.accounts import service as inventory
from core.actor import Actor
from core.app.runtime import runtime
from core.audit import service as audit
from core.web.files.made import Made
from pages.accounts.parts.person.reading import Whole
from pages.ui import addresses
from pages.ui.exports import offer
from pages.ui.notices import attempt
from pages.ui.page_context import authenticate


def draw(one: Whole) -> None:
    """Both, in one drawer."""
    number = one.view.row.id
    st.markdown("**What is kept of them**")
    st.caption("Everything that is known of the person, as JSON, to answer their request.")
    offer("Download their data", f"person-{number}.json", lambda who: _told(who, number))
    st.markdown("**Erase**")
    st.caption(
        "Their names, what lists said of them and the accounts that they had are forgotten. Cases "
        "and the audit log stay, as evidence; the log names no one but by digests. First the "
        "access has to end: it is refused while they have an account in use or a case is open."
    )
    with st.form("erase-person", border=False):
        reason = st.text_input("Reason", placeholder="Their request of 12 Nov", key="erase-reason")
        pressed = st.form_submit_button("Erase for good")
    if pressed:
        attempt(
            lambda session: inventory.erase_person(session, authenticate(), number, reason),
            "The person was erased.",
            then=lambda _: st.switch_page(addresses.PEOPLE),
        )


def _told(who: Actor, number: int) -> Made:
    now = datetime.now(UTC)
    with runtime().database.read() as session:
        found = inventory.person_data(session, who, number, now)
    name = f"person-{number}.json"
    with runtime().database.write() as session:
        audit.note_export(session, who, f"person:{number}", name)
    return Made(name, json.dumps(found, indent=2, ensure_ascii=False))
