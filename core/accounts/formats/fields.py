"""Reads single fields of a table through the columns that were chosen for them. Pure."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

import polars as pl

from core.accounts.formats import cells
from core.accounts.formats.columns import Chosen
from core.accounts.formats.dates import DateColumn, Order, evidence, read_dates
from core.accounts.formats.delivery import Guess
from core.accounts.formats.tables import Table
from core.accounts.formats.words import Worded, Words
from core.accounts.list_views import RowError

MOST_ERRORS = 1_000
_SHOWN = 5
FIRST_YEAR, LAST_YEAR = 1900, 9999
"""Years of dates that stand for none: up to the first, from the last on."""


@dataclass
class Fields:
    """One delivery while it is read: its columns, and what is to be said of them."""

    table: Table
    chosen: Chosen
    date_fields: tuple[str, ...]
    notes: list[str] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    guesses: list[Guess] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.words = Words(self.chosen.format)
        self.order = self.chosen.order or self._order()
        self._told_of: set[int] = set()

    @property
    def height(self) -> int:
        return self.table.cells.height

    def has(self, name: str) -> bool:
        return bool(self.chosen.columns.get(name))

    def text(self, name: str, clean: Callable[[pl.Series], pl.Series] = cells.said) -> pl.Series:
        """The first of the field's columns that says something in a row."""
        columns = [clean(self._column(at)) for at in self.chosen.columns.get(name, ())]
        if not columns:
            return pl.repeat(None, self.height, dtype=pl.String, eager=True)
        return pl.select(pl.coalesce(*columns)).to_series()

    def identifier(self, name: str) -> pl.Series:
        """As :meth:`text`; long numbers that a spreadsheet has rounded are left out, and said."""
        column = self.text(name, cells.bare_names)
        damaged = column.str.contains(cells.DAMAGED).fill_null(False)
        if damaged.any():
            number = counted(int(damaged.sum()), "value", "values")
            self.notes.append(
                f"{number} of “{self._head(name)}” left out: a spreadsheet rounded them. Import "
                "the file as it was exported."
            )
            column = column.set(damaged, None)
        return column

    def flag(self, name: str) -> pl.Series:
        """Yes and no; of several columns any yes."""
        flags = [
            self.words.flag(name, cells.named(self._column(at)))
            for at in self.chosen.columns.get(name, ())
        ]
        if not flags:
            return pl.repeat(None, self.height, dtype=pl.Boolean, eager=True)
        if len(flags) == 1:
            return flags[0]
        # Three-valued: true or unknown is true, false or unknown is unknown.
        return pl.select(pl.any_horizontal(*flags)).to_series()

    def effects(self, name: str) -> Worded:
        """A column of words, and what each means."""
        column = self.text(name)
        return column, self.words.effects(name, column)

    def dates(self, name: str, *, days: bool = False) -> DateColumn:
        """Moments; of several columns the latest. ``days``: the day that is written counts."""
        never = self.chosen.format.never if self.chosen.format else ()
        found = [
            self._without_no_dates(
                name, read_dates(cells.said(self._column(at)), self.order, never, zones=not days)
            )
            for at in self.chosen.columns.get(name, ())
        ]
        if not found:
            nothing = pl.repeat(False, self.height, eager=True)
            moments = pl.repeat(None, self.height, dtype=pl.Datetime("us", "UTC"), eager=True)
            return DateColumn(moments, nothing, nothing, nothing)
        if len(found) == 1:
            return found[0]
        latest = pl.select(pl.max_horizontal(*(one.moments for one in found))).to_series()
        said = pl.select(pl.any_horizontal(*(one.never for one in found))).to_series()
        unread = pl.select(pl.any_horizontal(*(one.unread for one in found))).to_series()
        undecided = pl.select(pl.any_horizontal(*(one.undecided for one in found))).to_series()
        return DateColumn(latest, said & latest.is_null(), unread, undecided)

    def _without_no_dates(self, name: str, column: DateColumn) -> DateColumn:
        """Without the dates that systems write where they have none: 0001-01-01, 1900-01-01 and
        9999-12-31. Said once."""
        year = column.moments.dt.year()
        is_none = ((year <= FIRST_YEAR) | (year >= LAST_YEAR)).fill_null(False)
        if not is_none.any():
            return column
        example = self.text(name).filter(is_none)
        shown = next((text for text in example if text), "a year without meaning")
        note = (
            f"{counted(int(is_none.sum()), 'value', 'values')} of “{self._head(name)}” read as "
            f"none, being no real date: such as “{shown:.40}”."
        )
        if note not in self.notes:
            self.notes.append(note)
        return replace(column, moments=column.moments.set(is_none, None))

    def say_dates(self, name: str, column: DateColumn, *, matters: bool) -> None:
        """Errors, or notes, for what is no date; a guess for what might be two."""
        head = self._head(name)
        if column.unread.any():
            if matters:
                self._fail_dates(column.unread, self.text(name), head)
            else:
                example = self.text(name).filter(column.unread)[0]
                number = counted(int(column.unread.sum()), "value", "values")
                self.notes.append(
                    f"{number} of “{head}” not known, being no date: such as “{example:.40}”."
                )
        if column.undecided.any():
            example = self.text(name).filter(column.undecided)[0]
            self.guesses.append(
                Guess(
                    "date_order",
                    tuple(Order),
                    f"“{head}” has dates such as {example:.40} whose day and month cannot be told "
                    "apart.",
                    matters,
                )
            )

    def fail(self, rows: pl.Series, message: str, column: str | None = None) -> None:
        """An error for each of these rows."""
        for line in self.table.lines.filter(rows)[: MOST_ERRORS - len(self.errors)]:
            self.errors.append(RowError(line, message, column))

    def _fail_dates(self, rows: pl.Series, texts: pl.Series, head: str) -> None:
        """An error with its value for each of these rows."""
        lines, values = self.table.lines.filter(rows), texts.filter(rows)
        for line, value in zip(lines[: MOST_ERRORS - len(self.errors)], values, strict=False):
            message = f"“{value:.40}” in “{head}” is not a date that can be read."
            self.errors.append(RowError(line, message, head))

    def say_unknown_words(self, meant: Mapping[str, str]) -> None:
        """One note for each field with words that nobody knows. ``meant``: field → its name."""
        for name, words in self.words.unknown.items():
            some = sorted(words.items(), key=lambda one: (-one[1], one[0]))
            shown = ", ".join(f"“{word:.40}” ({count:,})" for word, count in some[:_SHOWN])
            more = f" and {len(some) - _SHOWN:,} more" if len(some) > _SHOWN else ""
            what = meant.get(name, name)
            self.notes.append(f"{what} not known for: {shown}{more}, from “{self._head(name)}”.")

    def _column(self, at: int) -> pl.Series:
        column = self.table.column(at)
        if at in self._told_of:
            return column
        self._told_of.add(at)
        head = self.table.heads.texts[at]
        formulas = column.str.contains(cells.FORMULA).fill_null(False)
        if at in self.table.formulas or formulas.any():
            self.fail(
                formulas if formulas.any() else self._first_row(),
                f"“{head}” has formulas without values. Open the file in a spreadsheet, save it, "
                "and import it again.",
                head,
            )
        return column

    def _first_row(self) -> pl.Series:
        return pl.Series([at == 0 for at in range(self.height)], dtype=pl.Boolean)

    def _head(self, name: str) -> str:
        columns = self.chosen.columns
        places = columns.get(name) or (columns.get("status") if name == "employment" else None)
        return self.table.heads.texts[places[0]] if places else name

    def _order(self) -> Order | None:
        columns = [
            self.table.column(at)
            for name in self.date_fields
            for at in self.chosen.columns.get(name, ())
        ]
        found = evidence(column.str.strip_chars() for column in columns)
        if len(found) == 2:
            self.errors.append(
                RowError(
                    self.table.header_line,
                    "Some dates have the day first (31/12/2026), some the month (12/31/2026).",
                )
            )
        return next(iter(found)) if len(found) == 1 else None


def counted(number: int, one: str, many: str) -> str:
    """``1 row``, ``2,000 rows``."""
    return f"{number:,} {one if number == 1 else many}"


def unique_rows(
    frame: pl.DataFrame, errors: list[RowError], what: str, shown: Iterable[str]
) -> tuple[pl.DataFrame, int]:
    """One row for each key; those that say different things under one key are errors."""
    counts = frame.filter(pl.col("key").is_duplicated())
    if counts.is_empty():
        return frame, 0
    facts = [name for name in frame.columns if name != "line"]
    different = counts.unique(subset=facts, maintain_order=True)
    differing = different.filter(pl.col("key").is_duplicated())
    for (_key,), group in differing.group_by("key", maintain_order=True):
        first, *others = group.sort("line").iter_rows(named=True)
        name = next((first[one] for one in shown if first[one]), first["key"])
        for other in others[: MOST_ERRORS - len(errors)]:
            errors.append(
                RowError(
                    other["line"],
                    f"is the same {what} as line {first['line']} (“{name:.60}”) and says something "
                    "different.",
                )
            )
    kept = frame.unique(subset="key", keep="first", maintain_order=True)
    return kept, frame.height - kept.height
