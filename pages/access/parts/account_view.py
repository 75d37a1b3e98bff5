"""Parts of the account page."""

from collections.abc import Sequence
from datetime import UTC, datetime

import streamlit as st

from core.actor import Role
from core.app.runtime import runtime
from core.identity import service as identity
from core.identity.values import AccountView, SessionView, browser_name
from pages.access.parts import ending
from pages.ui import words
from pages.ui.dates import moment
from pages.ui.errors import shown
from pages.ui.notices import attempt, write
from pages.ui.page_context import authenticate, database, own_session
from pages.ui.table import escape

ROLE_MEANINGS: dict[Role, str] = {
    Role.VIEWER: "reads the catalogue, our stack and the calculator",
    Role.OPERATOR: "runs offboardings, records observations, decides",
    Role.AUDITOR: "reads everything, the audit log too, and changes nothing",
    Role.ADMINISTRATOR: "does everything, and manages accounts",
}

SESSION = "account-session"
"""Where it is said what became of a session."""


def facts(account: AccountView) -> None:
    """Name, role and how one signs in."""
    facts = {
        "Name": account.name,
        "User name": account.username,
        "E-mail": account.email or "none",
        "Role": f"{account.role}: {ROLE_MEANINGS[account.role]}",
        "Signs in with": ", ".join(account.means) or "nothing yet",
        "Account since": moment(account.created_at),
    }
    told = "".join(
        f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>"
        for name, value in facts.items()
    )
    st.html(f"<dl class='of-facts'>{told}</dl>")


def sessions(found: Sequence[SessionView]) -> None:
    """Every browser that is signed in, each with a way to end it."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader("Where I am signed in", anchor=False)
        _end_others(found)
    st.caption(
        "A session that you end is signed out at its next action, in every tab. After a change of "
        "your second factor, end all others if you do not know each of them."
    )
    mine = own_session()
    rows = [
        ending.Row(
            row.digest,
            _which(row, mine),
            (
                row.address or "address not known",
                f"since {moment(row.created_at)}",
                f"last seen {moment(row.last_seen_at)}",
                f"ends {moment(row.expires_at)} at the latest",
                _method(row),
            ),
        )
        for row in found
    ]
    ending.rows(
        SESSION,
        rows,
        lambda session, one: identity.end_my_session(session, authenticate(), one),
    )


def _end_others(found: Sequence[SessionView]) -> None:
    mine = own_session()

    def others_ended() -> None:
        write(
            lambda session: identity.end_my_other_sessions(
                session, authenticate(), keep=mine or "", now=datetime.now(UTC)
            ),
            lambda number: f"{words.count(number, 'session')} ended.",
            place=SESSION,
        )

    others = [row for row in found if row.digest != mine]
    st.button("End all others", disabled=not others or mine is None, on_click=others_ended)


def _method(row: SessionView) -> str:
    return f"{row.method}, {row.factor}" if row.factor else row.method


def _which(row: SessionView, mine: str | None) -> str:
    return f"{browser(row.agent)}{' (this browser)' if row.digest == mine else ''}"


def browser(agent: str | None) -> str:
    """A short name for a browser; one that names itself otherwise, in its own words."""
    return browser_name(agent) or (agent or "")[:40] or "unknown browser"


def password(account: AccountView) -> None:
    """Change the password."""
    st.subheader("Password", anchor=False)
    if not account.has_password:
        st.markdown("You sign in through your company's provider and have no password here.")
        return
    with st.form("account-password", border=False, width=480):
        current = st.text_input("Current password", type="password")
        new = st.text_input(
            "New password",
            type="password",
            help="12 to 64 characters; a sentence of four or five words is good.",
        )
        again = st.text_input("The new password again", type="password")
        st.caption("Every session ends with it, this one too: you sign in again afterwards.")
        if not st.form_submit_button("Change password"):
            return
    if new != again:
        st.error("The two new passwords are not the same.")
        return
    with shown():
        with database().read() as session:
            identity.check_password_change(session, authenticate(), current, new)
        identity.refuse_breached(runtime().settings.breach_service, new)
        attempt(lambda s: identity.change_password(s, authenticate(), current, new))
