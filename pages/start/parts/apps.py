"""Step 2: the apps that we use, pasted, uploaded or picked; nothing is stored before the button."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

import streamlit as st
from sqlmodel import Session

from core.catalog.values import Snapshot
from core.stack import service as stack
from core.stack.values import Imported, OrganisationView, StackEntry
from pages.start.parts import progress
from pages.start.parts.progress import Step
from pages.ui import words
from pages.ui.app_list import field, review
from pages.ui.app_list.field import PASTED
from pages.ui.notices import write
from pages.ui.page_context import authenticate
from pages.ui.table import muted

_HOW, _PICKED = "start-how", "start-picked"


class How(StrEnum):
    """The ways to say which apps we use."""

    PASTE = field.How.PASTE
    UPLOAD = field.How.UPLOAD
    PICK = "Pick from the catalogue"


def draw(whole: Snapshot, organisation: OrganisationView, entries: Sequence[StackEntry]) -> None:
    """Choose how, then the list and what it means."""
    if entries:
        muted(
            f"{words.count(len(entries), 'app')} in your stack already. A list adds to them and "
            "fills in what is missing; an empty cell erases nothing."
        )
    how = st.segmented_control(
        "How",
        list(How),
        default=How.PASTE,
        required=True,
        key=_HOW,
        label_visibility="collapsed",
        persist_state="session",
    )
    if how is How.PICK:
        ours = {entry.app for entry in entries}
        _pick({app.id: app.name for app in whole if app.id not in ours})
        return
    kind = field.How(how)
    field.say_if_empty()
    table = field.given(kind, whole)
    if table is None:
        action = "Check the list" if how is How.PASTE else None
        # A key of its own: a double click on it must not be one on the button that adds.
        progress.foot(Step.APPS, action, lambda: field.check(kind), key="start-check")
        return
    shown = st.session_state.get(PASTED)
    review.draw(
        table,
        whole,
        organisation,
        entries,
        _add_button,
        is_unchanged=lambda: how is How.UPLOAD or st.session_state.get(PASTED) == shown,
        then=_added,
    )


def _add_button(label: str, on_click: progress.Callback, why_not: str) -> None:
    progress.foot(Step.APPS, label, on_click, disabled=bool(why_not), why_disabled=why_not or None)


def _added() -> None:
    field.forget()
    progress.go_to(Step.ANSWER)


def _pick(names: Mapping[str, str]) -> None:
    chosen = st.multiselect(
        "Apps you use",
        list(names),
        format_func=names.__getitem__,
        placeholder="Type a part of a name",
        select_all=False,
        key=_PICKED,
        persist_state="session",
    )

    def add() -> None:
        def work(session: Session) -> Imported:
            return stack.add_several(session, authenticate(), chosen)

        def done(found: Imported) -> None:
            st.session_state.pop(_PICKED, None)
            review.offer_undo(found)
            progress.go_to(Step.ANSWER)

        write(work, then=done)

    action = f"Add {words.count(len(chosen), 'app')}" if chosen else "Add"
    progress.foot(
        Step.APPS, action, add, disabled=not chosen, why_disabled="Pick at least one app."
    )
