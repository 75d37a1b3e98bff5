"""Edit the stack in place: the organisation, adding apps, the table of apps."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import pandas as pd
import streamlit as st

from core.catalog.snapshot import Snapshot
from core.errors import OfframpError
from core.identity.rights import Action, may
from core.stack import service as stack
from core.stack.values import OrganisationView, StackEdit, StackEntry, StackFields
from pages.components import words
from pages.components.errors import show
from pages.components.notices import say
from pages.components.runtime import actor, database


def organisation_form(organisation: OrganisationView, idps: Mapping[str, str]) -> None:
    """Which identity providers we have, our currency."""
    told = ", ".join(idps[idp] for idp in organisation.idps if idp in idps)
    label = f"Identity providers: {told}" if told else "Identity providers: not said yet"
    with st.expander(label, expanded=not organisation.idps), st.form("organisation", border=False):
        chosen = st.multiselect(
            "Identity providers in use, the main one first",
            list(idps),
            default=[idp for idp in organisation.idps if idp in idps],
            format_func=idps.__getitem__,
            disabled=not may(actor(), Action.STACK_EDIT),
        )
        currency = st.text_input(
            "Currency of our figures (ISO 4217)", organisation.currency, max_chars=3, width=200
        )
        if st.form_submit_button("Save", disabled=not may(actor(), Action.STACK_EDIT)):
            new = OrganisationView(
                organisation.name,
                tuple(chosen),
                currency,
                organisation.time_zone,
                organisation.version,
            )
            _try(lambda session: stack.set_organisation(session, actor(), new), "Saved.")


def add_apps(whole: Snapshot, entries: Sequence[StackEntry]) -> None:
    """Choose apps of the catalogue."""
    if not may(actor(), Action.STACK_EDIT):
        return
    present = {entry.app for entry in entries}
    names = {app.id: app.name for app in whole if app.id not in present}
    with st.expander("Add apps", expanded=not entries), st.form("add-apps", border=False):
        chosen = st.multiselect(
            "Apps of the catalogue",
            list(names),
            format_func=names.__getitem__,
            placeholder="Type a part of a name",
        )

        def add(session: Any) -> None:
            for app in chosen:
                stack.add(session, actor(), app)

        if st.form_submit_button("Add", type="primary") and chosen:
            _try(add, f"{words.count(len(chosen), 'app')} added.")


def editor(entries: Sequence[StackEntry], whole: Snapshot) -> None:
    """The apps as a table that is edited in place and saved with one button."""
    st.subheader("Apps", anchor=False)
    editable = may(actor(), Action.STACK_EDIT)
    frame = pd.DataFrame([_row(entry) for entry in entries]).set_index("app")
    plans = {plan.plan for entry in entries for plan in whole.apps[entry.app].plans}
    edited = st.data_editor(
        frame,
        key=f"stack-editor-{sum(entry.version for entry in entries)}-{len(entries)}",
        hide_index=True,
        placeholder="",
        disabled=["Name"] if editable else True,
        column_config={
            "Name": st.column_config.TextColumn("App", pinned=True),
            "Plan": st.column_config.TextColumn(help=f"For example {', '.join(sorted(plans)[:4])}"),
            "Seats": st.column_config.NumberColumn(min_value=0, step=1, format="localized"),
            "Spend a year": st.column_config.NumberColumn(min_value=0, format="localized"),
            "Renewal": st.column_config.DateColumn(format="YYYY-MM-DD"),
            "Remove": st.column_config.CheckboxColumn(help="Take the app out of our stack"),
        },
    )
    changes = [
        (entry, edited.loc[entry.app])
        for entry in entries
        if not edited.loc[entry.app].equals(frame.loc[entry.app])
    ]
    if changes:
        st.markdown(f"{words.count(len(changes), 'unsaved change')}.")
    if editable and st.button("Save changes", type="primary", disabled=not changes):
        _try(lambda session: _save(session, changes), "Saved.")


def _row(entry: StackEntry) -> dict[str, Any]:
    fields = entry.fields
    return {
        "app": entry.app,
        "Name": entry.name,
        "Plan": fields.plan,
        "Seats": fields.seats,
        "Spend a year": None if fields.annual_spend is None else float(fields.annual_spend),
        "Currency": fields.currency,
        "Owner": fields.owner,
        "Renewal": fields.renewal,
        "Notes": fields.notes,
        "Remove": False,
    }


def _save(session: Any, changes: Sequence[tuple[StackEntry, pd.Series]]) -> None:
    for entry, row in changes:
        if row["Remove"]:
            stack.remove(session, actor(), entry.app)
            continue
        fields = StackFields(
            plan=_text(row["Plan"]),
            seats=None if pd.isna(row["Seats"]) else int(row["Seats"]),
            annual_spend=None
            if pd.isna(row["Spend a year"])
            else Decimal(str(row["Spend a year"])),
            currency=_text(row["Currency"]) or entry.fields.currency,
            owner=_text(row["Owner"]),
            renewal=None if pd.isna(row["Renewal"]) else row["Renewal"],
            notes=_text(row["Notes"]),
        )
        stack.save(session, actor(), [StackEdit(entry.app, entry.version, fields)])


def _text(value: Any) -> str | None:
    return None if pd.isna(value) or not str(value).strip() else str(value).strip()


def _try(work: Any, done: str) -> None:
    try:
        with database().write() as session:
            work(session)
    except OfframpError as error:
        show(error)
    else:
        say(done)
        st.rerun()
