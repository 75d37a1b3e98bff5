"""Owners who will not see the steps of leavers: without an account, or with one that only reads."""

from collections.abc import Sequence

import streamlit as st

from core.identity import service as identity
from core.identity.values import Standing
from core.stack.values import StackEntry
from pages.ui import addresses, words
from pages.ui.page_context import database

SAID = {
    Standing.UNKNOWN: "has no account here",
    Standing.CANNOT_WORK: "has an account that cannot work steps",
    Standing.SHARED: "is what two accounts are called: say which one, by user name or e-mail",
    Standing.EMPTY_GROUP: "is a group without members",
}


MOST_NAMED = 8


def unseen(entries: Sequence[StackEntry]) -> None:
    """Say it once for each owner, with their apps."""
    with database().read() as session:
        owners = identity.owners(session)
    apps: dict[str, list[str]] = {}
    for entry in entries:
        if entry.fields.owner and owners.standing(entry.fields.owner) in SAID:
            apps.setdefault(entry.fields.owner, []).append(entry.name)
    if apps:
        what = words.count(
            len(apps),
            "owner will not see the steps of leavers in their list",
            "owners will not see the steps of leavers in their list",
        )
        with st.expander(what):
            st.markdown(
                "\n".join(
                    f"- {words.md(owner)} {SAID[owners.standing(owner)]}: "
                    f"{words.md(_in_short(names))}"
                    for owner, names in apps.items()
                )
            )
            st.page_link(addresses.USERS, label="Users")


def _in_short(names: list[str]) -> str:
    more = f" and {len(names) - MOST_NAMED:,} more" if len(names) > MOST_NAMED else ""
    return ", ".join(names[:MOST_NAMED]) + more
