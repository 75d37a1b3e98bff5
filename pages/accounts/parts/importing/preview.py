"""What a list would do, before it is imported: counts, what is wrong where, its first rows."""

from collections.abc import Sequence
from datetime import date, datetime

import streamlit as st

from core.accounts.values import (
    Delivery,
    FieldChange,
    ImportResult,
    ListChanges,
    RowError,
    Subject,
)
from core.offboarding.values import ListOutcome
from pages.accounts.parts.importing import outcomes
from pages.accounts.parts.importing.field_words import name
from pages.ui import words
from pages.ui.dates import moment
from pages.ui.table import Column, Content, Figure, Text, escape, figures, muted, table

FIRST = 5
"""So many rows are shown."""
MOST = 20
"""So many new, changed and missing ones are named."""
WRONG = 40
"""So many things that are wrong are told; the lines of the rest are counted."""
NAMED = 3
"""So many lines with the same thing wrong are named."""
_SHOWN = {
    Subject.ACCOUNTS: ("name", "email", "user_name", "status", "admin", "kind", "last_active"),
    Subject.PEOPLE: ("name", "email", "department", "manager", "kind", "start", "end"),
}


def noun(subject: Subject, number: int) -> str:
    """``412 accounts``, ``1 person``."""
    if subject is Subject.PEOPLE:
        return words.count(number, "person", "people")
    return words.count(number, "account")


def recognised(delivery: Delivery) -> None:
    """Which format it is, and how much there is of it."""
    guessed = " (columns recognised by name)" if delivery.format == "table" else ""
    # Before it is said which column is what, there are no rows yet: that is not a count.
    said = "" if delivery.needed else f": {noun(delivery.subject, len(delivery.frame))}"
    st.html(
        f"<p><strong>{escape(delivery.format_name)}</strong>{escape(guessed)}{escape(said)}</p>"
    )
    for note in delivery.notes:
        muted(note)


def wrong(errors: Sequence[RowError]) -> None:
    """What is wrong in which line. Nothing is stored until it is right."""
    st.error(
        words.md(
            f"Nothing was stored: {words.count(len(errors), 'line')} of this list cannot be taken."
        )
    )
    alike: dict[tuple[str | None, str], list[int]] = {}
    for each in errors:
        alike.setdefault((each.column, each.message), []).append(each.line)
    table(
        [Column("Lines", tight=True), "Column", Column("What is wrong", wide=True)],
        [
            [_lines(lines), column or Text("–", muted=True), message]
            for (column, message), lines in list(alike.items())[:WRONG]
        ],
        label="Lines that cannot be taken",
        cards=False,
    )
    if len(alike) > WRONG:
        left = sum(len(lines) for lines in list(alike.values())[WRONG:])
        muted(f"and {words.count(left, 'more line')}.")


def _lines(lines: Sequence[int]) -> str:
    """``3, 4, 5 and 42 more``."""
    shown = ", ".join(f"{line:,}" for line in lines[:NAMED])
    return f"{shown} and {len(lines) - NAMED:,} more" if len(lines) > NAMED else shown


def outcome(result: ImportResult, subject: Subject) -> None:
    """What it would change."""
    shown = [
        Figure("New", f"{result.new:,}"),
        Figure("Changed", f"{result.changed:,}"),
        Figure("No longer listed", f"{result.gone:,}"),
    ]
    if subject is Subject.ACCOUNTS:
        shown.append(Figure("Whose is known", f"{result.matched:,}"))
        near = f"Suggested whose they may be: {result.suggested:,}." if result.suggested else ""
        shown.append(Figure("No one's", f"{result.no_ones:,}", near))
    figures(shown)
    if result.held:
        st.warning(
            words.listed(
                "It will be held: nothing follows from it until someone accepts it.", result.held
            )
        )
    for note in result.notes:
        st.info(words.md(note))


def follows(found: Sequence[ListOutcome] | None) -> None:
    """What it would do to cases: the bad apart and first."""
    if found is None:
        st.info("What follows for cases is said once it is taken: the list is long.")
        return
    if bad := outcomes.said(found, outcomes.BAD):
        st.error(words.Markdown(f"Once it is taken: {words.md(bad)}"))
    if good := outcomes.said(found, outcomes.GOOD):
        st.info(words.Markdown(f"Once it is taken: {words.md(good)}"))


def first_rows(delivery: Delivery) -> None:
    """The first rows as they were understood."""
    frame = delivery.frame.head(FIRST)
    fields = [
        field
        for field in _SHOWN[delivery.subject]
        if field in delivery.frame.columns and delivery.frame[field].is_not_null().any()
    ]
    if not len(frame) or not fields:
        return
    table(
        [name(delivery.subject, field) for field in fields],
        [[_cell(row[field], field) for field in fields] for row in frame.select(fields).to_dicts()],
        label="The first rows as they were understood",
        cards=False,
    )


def changes(of: ListChanges, subject: Subject) -> None:
    """What a list changes, by name: the first of each, with what they were and become."""
    parts = (("No longer listed", of.gone), ("New", of.new), ("Changed", of.changed))
    rows: list[list[Content]] = [
        [each.name, kind, "; ".join(_change(one, subject) for one in each.fields) or "–"]
        for kind, named in parts
        for each in named
    ]
    if rows:
        table(
            ["Who", Column("What", tight=True), Column("How", wide=True)],
            rows,
            label="What changes",
        )
    if any(len(named) == MOST for _kind, named in parts):
        muted(f"The first {MOST} of each are named.")


def _change(of: FieldChange, subject: Subject) -> str:
    field = of.field.removesuffix("_at")
    before, after = _plain(of.before, field), _plain(of.after, field)
    return f"{name(subject, field)}: {before} → {after}"


def _plain(value: object, field: str) -> str:
    cell = _cell(value, field)
    return cell.text if isinstance(cell, Text) else cell


def _cell(value: object, field: str = "") -> str | Text:
    if value is None and field in ("start", "end"):
        return Text("–", muted=True, help="None in the list.")
    if value is None:
        return Text("Not known", muted=True)
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, datetime):
        return moment(value)
    return value.isoformat() if isinstance(value, date) else str(value)
