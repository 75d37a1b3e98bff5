"""What a list means: apps and plans that are known, those to be confirmed, what cannot be read."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

import streamlit as st
from sqlmodel import Session

from core.catalog.service import find_plan
from core.catalog.values import Snapshot
from core.errors import OfframpError
from core.files.tables import Table
from core.stack import service as stack
from core.stack.values import (
    Imported,
    ImportedRow,
    ImportPlan,
    Kept,
    OrganisationView,
    ReviewedList,
    StackEntry,
)
from pages.ui import undo, words
from pages.ui.app_list.home_currency import CURRENCIES, currency_of
from pages.ui.errors import show
from pages.ui.notices import say, show_notice, write
from pages.ui.page_context import authenticate
from pages.ui.table import Badge, Column, Content, Text, muted, table

PLACE = "app-list"
"""Where it is said why a list was not added: beside it, it may stand in a drawer."""
MOST_SHOWN = 50
MOST_LETTERS = 30
"""Of a new name in the sentence above the rows; its row has all."""
_FIELDS = {"annual_spend": "spend a year"}
Button = Callable[[str, Callable[[], None], str], None]
"""Draws the button that adds, with this label and callback; the third says why it cannot be used,
empty: it can."""
_KEPT_WORDS = {Kept.AS_OURS: "An app of our own", Kept.NOT: "Leave it out"}


def draw(
    found: Table,
    whole: Snapshot,
    organisation: OrganisationView,
    entries: Sequence[StackEntry],
    button: Button,
    *,
    is_unchanged: Callable[[], bool],
    then: Callable[[], object],
) -> None:
    """What will be added, what has to be said first, and the button that adds it.

    ``is_unchanged``: at the click, whether the list is still the one that is shown; ``then``: what
    comes once it was added.
    """
    show_notice(PLACE)
    names = {app.id: app.name for app in whole}
    key = f"list-currency-{organisation.version}"
    likely, why = _likely_currency(found, organisation, is_first=not entries)
    currency = st.session_state.get(key, likely)
    try:
        plan = stack.plan_import(
            found, names, whole.aliases, currency=currency, apps=whole.apps, before=entries
        )
    except OfframpError as error:
        show(error)
        return
    listed = stack.reviewed(plan, names, whole.aliases)
    summary = st.container()
    listed = replace(listed, meant=_meanings(listed, names), plans=_plans(listed, names))
    with summary:
        _summary(listed, entries)
    _problems(plan)
    _rows(listed, whole, names)
    if left_out := stack.left_out_by_import(listed.known, entries, whole.apps):
        st.warning(words.listed("Amounts that were for something else are replaced:", left_out))
    if not entries:
        _choose_currency(key, likely, why)
    ours = replace(organisation, currency=currency)
    button(
        f"Add {words.count(len(listed), 'app')}",
        lambda: _add(listed, ours, is_unchanged, then),
        "" if listed else "The list has no app to add.",
    )


def _likely_currency(
    found: Table, organisation: OrganisationView, *, is_first: bool
) -> tuple[str, str]:
    """In which currency amounts without a sign are, and where that is from."""
    if is_first and (said := stack.said_currency(found)):
        return said, "as in your list"
    if is_first and (usual := currency_of(st.context.locale)):
        return usual, "from your browser’s language"
    return organisation.currency, "as it is set"


def _choose_currency(key: str, likely: str, why: str) -> None:
    options = sorted({*CURRENCIES, likely})
    label = f"Currency, {words.md(why)}"
    st.selectbox(label, options, index=options.index(likely), key=key, width=320)


def _summary(listed: ReviewedList, entries: Sequence[StackEntry]) -> None:
    ours = {entry.app for entry in entries}
    parts = [f"{len(listed.known):,} known"]
    if listed.new:
        parts.append(f"{len(listed.new):,} new: {_some([row.name for row in listed.new])}")
    if again := sum(app in ours for app in listed.known):
        parts.append(f"{again:,} in your stack already")
    if listed.undecided:
        parts.append(f"{words.count(len(listed.undecided), 'name')} to confirm, else left out")
    st.markdown(f"**{words.md(' · '.join(parts))}**")
    told = ", ".join(
        f"{_FIELDS.get(field, field)} from “{column}”"
        for field, column in listed.plan.columns.items()
    )
    ignored = f" Not used: {', '.join(listed.plan.ignored)}." if listed.plan.ignored else ""
    muted(f"Understood: {told}.{ignored}")


def _some(names: Sequence[str]) -> str:
    more = len(names) - 5
    short = [name if len(name) <= MOST_LETTERS else f"{name[:MOST_LETTERS]}…" for name in names[:5]]
    return ", ".join(short) + (f" and {more:,} more" if more > 0 else "")


def _problems(plan: ImportPlan) -> None:
    if not plan.problems:
        return
    more = len(plan.problems) - MOST_SHOWN
    lines = [f"- {words.md(problem)}" for problem in plan.problems[:MOST_SHOWN]]
    lines += [f"- and {more:,} more"] if more > 0 else []
    count = words.count(len(plan.problems), "cell")
    st.warning(f"{count} cannot be read and will stay empty:\n\n" + "\n".join(lines))


def _meanings(listed: ReviewedList, names: Mapping[str, str]) -> dict[int, str]:
    """What a person says of names that may be a known app's with a typing error."""
    said = {}
    for row in listed.unclear:
        options = [*listed.near[row.line], *Kept]
        chosen = st.pills(
            words.md(f"Line {row.line}: “{row.name}” is"),
            options,
            format_func=lambda one: words.md(names.get(one) or _KEPT_WORDS[Kept(one)]),
            key=f"list-name-{row.line}-{row.name}",
        )
        if chosen:
            said[row.line] = str(chosen)
    return said


def _plans(listed: ReviewedList, names: Mapping[str, str]) -> dict[int, str]:
    """What a person says of plans that the catalogue has under another name."""
    asked = {row.line: _plan_meant(row, names) for row in listed.unclear_plans[:MOST_SHOWN]}
    return {line: plan for line, plan in asked.items() if plan}


def _plan_meant(row: ImportedRow, names: Mapping[str, str]) -> str | None:
    called = {plan.slug: plan.name for plan in row.plan_guesses}
    return st.pills(
        words.md(f"{names[row.app or '']}: the plan “{row.fields.plan}” is"),
        [*called, ""],
        format_func=lambda one: words.md(called.get(one, "Another plan")),
        key=f"list-plan-{row.line}-{row.name}-{row.fields.plan}",
    )


def _rows(listed: ReviewedList, whole: Snapshot, names: Mapping[str, str]) -> None:
    left_out = {row.line for row in listed.undecided}
    rows: list[Sequence[Content]] = [
        (
            _app(row, listed, names),
            _plan(row, listed, whole),
            "–" if row.fields.seats is None else f"{row.fields.seats:,}",
            words.money(row.fields.annual_spend, row.fields.currency),
            row.fields.owner or Text("–", muted=True),
        )
        for row in listed.plan.rows
        if row.line not in left_out
    ]
    heads: list[Column | str] = [
        "App", "Plan", Column("Seats", number=True), Column("Spend a year", number=True), "Owner",
    ]  # fmt: skip
    # A list of names alone is one column: what it does not speak of stays as it is.
    said = [0] + [at for at, name in enumerate(_SHOWN, start=1) if _says(listed, name)]
    heads = [heads[at] for at in said]
    rows = [[row[at] for at in said] for row in rows]
    if len(rows) <= MOST_SHOWN:
        table(heads, rows, label="What will be added")
        return
    table(heads, rows[:MOST_SHOWN], label="What will be added")
    muted(f"And {words.count(len(rows) - MOST_SHOWN, 'more row')}, of {len(rows):,}.")


_SHOWN = ("plan", "seats", "annual_spend", "owner")


def _says(listed: ReviewedList, field: str) -> bool:
    return any(getattr(row.fields, field) is not None for row in listed.plan.rows)


def _app(row: ImportedRow, listed: ReviewedList, names: Mapping[str, str]) -> Content:
    app = row.app or listed.meant.get(row.line, Kept.AS_OURS)
    if app == Kept.NOT:
        return [[row.name, Badge("left out")]]
    return names[app] if app in names else [[row.name, Badge("new")]]


def _plan(row: ImportedRow, listed: ReviewedList, whole: Snapshot) -> Content:
    said = listed.plans.get(row.line, row.fields.plan)
    app = whole.apps.get(row.app or listed.meant.get(row.line, ""))
    if not said or app is None:
        return said or Text("–", muted=True)
    found = find_plan(app, said)
    return found.name if found else [[said, Text("not in the catalogue", muted=True)]]


def _add(
    listed: ReviewedList,
    organisation: OrganisationView,
    is_unchanged: Callable[[], bool],
    then: Callable[[], object],
) -> None:
    if not is_unchanged():
        say("You changed the list. This is what it means now.", PLACE)
        return

    def work(session: Session) -> Imported:
        who = authenticate()
        before = stack.organisation(session, who).currency
        if before == organisation.currency:
            return stack.add_list(session, who, listed)
        stack.set_organisation(session, who, organisation)
        return replace(stack.add_list(session, who, listed), currency_before=before)

    def added(found: Imported) -> None:
        offer_undo(found)
        then()

    write(work, then=added, place=PLACE)


def offer_undo(found: Imported) -> None:
    """Say how many apps were added and filled in, with the way back to what was there before."""
    if not found:
        return
    parts = [f"{words.count(len(found.added), 'app')} added"]
    if found.changed:
        parts.append(f"{len(found.changed):,} updated")
    undo.offer(
        f"{', '.join(parts)}.",
        partial(_take_back, found),
        "Undone: your stack is as it was before.",
    )


def _take_back(found: Imported, session: Session) -> None:
    stack.take_back(session, authenticate(), found)
