"""What is stored is not what the audit log says: said where people rely on it."""

import streamlit as st

from core.actor import Actor
from core.audit import service as audit
from core.rights import Action, may
from pages.ui import words
from pages.ui.dates import moment
from pages.ui.page_context import database


def for_overseers(viewer: Actor) -> None:
    """On every page, for who reads the audit log."""
    with st.container():
        if not may(viewer, Action.AUDIT_READ):
            return
        with database().read() as session:
            last = audit.last_state_check(session, viewer)
        if last and not last.holds:
            st.error(
                f"**{words.md(_count(last.differences))} between the audit log and what is "
                f"stored**, found {moment(last.at)}. Something was changed outside of Offramp. "
                "[What differs](audit)"
            )


def on_proof() -> None:
    """Where figures are shown that are based on what is stored."""
    with st.container():
        with database().read() as session:
            count = audit.differences_last_found(session)
        if count:
            st.error(
                words.md(
                    f"The last comparison with the audit log found {_count(count)}. These figures "
                    "may be based on what was changed outside of Offramp: an export names what "
                    "differs."
                )
            )


def _count(differences: int) -> str:
    return words.count(differences, "difference")
