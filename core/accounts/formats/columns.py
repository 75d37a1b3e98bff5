"""Which column says what: by a known format, by its head, by its values, or as told. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from core.accounts.formats.cells import IS_ADDRESS, addresses, said
from core.accounts.formats.dates import Order
from core.accounts.formats.delivery import Guess
from core.accounts.formats.heads import form
from core.accounts.formats.known import FIELDS, Format, field_heads, recognised
from core.accounts.formats.tables import Table
from core.accounts.formats.words import meanings
from core.accounts.kinds import Subject
from core.accounts.list_views import RowError
from core.errors import Invalid

DATE_ORDER = "date_order"
"""What ``--map`` calls the order of day and month; its value is no column."""
_IDENTIFYING = {
    Subject.ACCOUNTS: ("external_id", "user_name", "email", "proxies"),
    Subject.PEOPLE: ("email", "user_name", "user_names", "employee_number", "proxies"),
}
_SEVERAL = {"last_active", "second_factor"}
"""Fields that are made of all of their columns: the latest, any."""
_USER_NAMES = {"user_name", "user_names"}
_STATUSES = {Subject.ACCOUNTS: "status", Subject.PEOPLE: "employment"}
_PLACES = {"state", "estado", "etat"}
"""Heads that may be a status, or a part of a country."""
_INSTEAD = {"given_name", "family_name"}
"""Fields that are read from the next column where the first says nothing: a preferred name."""
_SAMPLE = 1_000
_MOSTLY = 0.9
_OTHER_NAMES = {Subject.PEOPLE: {"kind": "person_kind"}, Subject.ACCOUNTS: {}}
"""Fields of the frame that are called otherwise here."""


@dataclass(frozen=True)
class Chosen:
    """Field → its columns, the best first."""

    format: Format | None
    columns: Mapping[str, tuple[int, ...]]
    guesses: tuple[Guess, ...] = ()
    errors: tuple[RowError, ...] = ()
    order: Order | None = None

    def mapping(self, table: Table, subject: Subject) -> Mapping[str, str]:
        """Field of the frame → the head it is read from, as ``mapping`` takes it."""
        found = {}
        for field, places in self.columns.items():
            some = places if field in _SEVERAL else places[:1]
            found[name_of(subject, field)] = " + ".join(table.heads.texts[at] for at in some)
        return found | ({DATE_ORDER: self.order.value} if self.order else {})


def name_of(subject: Subject, field: str) -> str:
    """What a field is called in a mapping."""
    return next((name for name, one in _OTHER_NAMES[subject].items() if one == field), field)


def choose(table: Table, subject: Subject, told: Mapping[str, str]) -> Chosen:
    """The columns of a table; raises :class:`Invalid` for a field or column that there is not."""
    format = recognised(table.heads, subject)
    settled, order = _told(table, subject, told)
    columns: dict[str, tuple[int, ...]] = {}
    if format:
        for field, alternatives in format.columns.items():
            if field in FIELDS[subject] and (found := table.heads.find(alternatives)):
                columns[field] = found
    columns |= settled
    taken = {at for some in columns.values() for at in some}
    spare = set(table.heads.find(format.also)) if format else set()
    for field, alternatives in field_heads(subject).items():
        if field not in columns and not _is_said_already(field, columns):
            free = [at for at in table.heads.find(alternatives) if at not in taken | spare]
            free = [at for at in free if _fits(table, field, at)]
            if free:
                columns[field] = tuple(free) if field in _INSTEAD else (free[0],)
                taken.update(columns[field])
    _name_of_users(table, subject, columns, taken | spare)
    errors = _doubled(table, columns, settled)
    guesses = [*_by_values(table, subject, columns, taken | spare)]
    if format and format.name_identifies and not _is_identified(subject, columns):
        columns["user_name"] = columns.get("name", ())
    if not _is_identified(subject, columns):
        guesses = [_needed(table, subject, guesses), *(one for one in guesses if not one.is_needed)]
    return Chosen(format, columns, tuple(guesses), tuple(errors), order)


def _is_identified(subject: Subject, columns: Mapping[str, tuple[int, ...]]) -> bool:
    return any(columns.get(field) for field in _IDENTIFYING[subject])


def _is_said_already(field: str, columns: Mapping[str, tuple[int, ...]]) -> bool:
    """Whether another field says it: a status beside one that a format knows only confuses."""
    same = ({"status", "employment"}, {"user_name", "user_names"}, {"end", "end_otherwise"})
    return any(field in group and group & columns.keys() for group in same)


def _told(
    table: Table, subject: Subject, told: Mapping[str, str]
) -> tuple[dict[str, tuple[int, ...]], Order | None]:
    settled: dict[str, tuple[int, ...]] = {}
    order = None
    for given, column in told.items():
        if given == DATE_ORDER:
            if column not in {*Order}:
                raise Invalid(
                    f"{column!r:.60} is no order of day and month.",
                    field="mapping",
                    hint=f"Use {Order.DAY_FIRST.value} or {Order.MONTH_FIRST.value}.",
                )
            order = Order(column)
            continue
        field = _OTHER_NAMES[subject].get(given, given)
        if field not in FIELDS[subject]:
            raise Invalid(
                f"There is no field {given!r:.60}.",
                field="mapping",
                hint=f"Fields: {', '.join(FIELDS[subject])}, {DATE_ORDER}.",
            )
        settled[field] = _columns_called(table, column)
    return settled, order


def has(table: Table, text: str) -> bool:
    """Whether there is a column of this head, or all that are joined by ``+``."""
    return None not in _places_called(table, text)


def _columns_called(table: Table, text: str) -> tuple[int, ...]:
    places = _places_called(table, text)
    if None in places:
        shown = ", ".join(table.heads.texts[:60])
        raise Invalid(
            f"The file has no column {text!r:.100}.", field="mapping", hint=f"Columns: {shown}."
        )
    return tuple(at for at in places if at is not None)


def _places_called(table: Table, text: str) -> tuple[int | None, ...]:
    if (at := table.heads.called(text)) is not None:
        return (at,)
    return tuple(table.heads.called(one.strip()) for one in text.split(" + "))


def _fits(table: Table, field: str, at: int) -> bool:
    """Whether a column whose head is right holds what the head says."""
    sample = said(table.column(at).head(_SAMPLE)).drop_nulls()
    if field == "email":
        return int(addresses(sample).is_not_null().sum()) * 2 >= len(sample)
    if field in _USER_NAMES:
        names = sample.str.contains(" ", literal=True) & ~sample.str.contains("@", literal=True)
        return int(names.sum()) * 3 <= len(sample)
    if field in _STATUSES.values() and form(table.heads.texts[at]) in _PLACES:
        known = meanings("accounts" if field == "status" else "people")
        different = sample.unique()
        return sum(form(one) in known for one in different) * 2 > len(different)
    return True


def _name_of_users(
    table: Table, subject: Subject, columns: dict[str, tuple[int, ...]], taken: set[int]
) -> None:
    """A column *User* with names of people in it is no column of user names."""
    for field in _USER_NAMES & field_heads(subject).keys():
        free = [at for at in table.heads.find(field_heads(subject)[field]) if at not in taken]
        if free and not columns.keys() & {"name", "given_name", "family_name"}:
            columns["name"] = (free[0],)
        if free and not _is_identified(subject, columns):
            columns[field] = (free[0],)


def _doubled(
    table: Table, columns: dict[str, tuple[int, ...]], settled: Mapping[str, tuple[int, ...]]
) -> list[RowError]:
    """Columns in use whose head stands there twice with different values."""
    doubled = table.heads.doubled()
    errors: list[RowError] = []
    for field, places in columns.items():
        for at in places:
            group = doubled.get(at, ())
            if not group or field in settled:
                continue
            if all(
                table.column(at).equals(table.column(other), null_equal=True) for other in group
            ):
                continue
            filled = [one for one in group if table.column(one).is_not_null().any()]
            if len(filled) == 1:
                columns[field] = tuple(filled[0] if one == at else one for one in columns[field])
                continue
            numbers = " and ".join(str(one + 1) for one in group)
            head = table.heads.texts[at]
            message = f"Columns {numbers} are both called “{head}” and say different things."
            if message not in {one.message for one in errors}:
                errors.append(RowError(table.header_line, message, head))
    return errors


def _by_values(
    table: Table, subject: Subject, columns: dict[str, tuple[int, ...]], taken: set[int]
) -> list[Guess]:
    """Fields that no head says, told by what stands in the columns; unless several might be it."""
    free = [at for at in range(len(table.heads.texts)) if at not in taken]
    guesses = []
    if not columns.get("email") and not columns.get("proxies"):
        found = [at for at in free if _holds_addresses(table, at)]
        if len(found) == 1:
            columns["email"] = (found[0],)
        elif found:
            guesses.append(
                Guess(
                    "email",
                    tuple(table.heads.texts[at] for at in found),
                    "Several columns hold e-mail addresses.",
                    not _is_identified(subject, columns),
                )
            )
    field = _STATUSES[subject]
    flags = {"status", "employment", "active", "suspended", "blocked"}
    if not flags & columns.keys():
        found = [at for at in free if _holds_statuses(table, at, subject)]
        if len(found) == 1:
            columns[field] = (found[0],)
        elif found:
            heads = tuple(table.heads.texts[at] for at in found)
            guesses.append(Guess(field, heads, "Several columns look like a status.", False))
    return guesses


def _holds_addresses(table: Table, at: int) -> bool:
    sample = said(table.column(at).head(_SAMPLE)).drop_nulls()
    if len(sample) * 2 < min(_SAMPLE, table.cells.height):
        return False
    return int(sample.str.contains(IS_ADDRESS).sum()) >= _MOSTLY * len(sample)


def _holds_statuses(table: Table, at: int, subject: Subject) -> bool:
    known = meanings("accounts" if subject is Subject.ACCOUNTS else "people")
    different = said(table.column(at)).drop_nulls().unique()
    return 2 <= len(different) <= 8 and all(form(one) in known for one in different)


def _needed(table: Table, subject: Subject, guesses: list[Guess]) -> Guess:
    """What has to be said before the list can be taken."""
    if already := next((one for one in guesses if one.is_needed), None):
        return already
    if subject is Subject.ACCOUNTS:
        why = "No column is known to hold e-mail addresses, user names or ids."
    else:
        why = "No column is known to hold e-mail addresses, user names or employee numbers."
    shares = {at: _share_of_different(table.column(at)) for at in range(len(table.heads.texts))}
    likely = sorted((at for at, share in shares.items() if share > 0.5), key=lambda at: -shares[at])
    return Guess("email", tuple(table.heads.texts[at] for at in likely[:5]), why, True)


def _share_of_different(column: pl.Series) -> float:
    sample = column.head(_SAMPLE).drop_nulls()
    return sample.n_unique() / max(len(column.head(_SAMPLE)), 1)
