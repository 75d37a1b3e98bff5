"""Parts of the users page."""

from collections.abc import Callable, Sequence
from functools import partial
from urllib.parse import urlencode

import streamlit as st
from sqlmodel import Session
from streamlit.delta_generator import DeltaGenerator

from core.actor import Role
from core.identity import service as identity
from core.identity.values import AccountView
from core.rights import Action, may
from core.web.links import reset_link
from pages.access.parts import devices_view
from pages.access.parts.account_view import ROLE_MEANINGS
from pages.navigation import drawer
from pages.ui import undo
from pages.ui.dates import moment
from pages.ui.inputs.kept_form import kept_form
from pages.ui.notices import attempt, show_notice
from pages.ui.page_context import authenticate
from pages.ui.table import (
    Badge,
    Column,
    Link,
    OnPhone,
    Text,
    Tone,
    as_piece,
    escape,
    muted,
    work_table,
)
from pages.ui.view_choice import view_choice
from pages.ui.words import count, md

CHANGED = "users-changed"
"""Where it is said what became of an account."""
CODE = "users-code"
ASKED = "account"
"""In the link: whose drawer is open."""
PAGE = 50


def one_time_link() -> bool:
    """The link that was just made, shown once; whether there is one."""
    issued = st.session_state.pop(CODE, None)
    if issued:
        _link(*issued)
    return bool(issued)


@st.dialog("One-time link")
def _link(name: str, code: str) -> None:
    # A dialog, because the form that asked for it may be far down the page.
    st.write(f"Give this link to {md(name)}. It is shown once and good for 24 hours.")
    st.code(reset_link(code), language=None, wrap_lines=True)


def chosen(accounts: Sequence[AccountView]) -> list[AccountView]:
    """Those that are searched for: a name or an address, and a role or state."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        text = st.text_input(
            "Search", key="q", bind="query-params", placeholder="Name or address", width=260
        )
        disabled = sum(not each.active for each in accounts)
        kinds = {"all": f"All {len(accounts):,}"}
        kinds |= {str(role): str(role).capitalize() for role in Role}
        kinds |= {"disabled": f"Disabled {disabled:,}"} if disabled else {}
        kind = view_choice(kinds, "all", key="show")
    needle = (text or "").casefold().strip()
    return [
        each
        for each in accounts
        if needle in f"{each.username} {each.name} {each.email or ''}".casefold()
        and kind in ("all", str(each.role), "" if each.active else "disabled")
    ]


def rows(accounts: Sequence[AccountView]) -> None:
    """Every account; its name opens what can be done with it."""
    if not accounts:
        muted("No account matches.")
        return
    pages = -(-len(accounts) // PAGE)
    page = min(int(st.session_state.get("users-page", 1)), pages)
    columns: list[Column | str] = [
        "User",
        "User name",
        "Role",
        Column("State", phone=OnPhone.BESIDE),
        Column("Signs in with", phone=OnPhone.LEFT_OUT),
        Column("Open sessions", number=True, phone=OnPhone.LEFT_OUT),
        Column("Last seen", phone=OnPhone.LEFT_OUT),
    ]
    work_table(
        columns,
        [
            [
                Link(account.name, f"users?{urlencode({ASKED: account.username})}"),
                Text(account.username, muted=True),
                account.role,
                _state(account),
                ", ".join(account.means) or Text("nothing yet", muted=True),
                str(account.open_sessions),
                moment(account.last_seen_at) if account.last_seen_at else Text("never", muted=True),
            ]
            for account in accounts[(page - 1) * PAGE : page * PAGE]
        ],
        label="Accounts",
    )
    if pages > 1:
        st.pagination(pages, key="users-page")


def _state(account: AccountView) -> Badge:
    if account.active:
        return Badge("● Active", Tone.OK)
    case = (account.suspended_by or "").partition(":")[2]
    return Badge(f"✕ Disabled by case {case}" if case else "✕ Disabled")


def open_asked(accounts: Sequence[AccountView]) -> None:
    """The account that the link names, at the side."""
    asked = drawer.asked(ASKED)
    account = next((each for each in accounts if each.username == asked), None)
    if account is not None:
        shares = sum(each.name == account.name for each in accounts) > 1
        # Two people may have one name: a button has to say whom it is about.
        called = f"{account.name} ({account.username})" if shares else account.name
        drawer.drawer(called, lambda: _draw(account, called), ASKED)
    elif asked:
        st.warning(f"There is no account “{md(asked)}”.")


def _draw(account: AccountView, called: str) -> None:
    badge = as_piece(_state(account))
    st.html(f"<div class='of-line'>{badge} {escape(account.username)}</div>")
    show_notice(CHANGED)
    undo.show_offer(CHANGED)
    who = authenticate()
    if account.id == who.id:
        st.markdown("This is you. Your password and your sessions are under My account.")
        return
    if not may(who, Action.ACCOUNT_MANAGE):
        return
    with st.form(f"users-role-{account.id}-{account.version}", border=False):
        roles = list(Role)
        role = st.selectbox(
            "Role", roles, index=roles.index(account.role), format_func=_with_meaning
        )
        if st.form_submit_button(f"Set the role of {md(called)}"):
            attempt(
                lambda s: identity.set_role(s, who, account.id, role, version=account.version),
                then=lambda _: _role_set(account, role),
                place=CHANGED,
            )
    _buttons(account, called)
    devices_view.of(account)


def _buttons(account: AccountView, called: str) -> None:
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
            then=lambda _: undo.offer(
                f"{account.username} is disabled and signed out.",
                lambda s: identity.enable(s, authenticate(), account.id),
                f"{account.username} is active again.",
                CHANGED,
            ),
            place=CHANGED,
        )
    if not account.active and st.button(f"Let {named} in again", width="stretch"):
        attempt(
            lambda s: identity.enable(s, who, account.id, version=account.version),
            f"{account.username} is active.",
            place=CHANGED,
        )


def _role_set(account: AccountView, role: Role) -> None:
    if role == account.role:
        return
    undo.offer(
        f"{account.username} is {role} now, and signed out.",
        # The version after the change: a role that someone else gave since then stays.
        lambda s: identity.set_role(
            s, authenticate(), account.id, account.role, version=account.version + 1
        ),
        f"{account.username} is {account.role} again.",
        CHANGED,
    )


def _removed(username: str, factors: int) -> str:
    if not factors:
        return f"{username} had no second factor."
    return f"{count(factors, 'second factor')} of {username} removed."


def _keep(username: str, code: str) -> None:
    st.session_state[CODE] = (username, code)


def add(room: DeltaGenerator) -> None:
    """Make an account; its owner sets the password with a one-time link."""
    with (
        room.popover("Add a user", type="primary", width="content"),
        kept_form("users-add", border=False) as empty,
    ):
        username = st.text_input("User name", placeholder="e-mail address or short name")
        name = st.text_input("Name")
        email = st.text_input("E-mail address (optional)")
        role = st.selectbox("Role", list(Role), format_func=_with_meaning)
        st.caption("You get a one-time link for them: with it they set their password.")
        if not st.form_submit_button("Add", type="primary"):
            return
        attempt(
            _made(username, name, email, role or Role.VIEWER), then=partial(_added, username, empty)
        )


def _made(username: str, name: str, email: str, role: Role) -> Callable[[Session], str]:
    def made(session: Session) -> str:
        who = authenticate()
        account = identity.add(
            session, who, username=username, name=name, role=role, email=email or None
        )
        return identity.reset_password(session, who, account)

    return made


def _added(username: str, empty: Callable[[], None], code: str) -> None:
    _keep(username, code)
    empty()


def _with_meaning(role: Role) -> str:
    return f"{role}: {ROLE_MEANINGS[role]}"
