"""Parts of the page of groups."""

from collections.abc import Sequence

import streamlit as st
from sqlmodel import Session

from core.identity import service as identity
from core.identity.values import AccountView, GroupView
from core.rights import RIGHTS, Action
from pages.ui import words
from pages.ui.inputs.kept_form import kept_form
from pages.ui.inputs.linked_choice import linked_choice
from pages.ui.notices import attempt
from pages.ui.page_context import authenticate
from pages.ui.table import Column, Content, Text, table

WORKERS = RIGHTS[Action.CASE_WORK]


def listing(groups: Sequence[GroupView]) -> None:
    """Every group with its members; an empty one says what that means."""
    empty = [group.name for group in groups if not group.workers]
    if empty:
        st.warning(
            words.md(
                f"No members who can work steps: {', '.join(empty)}. Their steps are under "
                "Unassigned in My work, and reminders go to the shared channels only."
            )
        )
    table(
        ["Group", Column("Members", wide=True)],
        [[Text(group.name, strong=True), _members(group)] for group in groups],
        label="Groups",
    )


def _members(group: GroupView) -> Content:
    if not group.members:
        return Text("nobody", muted=True)
    names = [one.name if one.works else f"{one.name} (cannot work steps)" for one in group.members]
    return ", ".join(names)


def members(groups: Sequence[GroupView], accounts: Sequence[AccountView]) -> None:
    """Say who is in a group."""
    st.subheader("Change the members", anchor=False)
    names = {group.name: group for group in groups}
    chosen_group = linked_choice(
        "Group", {name: name for name in names}, link="group", key="group", start=groups[0].name
    )
    if chosen_group is None:
        return
    group = names[chosen_group]
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
            attempt(lambda s: _save(s, group, before, chosen), f"{group.name} is saved.")


def _save(session: Session, group: GroupView, before: Sequence[str], chosen: Sequence[str]) -> None:
    for one in chosen:
        if one not in before:
            identity.add_member(session, authenticate(), group.name, one)
    for one in before:
        if one not in chosen:
            identity.remove_member(session, authenticate(), group.name, one)


def add() -> None:
    """Make a group."""
    st.subheader("Add a group", anchor=False)
    with kept_form("group-add", border=False) as empty:
        name = st.text_input("Name", placeholder="Marketing operations")
        if st.form_submit_button("Add"):
            attempt(
                lambda s: identity.add_group(s, authenticate(), name),
                f"{name} is there.",
                then=lambda _: empty(),
            )


def delete(groups: Sequence[GroupView]) -> None:
    """Delete a group that was made here."""
    own = [group.name for group in groups if group.is_own]
    if not own:
        return
    st.subheader("Delete a group", anchor=False)
    st.caption("Steps that it owns keep its name and are in nobody's list: assign them first.")
    with st.form("group-delete", border=False):
        name = st.selectbox("Group to delete", own)
        if st.form_submit_button("Delete"):
            attempt(lambda s: identity.remove_group(s, authenticate(), name), f"{name} is deleted.")
