"""Ask whether an identity provider's provisioning is switched on.

What can remove a leaver counts as removing only once somebody confirmed it.
"""

from collections.abc import Sequence
from functools import partial

import streamlit as st
from sqlmodel import Session

from core.rights import Action, may
from core.stack import service as stack
from core.stack.values import AppCoverage, Removal, StackEdit
from pages.ui import undo, words
from pages.ui.markdown import md
from pages.ui.notices import attempt, write
from pages.ui.page_context import authenticate
from pages.ui.table import muted

MOST_ASKED = 20
"""So many are asked at once: each is a field on the page."""
ON, OFF = "Switched on", "Not switched on"
_IS_ON = {ON: True, OFF: False}
_STATES = {True: "switched on", False: "not switched on", None: "not known whether switched on"}


def waiting(covered: Sequence[AppCoverage]) -> list[AppCoverage]:
    """The apps that can remove a leaver automatically, where nobody said whether that is on."""
    return [one for one in covered if one.route.removal is Removal.UNCONFIRMED]


def ask(found: Sequence[AppCoverage], key: str) -> None:
    """A row for each app, one click each; for those who may say so."""
    if not found or not may(authenticate(), Action.STACK_EDIT):
        return
    names = {one.route.idp_name or "the identity provider" for one in found}
    where = names.pop() if len(names) == 1 else "the identity provider"
    muted(
        f"Look in {where}: is provisioning on for the app, and does it deactivate users? Until "
        "that is confirmed, nobody relies on it."
    )
    if len(found) > 1:
        told = f"All {len(found):,} are switched on"
        st.button(md(told), key=f"{key}-all", on_click=_say, args=(found, True))
    for one in found[:MOST_ASKED]:
        with st.container(
            key=f"switch-row-{key}-{one.entry.app}", horizontal=True, vertical_alignment="center"
        ):
            st.markdown(words.md(one.entry.name), width="stretch")
            _choice(one, f"{key}-{one.entry.app}-{one.entry.version}")
    if len(found) > MOST_ASKED:
        muted(f"And {len(found) - MOST_ASKED:,} more, once these are answered.")


def ask_one(one: AppCoverage, key: str) -> None:
    """The same of one app, with what was said of it."""
    if not one.route.is_switchable:
        return
    said = next((told for told, is_on in _IS_ON.items() if is_on is one.route.is_on), None)
    chosen = st.segmented_control(
        md(f"Provisioning in {one.route.idp_name or 'the identity provider'}"),
        list(_IS_ON),
        default=said,
        key=f"{key}-{one.entry.app}-{one.entry.version}",
        disabled=not may(authenticate(), Action.STACK_EDIT),
        help="Chosen once more, it is not known again.",
    )
    # Not a callback: a drawer that ran alone would go on with the app as it was.
    if chosen != said:
        edit = one.switched(_IS_ON.get(chosen or ""))
        attempt(lambda session: stack.save(session, authenticate(), [edit]))


def _choice(one: AppCoverage, key: str) -> None:
    st.segmented_control(
        md(f"Provisioning of {one.entry.name}"),
        list(_IS_ON),
        key=key,
        on_change=lambda: _say([one], _IS_ON.get(st.session_state[key] or "")),
        label_visibility="collapsed",
    )


def _say(found: Sequence[AppCoverage], is_on: bool | None) -> None:
    def save(session: Session) -> None:
        stack.save(session, authenticate(), [one.switched(is_on) for one in found])

    if write(save):
        undo.offer(_told(found, is_on), partial(_take_back, found), "As it was before.")


def _told(found: Sequence[AppCoverage], is_on: bool | None) -> str:
    what = found[0].entry.name if len(found) == 1 else words.count(len(found), "app")
    return f"{what}: {_STATES[is_on]}."


def _take_back(found: Sequence[AppCoverage], session: Session) -> None:
    # Refused where somebody changed the app since.
    was = [one.entry for one in found]
    back = [StackEdit(one.app, one.version + 1, one.fields) for one in was]
    stack.save(session, authenticate(), back)
