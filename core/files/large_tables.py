"""Read a table of hundreds of thousands of rows: CSV in any dialect, or XLSX. Pure, but for the
process that opens a workbook.

The small tables that people paste are read by ``core.files.tables``, row by row; here rows become
columns while they are read, so that a file of 50 MB takes about three times its size in memory.
"""

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, zip_longest

import polars as pl

from core.errors import Invalid
from core.files.encodings import decoded_as
from core.files.first_bytes import OLD_OFFICE, ZIP, told_apart
from core.files.reading_process import large_rows_elsewhere
from core.files.table_rows import csv_rows

MAX_BYTES = 100_000_000
MAX_ROWS = 1_000_000
MAX_COLUMNS = 500
MAX_CELLS = 30_000_000
MAX_CELL = 130_000
"""Characters: lists of groups in one cell are long."""
_CHUNK = 20_000
_SEPARATORS = ",;\t|"


@dataclass(frozen=True)
class LargeTable:
    """All rows of a table, titles and header among them, as texts."""

    cells: pl.DataFrame
    """A text column for each column of the file, named 0, 1, 2 …; null where nothing stands."""
    lines: pl.Series
    """Each row's line in the file, counted from 1. Lines that are blank are left out."""
    notes: tuple[str, ...] = ()
    """What is to be known of how it was read, as sentences."""
    formulas: tuple[int, ...] = ()
    """Columns in which formulas have no value: they were never calculated."""
    breaks_off: bool = False
    """Whether the last line is shorter than all before it and has no end."""
    is_text: bool = False
    """Whether cells are told apart by separators alone: one too many shifts all after it."""


def read_large_table(data: bytes, name: str) -> LargeTable:
    """Read it whole; raises :class:`Invalid` that says what is wrong, and on which line."""
    check_size(data, name)
    if data.startswith(ZIP):
        return _workbook(data, name)
    if what := told_apart(data):
        raise Invalid(
            f"{name} {what}.",
            field="file",
            hint="Save it as XLSX without a password, or as CSV UTF-8."
            if data.startswith(OLD_OFFICE)
            else "Export the table itself as CSV, XLSX or JSON.",
        )
    return _text(data, name)


def check_size(data: bytes, name: str) -> None:
    """Refuse what is empty or too large."""
    if not data.strip(b" \t\r\n\xef\xbb\xbf\xff\xfe\x00"):
        raise Invalid(f"{name} is empty.", field="file", hint="Export it again.")
    if len(data) > MAX_BYTES:
        most = MAX_BYTES // 10**6
        raise Invalid(
            f"{name} is larger than {most} MB.",
            field="file",
            hint="Export fewer columns, or save it as CSV.",
        )


class _Columns:
    """Rows on their way to columns."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.parts: list[pl.DataFrame] = []
        self.lines: list[int] = []
        self.width = self.rows = self.cells = 0
        self.shorter = self.last = 0

    def take(self, rows: Iterable[tuple[int, Sequence[str]]]) -> None:
        """All of them, a chunk at a time."""
        rows = iter(rows)
        while chunk := list(islice(rows, _CHUNK)):
            said = [(number, cells) for number, cells in chunk if any(cells)]
            if said:
                self._add(said)

    def _add(self, said: list[tuple[int, Sequence[str]]]) -> None:
        widest = max(said, key=lambda row: len(row[1]))
        width = len(widest[1])
        self.rows += len(said)
        self.cells += sum(len(cells) for _, cells in said)
        if width > MAX_COLUMNS:
            self._refuse(f"line {widest[0]} has more than {MAX_COLUMNS} columns")
        if self.rows > MAX_ROWS:
            self._refuse(f"it has more than {MAX_ROWS:,} rows")
        if self.cells > MAX_CELLS:
            self._refuse(f"it has more than {MAX_CELLS:,} cells")
        self.width = max(self.width, width)
        self.lines.extend(number for number, _ in said)
        self.last = len(said[-1][1])
        self.shorter += sum(len(cells) < self.width for _, cells in said)
        columns = zip_longest(*(cells for _, cells in said))
        self.parts.append(
            pl.DataFrame(
                [pl.Series(str(at), column, dtype=pl.String) for at, column in enumerate(columns)]
            ).with_columns(pl.all().replace("", None))
        )

    def _refuse(self, why: str) -> None:
        raise Invalid(
            f"{self.name} cannot be read: {why}.",
            field="file",
            hint="Export fewer columns, or split it.",
        )

    def table(
        self,
        notes: tuple[str, ...] = (),
        formulas: tuple[int, ...] = (),
        *,
        is_text: bool = False,
        ended: bool = True,
    ) -> LargeTable:
        """What was taken."""
        if not self.parts:
            raise Invalid(f"{self.name} has no rows.", field="file", hint="Export it again.")
        return LargeTable(
            pl.concat(self.parts, how="diagonal") if len(self.parts) > 1 else self.parts[0],
            pl.Series("line", self.lines, dtype=pl.Int64),
            notes,
            formulas,
            not ended and self.shorter == 1 and self.last < self.width,
            is_text,
        )


def _text(data: bytes, name: str) -> LargeTable:
    encoding = decoded_as(data, name)
    columns = _Columns(name)
    columns.take(_csv_rows(data, name, encoding))
    notes = ("It was read as Windows-1252 text.",) if encoding == "cp1252" else ()
    return columns.table(notes, is_text=True, ended=data[-2:].rstrip(b"\0")[-1:] in (b"\n", b"\r"))


def _csv_rows(data: bytes, name: str, encoding: str) -> Iterator[tuple[int, Sequence[str]]]:
    with _stream(data, encoding) as text:
        separator = _separator(text)
    with _stream(data, encoding) as text:
        yield from csv_rows(text, separator, name)


def _stream(data: bytes, encoding: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(data), encoding=encoding, newline="")


def _separator(text: io.TextIOWrapper) -> str:
    """The one that most of the first lines agree on: above a header there may be titles."""
    counts: dict[str, list[int]] = {mark: [] for mark in _SEPARATORS}
    quoted = False
    found = dict.fromkeys(_SEPARATORS, 0)
    for line in islice(text, 50):
        for at, part in enumerate(line[:MAX_CELL].split('"')):
            quoted = quoted if at == 0 else not quoted
            if not quoted:
                for mark in _SEPARATORS:
                    found[mark] += part.count(mark)
        if not quoted and line.strip():
            for mark in _SEPARATORS:
                counts[mark].append(found[mark])
            found = dict.fromkeys(_SEPARATORS, 0)
    return max(_SEPARATORS, key=lambda mark: _agreement(counts[mark]))


def _agreement(counts: list[int]) -> tuple[int, int]:
    """How many lines have the most usual number of separators, none left out; and that number."""
    some = [count for count in counts if count]
    if not some:
        return 0, 0
    usual = max(set(some), key=lambda count: (some.count(count), count))
    return some.count(usual), usual


def _workbook(data: bytes, name: str) -> LargeTable:
    values = large_rows_elsewhere(data, name)
    about = next(values)
    assert isinstance(about, dict)
    columns = _Columns(name)
    columns.take(row for rows in values for row in rows)
    notes: tuple[str, ...] = ()
    if about["others"]:
        others = ", ".join(f"“{one}”" for one in about["others"])
        notes = (f"Only the sheet “{about['sheet']}” was read, not {others}.",)
    return columns.table(notes, tuple(about["formulas"]))
