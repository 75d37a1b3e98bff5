"""Any delivered file as rows: the door of the formats. Pure.

bytes → table with heads → known format, or columns guessed → accounts or people, with what is to be
asked, what is wrong by line, and what is to be known.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import polars as pl

from core.accounts.formats import accounts, people
from core.accounts.formats.columns import DATE_ORDER, Chosen, choose, has, name_of
from core.accounts.formats.delivery import Delivery, Guess
from core.accounts.formats.fields import MOST_ERRORS, Fields, counted
from core.accounts.formats.heads import form
from core.accounts.formats.known import FIELDS, OnlyRows, formats
from core.accounts.formats.tables import Table, table_of
from core.accounts.kinds import Subject
from core.accounts.list_views import RowError

TABLE = "table"
"""The format of a list whose columns were guessed."""


@dataclass(frozen=True)
class KnownFormat:
    """A format that is recognised."""

    id: str
    name: str
    apps: tuple[str, ...]
    """Catalogue ids; empty: any app."""
    subjects: tuple[Subject, ...]
    notes: tuple[str, ...]


def known_formats() -> tuple[KnownFormat, ...]:
    """Every format that is recognised, by name."""
    found = [KnownFormat(one.id, one.name, one.apps, one.subjects, one.notes) for one in formats()]
    return tuple(sorted(found, key=lambda one: one.name.casefold()))


def mapped_fields(subject: Subject) -> tuple[str, ...]:
    """What ``mapping`` may name."""
    return (*(name_of(subject, field) for field in FIELDS[subject]), DATE_ORDER)


def read(
    data: bytes, name: str, subject: Subject, *, mapping: Mapping[str, str] | None = None
) -> Delivery:
    """The file's rows. ``mapping``: field → head of its column, where somebody has said so.

    Raises :class:`Invalid` for what is no table at all, and for a field or column of the mapping
    that there is not.
    """
    return _understood(table_of(data, name, subject), data, subject, mapping or {})


def read_as_before(
    data: bytes, name: str, subject: Subject, remembered: Mapping[str, str] | None
) -> Delivery:
    """As :func:`read`, with the columns that somebody once said of a feed.

    Of a column that the file no longer has it is asked which one it is now, unless its head says
    so; the others stay as they were said. A file that has none of them is of another feed, and its
    columns are found anew.
    """
    table = table_of(data, name, subject)
    known = {one: said for one, said in (remembered or {}).items() if one in mapped_fields(subject)}
    there = {one: said for one, said in known.items() if one == DATE_ORDER or has(table, said)}
    if not there.keys() - {DATE_ORDER}:
        return _understood(table, data, subject, {})
    found = _understood(table, data, subject, there)
    settled = {*found.mapping, *(guess.field for guess in found.guesses)}
    asked = [
        Guess(field, (), f"Last time this was the column “{column}”, which is gone.", False)
        for field, column in known.items()
        if field not in there and field not in settled
    ]
    return replace(found, guesses=(*found.guesses, *asked))


_CORE = ("external_id", "user_name", "email", "employee_number", "status", "active", "suspended")


def _understood(
    table: Table, data: bytes, subject: Subject, mapping: Mapping[str, str]
) -> Delivery:
    chosen = choose(table, subject, mapping)
    table, left_out = _only_users(table, chosen)
    room = accounts if subject is Subject.ACCOUNTS else people
    fields = Fields(table, chosen, room.DATE_FIELDS)
    if table.breaks_off:
        line = table.lines[-1]
        message = "The last line breaks off: the file is incomplete. Export it again."
        fields.errors.append(RowError(line, message))
    if table.too_long is not None:
        message = "has more cells than the header. Text with a separator in it needs quotes."
        fields.fail(table.too_long, message)
    frame = (
        accounts.read_accounts(fields)
        if subject is Subject.ACCOUNTS
        else people.read_people(fields)
    )
    format = chosen.format
    errors = sorted({*chosen.errors, *fields.errors}, key=lambda one: (one.line, one.message))
    return Delivery(
        subject=subject,
        format=format.id if format else TABLE,
        format_name=format.name if format else "Table",
        apps=format.apps if format else (),
        columns=_columns(table, chosen),
        mapping=chosen.mapping(table, subject),
        frame=frame,
        sha256=hashlib.sha256(data).hexdigest(),
        data=data,
        guesses=_one_of_each(chosen, fields),
        errors=tuple(errors[:MOST_ERRORS]),
        notes=(*table.notes, *left_out, *fields.notes, *_format_notes(chosen, subject)),
        complete=False if format and format.partial else _complete(table.around, frame.height),
        taken_at=_taken_at(table.around),
    )


def _columns(table: Table, chosen: Chosen) -> tuple[str, ...]:
    if not table.is_json:
        return table.heads.texts
    places = (chosen.columns.get(field, ())[:1] for field in _CORE)
    return tuple(table.heads.texts[at] for some in places for at in some)


def _one_of_each(chosen: Chosen, fields: Fields) -> tuple[Any, ...]:
    found = {guess.field: guess for guess in reversed([*chosen.guesses, *fields.guesses])}
    for guess in (*chosen.guesses, *fields.guesses):
        if guess.is_needed:
            found[guess.field] = guess
    return tuple(found.values())


def _format_notes(chosen: Chosen, subject: Subject) -> tuple[str, ...]:
    """What such a list leaves out; of what is a list of accounts, nothing where people are read."""
    format = chosen.format
    if format is None or format.subjects[0] is not subject:
        return ()
    said = any(chosen.columns.get(field) for field in format.note_unless)
    return format.notes[1:] if said else format.notes


def _only_users(table: Table, chosen: Chosen) -> tuple[Table, tuple[str, ...]]:
    """Without the entries that are groups, roles and other resources."""
    only = chosen.format.only_rows if chosen.format else None
    if only is None:
        return table, ()
    are_users = _are_users(table, only)
    others = int((~are_users).sum())
    if not others or others == table.cells.height:
        return table, ()
    kept = replace(table, cells=table.cells.filter(are_users), lines=table.lines.filter(are_users))
    return kept, (f"{counted(others, 'entry', 'entries')} passed over: no users.",)


def _are_users(table: Table, only: OnlyRows) -> pl.Series:
    found = pl.repeat(False, table.cells.height, eager=True)
    for at in table.heads.find(only.or_with):
        found = found | table.column(at).is_not_null()
    for at in table.heads.find(only.column)[:1]:
        words = table.column(at).drop_nulls().unique()
        fitting = [word for word in words if form(word) in only.words]
        found = found | table.column(at).is_in(fitting).fill_null(False)
    return found


_MORE = (
    *("nextPageToken", "@odata.nextLink", "next_page_token", "next_cursor", "nextCursor"),
    *("response_metadata.next_cursor", "meta.next_cursor", "links.next", "next", "next_link"),
    *("paging.next", "_links.next.href", "page_token", "nextLink", "meta.links.next.href"),
)
"""Where APIs say that there is another page."""


def _complete(around: Mapping[str, Any], rows: int) -> bool | None:
    """Whether a page says that it is whole (RFC 7644 §3.4.2 and the like)."""
    if any(around.get(key) not in (None, "", False) for key in _MORE):
        return False
    if around.get("has_more") is True or around.get("hasMore") is True:
        return False
    if around.get("isLast") is False or around.get("is_last") is False:
        return False
    total = around.get("totalResults")
    if isinstance(total, int) and not isinstance(total, bool):
        given = around.get("itemsPerPage")
        there = max(rows, given) if isinstance(given, int) else rows
        return there >= total and around.get("startIndex", 1) in (0, 1)
    return None


def _taken_at(around: Mapping[str, Any]) -> str | None:
    """When the file says that it was made."""
    for key in ("exported_at", "exportedAt", "generated_at", "generatedAt", "taken_at", "takenAt"):
        value = around.get(key)
        if isinstance(value, str):
            try:
                moment = datetime.fromisoformat(value)
            except ValueError:
                continue
            if moment.tzinfo is not None:
                return moment.isoformat()
    return None
