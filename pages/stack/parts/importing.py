"""Bring in the list that people already have: paste or upload, see what it means, then import."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import streamlit as st
from sqlmodel import Session

from core.catalog import service as catalog
from core.catalog.service import find_plan
from core.catalog.values import Snapshot
from core.errors import OfframpError
from core.stack import service as stack
from core.stack.service import plan_import
from core.stack.values import ImportedRow, ImportPlan, OrganisationView, StackEntry, StackFields
from pages.stack.parts import drawers
from pages.ui import words
from pages.ui.errors import show
from pages.ui.inputs.table_field import table_field
from pages.ui.notices import attempt
from pages.ui.page_context import authenticate
from pages.ui.table import Column, Content, Text, table

LEAVE_OUT = "leave out"
ADD_NEW = "add as a new app of ours"
_NO_APP = (LEAVE_OUT, ADD_NEW)
MOST_ASKED = 100
"""Rows that a person is asked about at once: each is a field on the page."""


@st.dialog("Import a list", width="large", position="right", on_dismiss=drawers.close)
def drawer(whole: Snapshot, organisation: OrganisationView, entries: Sequence[StackEntry]) -> None:
    """The whole journey of an import, on one place."""
    with st.container():
        names = {app.id: app.name for app in whole}
        try:
            found = table_field(
                "stack-paste",
                "App, Plan, Seats, Owner\nCustomer.io, Essentials, 40, Ada Example",
                "From a spreadsheet or as CSV. Columns are matched by name; App is enough.",
            )
            if found is None:
                return
            plan = plan_import(
                found,
                names,
                whole.aliases,
                currency=organisation.currency,
                apps=whole.apps,
                before=entries,
            )
        except OfframpError as error:
            show(error)
            return
        _understood(plan, whole, names)
        doubtful = [row for row in plan.own_plans if row.plan_guesses]
        plans = {row.line: _choose_plan(row, names) for row in doubtful[:MOST_ASKED]}
        choices: dict[int, str | None] = dict.fromkeys(row.line for row in plan.unmatched)
        choices |= {row.line: _choose(row, names) for row in plan.unmatched[:MOST_ASKED]}
        if max(len(doubtful), len(plan.unmatched)) > MOST_ASKED:
            st.warning(
                f"{words.count(len(plan.unmatched), 'row')} name no app of the catalogue, "
                f"{len(doubtful):,} a plan that it lacks. You are asked about the first "
                f"{MOST_ASKED} of each. Import these, then the rest from a list without them."
            )
        if plan.problems:
            more = len(plan.problems) - MOST_ASKED
            lines = [f"- {words.md(problem)}" for problem in plan.problems[:MOST_ASKED]]
            lines += [f"- … and {more:,} more"] if more > 0 else []
            st.error(
                "These cells cannot be understood. Correct them and paste again:\n\n"
                + "\n".join(lines)
            )
            return
        rows = _rows(plan, choices, plans)
        if left_out := stack.left_out_by_import(rows, entries, whole.apps):
            st.warning(words.listed("The import leaves out what was for something else:", left_out))
        if st.button(words.md(_label(plan, choices)), type="primary"):
            _import(plan, choices, rows, whole)


def _understood(plan: ImportPlan, whole: Snapshot, names: Mapping[str, str]) -> None:
    told = ", ".join(
        f"{field.replace('annual_spend', 'spend a year')} from “{column}”"
        for field, column in plan.columns.items()
    )
    ignored = f" Not used: {', '.join(plan.ignored)}." if plan.ignored else ""
    st.caption(words.md(f"{words.count(len(plan.rows), 'row')}. Understood: {told}.{ignored}"))
    if plan.matched:
        table(
            [
                Column("Line", number=True),
                "In the list",
                "App",
                "Plan",
                Column("Seats", number=True),
                Column("Spend a year", number=True),
                "Owner",
                Column("Renewal", tight=True),
            ],
            [
                [
                    str(row.line),
                    row.name,
                    names[row.app or ""],
                    _plan(row, whole),
                    "" if row.fields.seats is None else f"{row.fields.seats:,}",
                    ""
                    if row.fields.annual_spend is None
                    else words.money(row.fields.annual_spend, row.fields.currency),
                    row.fields.owner or "",
                    "" if row.fields.renewal is None else words.day(row.fields.renewal),
                ]
                for row in plan.matched[:200]
            ],
            label="Rows whose app is known",
        )


def _plan(row: ImportedRow, whole: Snapshot) -> Content:
    """The plan by its name; one that the catalogue lacks is marked so."""
    if not row.fields.plan or row.app is None:
        return ""
    if row.has_own_plan:
        return [[row.fields.plan], [Text("not in the catalogue", muted=True)]]
    found = find_plan(whole.apps[row.app], row.fields.plan)
    plan = found.name if found else row.fields.plan
    if row.plan_as_before:
        return [[plan], [Text(f"“{row.plan_as_before}” in the list, as said before", muted=True)]]
    return plan


def _choose_plan(row: ImportedRow, names: Mapping[str, str]) -> str:
    """What a plan's name means that the catalogue does not have: a guess, confirmed, or our own."""
    guesses = {plan.slug: plan.name for plan in row.plan_guesses}
    own = row.fields.plan or ""
    return st.selectbox(
        words.md(
            f"Line {row.line}: {names[row.app or '']} has no plan “{own}” in the catalogue. It "
            "means"
        ),
        [own, *guesses],
        format_func=lambda one: guesses.get(one, f"“{own}”, another plan of ours"),
        key=f"import-plan-{row.line}-{row.name}",
        help="A plan of ours that the catalogue lacks is kept by its name; whether it has SCIM and "
        "what it costs is then not known.",
    )


def _choose(row: ImportedRow, names: Mapping[str, str]) -> str | None:
    """What a row means whose name the catalogue does not know; never dropped silently."""
    options = [*(guess.app for guess in row.guesses), ADD_NEW, LEAVE_OUT]
    return st.selectbox(
        words.md(f"Line {row.line}: “{row.name}” is not in the catalogue. It means"),
        options,
        format_func=lambda option: names.get(option, option),
        index=None,
        placeholder=_perhaps(row, names),
        key=f"import-{row.line}-{row.name}",
    )


def _perhaps(row: ImportedRow, names: Mapping[str, str]) -> str:
    likely = ", ".join(names[guess.app] for guess in row.guesses)
    lead = f"Perhaps {likely}" if likely else "No app has a name like it"
    return f"{lead}; choose, add it as a new app, or leave it out"


def _label(plan: ImportPlan, choices: Mapping[int, str | None]) -> str:
    open_rows = sum(choice is None for choice in choices.values())
    left_out = sum(choice == LEAVE_OUT for choice in choices.values())
    number = len(plan.rows) - open_rows - left_out
    without = f", {words.count(open_rows, 'unknown row')} left out" if open_rows else ""
    return f"Import {words.count(number, 'app')}{without}"


def _rows(
    plan: ImportPlan, choices: Mapping[int, str | None], plans: Mapping[int, str]
) -> dict[str, StackFields]:
    """What the list says of apps of the catalogue, with what was chosen."""
    rows = {
        row.app: replace(row.fields, plan=plans.get(row.line, row.fields.plan))
        for row in plan.matched
        if row.app
    }
    chosen = {choices[row.line]: row.fields for row in plan.unmatched}
    return rows | {app: said for app, said in chosen.items() if app not in (None, *_NO_APP)}


def _import(
    plan: ImportPlan,
    choices: Mapping[int, str | None],
    rows: Mapping[str, StackFields],
    whole: Snapshot,
) -> None:
    def bring_in(session: Session) -> words.Markdown:
        who = authenticate()
        new = [row for row in plan.unmatched if choices[row.line] == ADD_NEW]
        ours = {catalog.add_app(session, who, row.name): row.fields for row in new}
        left_out = stack.left_out_by_import(rows, stack.entries(session, who), whole.apps)
        added, updated = stack.import_entries(session, who, {**rows, **ours})
        return words.listed(f"{words.count(added, 'app')} added, {updated} updated.", left_out)

    def taken(_: object) -> None:
        st.session_state.pop("stack-paste", None)
        drawers.close()

    attempt(bring_in, lambda told: told, then=taken)
