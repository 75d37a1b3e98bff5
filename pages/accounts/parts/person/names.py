"""The names that a person is known by: whose an account is follows from them."""

from collections.abc import Mapping

import streamlit as st

from core.accounts import service as inventory
from core.accounts.values import IdentifierKind, IdentifierView
from core.rights import Action, may
from pages.accounts.parts.person.reading import Whole
from pages.ui import words
from pages.ui.inputs.kept_form import kept_form
from pages.ui.notices import attempt, write
from pages.ui.page_context import authenticate
from pages.ui.table import Text, line, muted

KINDS: Mapping[IdentifierKind, str] = {
    IdentifierKind.ADDRESS: "address",
    IdentifierKind.USER_NAME: "user name",
    IdentifierKind.NUMBER: "employee number",
}


def draw(one: Whole) -> None:
    """Each with who says it; one more can be added."""
    st.subheader("Known by", anchor=False)
    muted("An account with one of these names, and of no one else, is theirs.")
    edits = may(authenticate(), Action.INVENTORY_DECIDE)
    for place, each in enumerate(one.view.identifiers):
        with st.container(
            key=f"name-row-{place}", horizontal=True, vertical_alignment="center", gap="small"
        ):
            said = f"{KINDS[each.kind]}, {_who(each)}"
            line([each.form, Text(said, muted=True)])
            if edits:
                _remove(one, each)
    if edits:
        _add(one)


def _who(of: IdentifierView) -> str:
    return f"from {of.feed_name}" if of.feed_name else "entered here"


def _remove(one: Whole, of: IdentifierView) -> None:
    def remove() -> None:
        write(
            lambda session: inventory.remove_name(
                session, authenticate(), one.view.row.id, of.form, of.kind
            ),
            f"They are no longer known by {of.form}.",
        )

    st.button(
        words.md(f"Remove {of.form}"),
        key=f"name-remove-{of.kind}-{of.form}",
        type="tertiary",
        on_click=remove,
    )


def _add(one: Whole) -> None:
    with (
        kept_form("add-name", border=False) as empty,
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        name = st.text_input("One more address or user name", width=320)
        pressed = st.form_submit_button("Add")
    if pressed:
        attempt(
            lambda session: inventory.add_name(session, authenticate(), one.view.row.id, name),
            f"They are known by {name.strip()} now.",
            then=lambda _: empty(),
        )
