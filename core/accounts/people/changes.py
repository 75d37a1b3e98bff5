"""What a list of people changes, by name. Pure."""

from typing import Any

import polars as pl

from core.accounts.feeds.changes import differs, field_changes, first_of
from core.accounts.list_changes import FieldChange, ListChange, ListChanges
from core.accounts.people.roster import FIELDS, Roster


def of_people(roster: Roster, people: pl.DataFrame) -> ListChanges:
    """``people``: ``people.tables.STORED``. Of a new person their last day is told, if they have
    one."""
    changed = roster.changed.filter(differs(FIELDS))
    gone = people.filter(pl.col("person").is_in(roster.unlisted))
    return ListChanges(
        tuple(ListChange(_person(each), _ends(each)) for each in first_of(roster.new)),
        tuple(ListChange(_person(each), field_changes(each, FIELDS)) for each in first_of(changed)),
        tuple(ListChange(_person(each)) for each in first_of(gone)),
    )


def _person(row: dict[str, Any]) -> str:
    return str(row["name"] or row["email"] or row["employee_number"] or "(no name)")


def _ends(row: dict[str, Any]) -> tuple[FieldChange, ...]:
    return (FieldChange("end_at", None, row["end_at"]),) if row["end_at"] else ()
