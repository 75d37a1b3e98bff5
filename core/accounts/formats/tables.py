"""A delivered file as a table with heads, wherever its header stands. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from core.accounts.formats.cells import all_addresses
from core.accounts.formats.heads import Heads, form
from core.accounts.formats.known import all_heads
from core.accounts.kinds import Subject
from core.errors import Invalid
from core.files.json_records import looks_like_json, read_json_records
from core.files.large_tables import LargeTable, read_large_table

_TOTALS = {"total", "totals", "grandtotal", "summe", "gesamt", "totaux"}
_LOOKED_AT = 40
"""Rows in which the header is looked for."""


@dataclass(frozen=True)
class Table:
    """Rows under their heads."""

    heads: Heads
    cells: pl.DataFrame
    """A text column for each head, named 0, 1, 2 …; null where nothing stands."""
    lines: pl.Series
    header_line: int = 1
    around: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    formulas: frozenset[int] = frozenset()
    """Columns in which formulas have no value."""
    breaks_off: bool = False
    is_json: bool = False
    too_long: pl.Series | None = None
    """True for rows with more cells than the header; ``None``: there are none."""

    def column(self, at: int) -> pl.Series:
        """One column, as it stands in the file."""
        return self.cells[str(at)]


def table_of(data: bytes, name: str, subject: Subject) -> Table:
    """Read a file of any kind; raises :class:`Invalid` for what is no table at all."""
    if looks_like_json(data, name):
        found = read_json_records(data, name)
        return Table(
            Heads(found.heads), found.cells, found.lines, 1, found.around, found.notes, is_json=True
        )
    read = read_large_table(data, name)
    return _headed(_turned(read), name, subject)


def _turned(read: LargeTable) -> LargeTable:
    """Addresses one after the other on one line, as one under the other."""
    if read.cells.height > 1:
        return read
    text = ", ".join(cell for cell in read.cells.row(0) if cell)
    found = all_addresses(text)
    left = text
    for one in found:
        left = left.replace(one, "")
    if len(found) < 2 or left.strip(" ,;<>\t"):
        return read
    lines = pl.Series("line", [1] * len(found), dtype=pl.Int64)
    return LargeTable(pl.DataFrame({"0": found}), lines, read.notes)


def _headed(read: LargeTable, name: str, subject: Subject) -> Table:
    rows = [
        [(cell or "").strip() for cell in row] for row in read.cells.head(_LOOKED_AT).iter_rows()
    ]
    at = _header_at(rows, subject)
    if at is None:
        heads = [f"Column {place}" for place in range(1, read.cells.width + 1)]
        return _table(read, heads, 0, 1)
    header, last = _combined(rows, at, subject)
    if last + 1 >= read.cells.height:
        raise Invalid(
            f"{name} has column heads and no rows under them.",
            field="file",
            hint="Export the list again; a filter may have left everyone out.",
        )
    return _table(read, header, last + 1, read.lines[at])


def _table(read: LargeTable, header: list[str], start: int, line: int) -> Table:
    cells, lines = read.cells.slice(start), read.lines.slice(start)
    header = [*header, *[""] * (cells.width - len(header))]
    heads = [
        " ".join(text.split()) or f"Column {place}" for place, text in enumerate(header, start=1)
    ]
    again = _is_header_again(cells, header)
    if again.any():
        cells, lines = cells.filter(~again), lines.filter(~again)
    notes = read.notes
    if under := _lines_under(cells):
        cells, lines = cells.head(-under), lines.head(-under)
        notes = (*notes, "Lines of text under the list were passed over.")
    return Table(
        Heads(heads),
        cells,
        lines,
        line,
        notes=notes,
        formulas=frozenset(read.formulas),
        breaks_off=read.breaks_off,
        too_long=_too_long(cells, header) if read.is_text else None,
    )


def _too_long(cells: pl.DataFrame, header: list[str]) -> pl.Series | None:
    """Rows of a text file with cells behind its last head; where most have them, they are one
    column without a head."""
    named = max((at for at, text in enumerate(header, start=1) if text), default=len(header))
    if not 0 < named < cells.width:
        return None
    behind = cells.select(
        pl.any_horizontal(pl.nth(range(named, cells.width)).str.strip_chars() != "").fill_null(
            False
        )
    ).to_series()
    few = 0 < int(behind.sum()) * 2 < cells.height or (behind.any() and cells.height < 4)
    return behind if few else None


def _lines_under(cells: pl.DataFrame) -> int:
    """How many of the last rows are remarks: one cell of several words, and no address."""
    if cells.width < 3:
        return 0
    count = 0
    for row in cells.tail(_LOOKED_AT).rows()[::-1]:
        filled = [cell for cell in row if cell and cell.strip()]
        is_remark = len(filled) == 1 and "@" not in filled[0] and " " in filled[0].strip()
        if row[0] is None or not (is_remark or form(row[0]) in _TOTALS):
            break
        count += 1
    return count if count < cells.height else 0


def _is_header_again(cells: pl.DataFrame, header: list[str]) -> pl.Series:
    """Rows that are the header once more, where several exports stand one under the other."""
    filled = [at for at, text in enumerate(header) if text]
    if len(filled) < 2:
        return pl.repeat(False, cells.height, eager=True)
    same = [pl.col(str(at)).str.strip_chars() == header[at] for at in filled]
    return cells.select(pl.all_horizontal(same).fill_null(False)).to_series()


def _header_at(rows: list[list[str]], subject: Subject) -> int | None:
    """Which of the first rows is the header; ``None``: there is none.

    Above it there may be titles; no row under the first e-mail address can be one.
    """
    known = all_heads(subject)
    before = next((at for at, row in enumerate(rows) if any(map(_is_value, row))), len(rows))
    candidates = range(before)
    if not candidates:
        return None
    scores = {at: sum(form(cell) in known for cell in rows[at] if cell) for at in candidates}
    best = max(candidates, key=lambda at: (scores[at], -at))
    if scores[best] > 1 or (scores[best] == 1 and len([one for one in rows[best] if one]) <= 2):
        return best
    widest = max(sum(map(bool, row)) for row in rows)
    wide = (at for at in candidates if sum(map(bool, rows[at])) * 5 >= widest * 3)
    return next(wide, best if scores[best] else None)


def _is_value(cell: str) -> bool:
    """Whether a cell can be no head."""
    local, at, domain = cell.rpartition("@")
    return bool(at and local and "." in domain and " " not in domain)


def _combined(rows: list[list[str]], at: int, subject: Subject) -> tuple[list[str], int]:
    """The header's texts, and its last row: merged cells make headers of two rows."""
    known = all_heads(subject)
    header, last = list(rows[at]), at
    below = rows[at + 1] if at + 1 < len(rows) else []
    filled = [cell for cell in below if cell]
    if filled and not all(header) and all(form(cell) in known for cell in filled):
        header, last = _joined(header, below), at + 1
    elif at > 0 and not all(header):
        above = rows[at - 1]
        fits = sum(bool(one) and not two for one, two in zip(above, header, strict=True))
        header = _joined(above, header) if fits and sum(map(bool, above)) > 1 else header
    return header, last


def _joined(upper: list[str], lower: list[str]) -> list[str]:
    """The lower cell, or the upper where it is merged; a group's name tells equals apart."""
    groups, group = [], ""
    for cell in upper:
        group = cell or group
        groups.append(group)
    joined = [low or up for up, low in zip(upper, lower, strict=True)]
    return [
        f"{groups[at]} {text}" if text and joined.count(text) > 1 and text != groups[at] else text
        for at, text in enumerate(joined)
    ]
