"""Parts of the users page."""

from collections.abc import Sequence

import streamlit as st
from sqlmodel import Session

from core.actor import Role
from core.identity import service as identity
from core.identity.values import AccountView
from core.web.links import reset_link
from pages.access.parts import devices_view
from pages.access.parts.account_view import ROLE_MEANINGS
from pages.ui.dates import moment
from pages.ui.inputs.kept_form import kept_form
from pages.ui.inputs.linked_choice import linked_choice
from pages.ui.notices import attempt, show_notice
from pages.ui.page_context import authenticate
from pages.ui.table import Column, Text, table
from pages.ui.words import count, md

CHANGED = "users-changed"
"""Where it is said what became of an account."""
CODE = "users-code"


def one_time_link() -> None:
    """The link that was just made, shown once."""
    if issued := st.session_state.pop(CODE, None):
        _link(*issued)


@st.dialog("One-time link")
def _link(name: str, code: str) -> None:
    # A dialog, because the form that asked for it may be far down the page.
    st.write(f"Give this link to {md(name)}. It is shown once and good for 24 hours.")
    st.code(reset_link(code), language=None, wrap_lines=True)


def rows(accounts: Sequence[AccountView]) -> None:
    """Every account."""
    columns: list[Column | str] = [
        "User",
        "Role",
        "State",
        "Signs in with",
        Column("Open sessions", number=True),
        "Last seen",
    ]
    table(
        columns,
        [
            [
                [[Text(account.username, strong=True)], [Text(account.name, muted=True)]],
                account.role,
                _state(account),
                ", ".join(account.means) or "nothing yet",
                str(account.open_sessions),
                moment(account.last_seen_at) if account.last_seen_at else "never",
            ]
            for account in accounts
        ],
        label="Accounts",
    )


def _state(account: AccountView) -> str:
    if account.active:
        return "● active"
    case = (account.suspended_by or "").partition(":")[2]
    return f"✕ disabled by case {case}" if case else "✕ disabled"


def change(accounts: Sequence[AccountView]) -> None:
    """Change one account."""
    st.subheader("Change an account")
    known = {account.username: account for account in accounts}
    who = authenticate()
    chosen = linked_choice(
        "Account",
        {username: f"{username} · {account.name}" for username, account in known.items()},
        link="account",
        key="users-account",
    )
    if chosen is None:
        return
    account = known[chosen]
    # Beside what it is about: the list above may be long.
    show_notice(CHANGED)
    if account.id == who.id:
        st.info("This is you. Your password and your sessions are under My account.")
        return
    # Two people may have one name: a button has to say whom it is about.
    shares = sum(each.name == account.name for each in accounts) > 1
    called = f"{account.name} ({account.username})" if shares else account.name
    left, right = st.columns(2)
    with left.form(f"users-role-{account.id}-{account.version}"):
        roles = list(Role)
        role = st.selectbox(
            "Role",
            roles,
            index=roles.index(account.role),
            format_func=lambda r: f"{r}: {ROLE_MEANINGS[r]}",
        )
        if st.form_submit_button(f"Set the role of {md(called)}"):
            attempt(
                lambda s: identity.set_role(s, who, account.id, role, version=account.version),
                f"{account.username} is {role}.",
                place=CHANGED,
            )
    with right.container(border=True):
        _buttons(account, called)
    devices_view.of(account)


def _buttons(account: AccountView, called: str) -> None:
    st.write("Access")
    who = authenticate()
    named = md(called)
    if st.button(f"Sign {named} out everywhere", width="stretch"):
        attempt(
            lambda s: identity.revoke_sessions(s, who, account.id),
            lambda ended: f"{count(ended, 'session')} of {account.username} ended.",
            place=CHANGED,
        )
    if st.button(f"New password for {named} by one-time link", width="stretch"):
        attempt(
            lambda s: identity.reset_password(s, who, account.id),
            then=lambda code: _keep(account.username, code),
        )
    if st.button(
        f"Reset the second factor of {named}",
        width="stretch",
        help="For a lost device: removes passkeys, app and recovery codes, and ends the sessions.",
    ):
        attempt(
            lambda s: identity.reset_factors(s, who, account.id),
            lambda removed: _removed(account.username, removed),
            place=CHANGED,
        )
    if account.active and st.button(f"Disable {named}", width="stretch"):
        attempt(
            lambda s: identity.disable(s, who, account.id, version=account.version),
            f"{account.username} is disabled.",
            place=CHANGED,
        )
    if not account.active and st.button(f"Let {named} in again", width="stretch"):
        attempt(
            lambda s: identity.enable(s, who, account.id, version=account.version),
            f"{account.username} is active.",
            place=CHANGED,
        )


def _removed(username: str, factors: int) -> str:
    if not factors:
        return f"{username} had no second factor."
    return f"{count(factors, 'second factor')} of {username} removed."


def _keep(username: str, code: str) -> None:
    st.session_state[CODE] = (username, code)


def add() -> None:
    """Make an account; its owner sets the password with a one-time link."""
    st.subheader("Add an account")
    with kept_form("users-add") as empty:
        left, right = st.columns(2)
        username = left.text_input("User name", placeholder="e-mail address or short name")
        name = right.text_input("Name")
        email = left.text_input("E-mail address (optional)")
        roles = list(Role)
        role = right.selectbox("Role", roles, format_func=_with_meaning)
        if not st.form_submit_button("Add"):
            return

    def made(session: Session) -> str:
        who = authenticate()
        account = identity.add(
            session, who, username=username, name=name, role=role, email=email or None
        )
        return identity.reset_password(session, who, account)

    def added(code: str) -> None:
        _keep(username, code)
        empty()

    attempt(made, then=added)


def _with_meaning(role: Role) -> str:
    return f"{role}: {ROLE_MEANINGS[role]}"
