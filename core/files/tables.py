"""Read a table that people pasted or uploaded: CSV in any usual dialect, or XLSX."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.errors import Invalid
from core.files.first_bytes import ZIP
from core.files.reading_process import rows_elsewhere
from core.files.table_rows import MAX_ROWS, rows

__all__ = ["MAX_BYTES", "MAX_ROWS", "Line", "Table", "read_lines", "read_table"]

MAX_BYTES = 10_000_000
_AT_HAND = 200_000
"""Bytes of text that are read right here, in a few milliseconds."""


@dataclass(frozen=True)
class Line:
    """One row of a table; ``number`` is its line in the file, counted from 1."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A header and what stands under it."""

    header: tuple[str, ...]
    lines: Sequence[Line]


def read_table(data: bytes, name: str) -> Table:
    """Read CSV or XLSX; raises :class:`Invalid` that says what is wrong and on which line.

    Within ten seconds and 500 MB, whatever the bytes are: a workbook, and a text that is not small,
    is read by a process with limits of its own.
    """
    filled = read_lines(data, name)
    if len(filled) == 1:
        raise Invalid(
            f"{name} has one line and no rows under it.",
            field="file",
            hint="The first line is the header: add the rows.",
        )
    return Table(filled[0].cells, filled[1:])


def read_lines(data: bytes, name: str) -> Sequence[Line]:
    """As :func:`read_table`, where the first line may be a row like the others; at least one."""
    if not data.strip():
        raise Invalid(f"{name} is empty.", field="file", hint="It needs a header and rows.")
    if len(data) > MAX_BYTES:
        raise Invalid(f"{name} is larger than 10 MB.", field="file", hint="Split it.")
    is_light = len(data) <= _AT_HAND and not data.startswith(ZIP)
    found = (rows if is_light else rows_elsewhere)(data, name)
    filled = [Line(number, tuple(cells)) for number, cells in found]
    if not filled:
        raise Invalid(f"{name} has no rows.", field="file", hint="It needs a header and rows.")
    return filled
