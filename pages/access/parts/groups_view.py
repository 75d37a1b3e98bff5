"""Parts of the page of groups."""

from collections.abc import Sequence
from urllib.parse import urlencode

import streamlit as st
from sqlmodel import Session
from streamlit.delta_generator import DeltaGenerator

from core.identity import service as identity
from core.identity.values import AccountView, GroupView
from core.rights import RIGHTS, Action, may
from pages.navigation import drawer
from pages.ui import undo, words
from pages.ui.inputs.kept_form import kept_form
from pages.ui.notices import attempt
from pages.ui.page_context import authenticate
from pages.ui.table import Badge, Column, Content, Link, Text, Tone, muted, table

ASKED = "group"
"""In the link: whose drawer is open."""
WORKERS = RIGHTS[Action.CASE_WORK]


def listing(groups: Sequence[GroupView]) -> None:
    """Every group with its members; an empty one says what that means."""
    empty = [group.name for group in groups if not group.workers]
    if empty:
        muted(
            f"No members who can work steps: {', '.join(empty)}. Their steps are under "
            "Unassigned in My work, and reminders go to the shared channels only."
        )
    table(
        ["Group", Column("Members", wide=True)],
        [[_name(group), _members(group)] for group in groups],
        label="Groups",
    )


def _name(group: GroupView) -> Content:
    if not may(authenticate(), Action.ACCOUNT_MANAGE):
        return Text(group.name, strong=True)
    return Link(group.name, f"groups?{urlencode({ASKED: group.name})}")


def _members(group: GroupView) -> Content:
    if not group.members:
        return Badge("No one yet", Tone.WARN)
    names = [one.name if one.works else f"{one.name} (cannot work steps)" for one in group.members]
    return ", ".join(names)


def open_asked(groups: Sequence[GroupView], accounts: Sequence[AccountView]) -> None:
    """The group that the link names, at the side."""
    asked = drawer.asked(ASKED)
    group = next((each for each in groups if each.name == asked), None)
    if group is not None:
        drawer.drawer(group.name, lambda: _draw(group, accounts), ASKED)
    elif asked:
        st.warning(f"There is no group “{words.md(asked)}”.")


def _draw(group: GroupView, accounts: Sequence[AccountView]) -> None:
    """Say who is in it; delete one that was made here."""
    known = {one.id: one for one in accounts}
    can = [one.id for one in accounts if one.active and one.role in WORKERS]
    before = [one.id for one in group.members]
    with st.form(f"members-{group.key}", border=False):
        chosen = st.multiselect(
            "Members",
            list(dict.fromkeys([*before, *can])),
            before,
            format_func=lambda one: f"{known[one].name} · {known[one].username}",
            placeholder="Operators and administrators",
            key=f"members-of-{group.key}-{'-'.join(before)}",
            select_all=False,
        )
        if st.form_submit_button("Save", type="primary"):
            attempt(
                lambda s: _save(s, group, before, chosen),
                then=lambda _: _saved(group, before, chosen),
            )
    if group.is_own:
        _delete(group)


def _saved(group: GroupView, before: Sequence[str], chosen: Sequence[str]) -> None:
    drawer.close(ASKED)
    undo.offer(
        f"{group.name} is saved.",
        lambda s: _save(s, group, chosen, before),
        f"{group.name} has its former members.",
    )


def _save(session: Session, group: GroupView, before: Sequence[str], chosen: Sequence[str]) -> None:
    for one in chosen:
        if one not in before:
            identity.add_member(session, authenticate(), group.name, one)
    for one in before:
        if one not in chosen:
            identity.remove_member(session, authenticate(), group.name, one)


def add(room: DeltaGenerator) -> None:
    """Make a group."""
    with (
        room.popover("Add a group", type="primary", width="content"),
        kept_form("group-add", border=False) as empty,
    ):
        name = st.text_input("Name", placeholder="Marketing operations")
        if st.form_submit_button("Add", type="primary"):
            attempt(
                lambda s: identity.add_group(s, authenticate(), name),
                f"The group {name} is added.",
                then=lambda _: empty(),
            )


def _delete(group: GroupView) -> None:
    """Ask first: it cannot be undone."""
    with st.expander("Delete the group"):
        st.caption(
            "Steps that it owns keep its name and are in no one's list: assign them first. This "
            "cannot be undone."
        )
        if st.button(f"Delete {words.md(group.name)}"):
            attempt(
                lambda s: identity.remove_group(s, authenticate(), group.name),
                f"{group.name} is deleted.",
                then=lambda _: drawer.close(ASKED),
            )
