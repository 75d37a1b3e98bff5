"""The apps of our stack as a table that is edited in place and saved with one button.

What somebody types belongs to the rows as they saw them. While there are unsaved edits the table
stays as it was, whatever others save meanwhile; saving then meets their change as a conflict.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd
import streamlit as st
from sqlmodel import Session

from core.catalog.service import our_plan, plans_of
from core.catalog.values import Snapshot
from core.rights import Action, may
from core.stack import service as stack
from core.stack.values import StackEdit, StackEntry
from pages.stack.parts.entry import offer_back
from pages.ui import words
from pages.ui.notices import write
from pages.ui.page_context import authenticate

_SEEN = "stack-as-seen"
COLUMNS = {
    "Plan": "plan",
    "Seats": "seats",
    "Spend a year": "annual_spend",
    "Currency": "currency",
    "Owner": "owner",
    "Renewal": "renewal",
    "Notes": "notes",
}
"""The table's columns that can be edited, and the fields that they are."""

ALL_SHOWN = 20
"""Up to so many apps the table is as high as it is long; a longer one scrolls."""

Typed = Mapping[int, Mapping[str, Any]]
"""What was typed: row number → column → value, as the browser sends it."""


def editor(entries: Sequence[StackEntry], whole: Snapshot) -> None:
    """Draw the table, how many edits are unsaved, and the buttons."""
    editable = may(authenticate(), Action.STACK_EDIT)
    seen = _as_seen(entries)
    plans = [plan.name for entry in seen for plan in plans_of(whole.apps[entry.app])]
    st.data_editor(
        pd.DataFrame([_row(entry, whole) for entry in seen]),
        key=_key(seen),
        hide_index=True,
        height="content" if len(seen) <= ALL_SHOWN else 700,
        placeholder="",
        disabled=["App"] if editable else True,
        column_config={
            "App": st.column_config.TextColumn(pinned=True),
            "Plan": st.column_config.TextColumn(
                help=f"The vendor's name for it, for example {', '.join(dict.fromkeys(plans[:4]))}"
            ),
            "Seats": st.column_config.NumberColumn(min_value=0, step=1, format="localized"),
            "Spend a year": st.column_config.NumberColumn(min_value=0, format="localized"),
            "Renewal": st.column_config.DateColumn(format="YYYY-MM-DD"),
            "Remove": st.column_config.CheckboxColumn(help="Take the app out of our stack"),
        },
    )
    typed = _typed(seen)
    if typed:
        st.markdown(f"{words.count(len(typed), 'unsaved change')}.")
        if meanwhile := _changed_meanwhile(seen, entries):
            st.warning(
                words.md(
                    f"Changed by someone else since you began: {meanwhile}. What you typed there "
                    "cannot be saved over it; discard it to see what it is now."
                )
            )
        if left_out := _left_out(seen, typed, whole):
            st.warning(words.listed("Saving leaves out what was for something else:", left_out))
    if editable:
        with st.container(horizontal=True):
            st.button(
                "Save changes",
                type="primary",
                disabled=not typed,
                on_click=_save,
                args=(seen, whole),
            )
            if typed:
                st.button("Discard changes", on_click=_forget, args=(seen,))


def _as_seen(entries: Sequence[StackEntry]) -> Sequence[StackEntry]:
    """The rows that unsaved edits were made on; the current ones when there are no edits."""
    seen: Sequence[StackEntry] = st.session_state.get(_SEEN, ())
    if not seen or not _typed(seen):
        seen = st.session_state[_SEEN] = tuple(entries)
    return seen


def _key(seen: Sequence[StackEntry]) -> str:
    rows = hash(tuple((entry.app, entry.version) for entry in seen))
    return f"stack-editor-{rows}-{st.session_state.get('stack-discards', 0)}"


def _typed(seen: Sequence[StackEntry]) -> Typed:
    state = st.session_state.get(_key(seen), {})
    return {int(row): cells for row, cells in state.get("edited_rows", {}).items()}


def _changed_meanwhile(seen: Sequence[StackEntry], now: Sequence[StackEntry]) -> str:
    """Names of the apps that others changed or took out."""
    versions = {entry.app: entry.version for entry in now}
    changed = [words.md(one.name) for one in seen if versions.get(one.app) != one.version]
    return ", ".join(changed)


def _row(entry: StackEntry, whole: Snapshot) -> dict[str, Any]:
    spend = entry.fields.annual_spend
    fields: dict[str, Any] = {name: getattr(entry.fields, field) for name, field in COLUMNS.items()}
    fields["Spend a year"] = None if spend is None else float(spend)
    fields["Plan"] = our_plan(whole.apps[entry.app], entry.fields.plan).name
    return {"App": entry.name, **fields, "Remove": False}


def _left_out(seen: Sequence[StackEntry], typed: Typed, whole: Snapshot) -> list[str]:
    """What was paid or quoted for another plan, or in another currency, than is typed now."""
    return [
        told
        for row, cells in typed.items()
        if not cells.get("Remove") and seen[row].app in whole.apps
        for told in stack.left_out(
            whole.apps[seen[row].app], seen[row].fields, _edit(seen[row], cells)
        )
    ]


def _save(seen: Sequence[StackEntry], whole: Snapshot) -> None:
    typed = _typed(seen)

    def save(session: Session) -> None:
        for row, cells in typed.items():
            entry = seen[row]
            who = authenticate()
            if cells.get("Remove"):
                stack.remove(session, who, entry.app, entry.version)
            else:
                stack.save(session, who, [_edit(entry, cells)])

    removed = [seen[row] for row, cells in typed.items() if cells.get("Remove")]

    def done(_: object) -> None:
        _forget(seen)
        if removed:
            offer_back(removed)

    told = words.listed("Saved.", _left_out(seen, typed, whole))
    write(save, told, then=done)


def _edit(entry: StackEntry, cells: Mapping[str, Any]) -> StackEdit:
    """The row with what was typed in place; cells that nobody touched keep their exact value."""
    new = {COLUMNS[name]: _value(name, value) for name, value in cells.items() if name in COLUMNS}
    if "currency" in new and not new["currency"]:
        del new["currency"]
    anew = frozenset({"annual_spend"} & new.keys())
    return StackEdit(entry.app, entry.version, replace(entry.fields, **new), anew)


def _value(name: str, value: Any) -> Any:
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if name == "Seats":
        return int(value)
    if name == "Spend a year":
        return Decimal(str(value))
    if name == "Renewal":
        return date.fromisoformat(str(value)[:10])
    return str(value).strip()


def _forget(seen: Sequence[StackEntry]) -> None:
    """Drop what was typed: a new key is a new table."""
    st.session_state.pop(_SEEN, None)
    st.session_state["stack-discards"] = st.session_state.get("stack-discards", 0) + 1
    st.session_state.pop(_key(seen), None)
