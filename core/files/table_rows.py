"""Rows of a table's bytes, one by one, counted while they are read. Pure, and light to import.

It runs in a process of its own for whatever may be costly (``core.files.reading_process``), which
starts in 50 ms: nothing here imports more than it has to.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from typing import TextIO

from core.errors import Invalid
from core.files.first_bytes import OLD_OFFICE, ZIP, told_apart

MAX_UNPACKED = 200_000_000
"""Bytes of a workbook's parts, as its list of contents says."""
MAX_ROWS = 20_000
MAX_COLUMNS = 100
MAX_CELLS = 500_000
MAX_CELL = 10_000
MAX_CHARACTERS = 20_000_000
"""Of all cells: one text can stand in each cell of a workbook, and is in the file once."""

_SMALLEST_BOMB = MAX_UNPACKED // 1100
"""Deflate makes at most 1,032 bytes of one: smaller files need no look at their contents."""

Cells = tuple[int, list[str]]
"""The line in the file, counted from 1, and what stands in it."""


def rows(data: bytes, name: str) -> Iterator[Cells]:
    """Each row that says something; raises :class:`Invalid` at the first limit that is passed."""
    count = cells = characters = 0
    for number, given in _xlsx(data, name) if data.startswith(ZIP) else _csv(data, name):
        row = _row(number, given, name)
        if not row:
            continue
        count += 1
        cells += len(row)
        characters += sum(map(len, row))
        if count > MAX_ROWS:
            raise Invalid(
                f"{name} has more than {MAX_ROWS:,} rows.", field="file", hint="Split it."
            )
        if cells > MAX_CELLS or characters > MAX_CHARACTERS:
            raise Invalid(
                f"{name}, line {number}: has more than {MAX_CELLS:,} cells"
                f" or {MAX_CHARACTERS:,} characters up to here.",
                field="file",
                hint="Split it, or leave out columns that are not needed.",
            )
        yield number, row


def _row(number: int, cells: Sequence[str], name: str) -> list[str]:
    """The cells up to the last that says something, with single spaces."""
    # Spreadsheets keep formatted cells far to the right of the last one that says anything.
    last = next((at for at in range(len(cells), 0, -1) if cells[at - 1]), 0)
    if last > MAX_COLUMNS:
        raise Invalid(
            f"{name}, line {number}: has more than {MAX_COLUMNS} columns.",
            field="file",
            hint="Leave out columns that are not needed.",
        )
    if any(len(cell) > MAX_CELL for cell in cells[:last]):
        raise Invalid(
            f"{name}, line {number}: has a cell of over {MAX_CELL:,} characters.",
            field="file",
            hint="Shorten it, or leave the column out.",
        )
    row = [" ".join(cell.split()) for cell in cells[:last]]
    return row if any(row) else []


def _csv(data: bytes, name: str) -> Iterator[tuple[int, Sequence[str]]]:
    text = _decoded(data, name)
    yield from csv_rows(io.StringIO(text, newline=""), _delimiter(text), name)


def csv_rows(text: TextIO, delimiter: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """Each row with its first line, counted from 1, blank ones too. Raises :class:`Invalid` with
    the line where the row begins that is not CSV: a quotation mark that is never closed takes the
    rest of the file into it."""
    reader = csv.reader(text, delimiter=delimiter, strict=True)
    start = 1
    try:
        for cells in reader:
            number, start = start, reader.line_num + 1
            yield number, cells
    except csv.Error as error:
        raise Invalid(
            f"{name}, line {start}: is not valid CSV ({error}).",
            field="file",
            hint="Check for a quotation mark that is not closed.",
        ) from None


def _decoded(data: bytes, name: str) -> str:
    if what := told_apart(data):
        raise Invalid(
            f"{name} {what}.",
            field="file",
            hint="Save it as XLSX without a password, or as CSV UTF-8."
            if data.startswith(OLD_OFFICE)
            else "Export the table itself as CSV or XLSX.",
        )
    has_mark = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    for encoding in ("utf-8-sig", "utf-16" if has_mark else "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Invalid(f"{name} is neither text nor XLSX.", field="file", hint="Save it as CSV UTF-8.")


def _delimiter(text: str) -> str:
    """The one that the header uses most: comma, semicolon or tab (pasted from a spreadsheet)."""
    counts = dict.fromkeys(",;\t", 0)
    quoted = said = False
    # One pass to the end of the first line that says something: what follows may be long.
    for piece in io.StringIO(text, newline=""):
        parts = piece.split('"')
        for at, part in enumerate(parts):
            quoted = quoted if at == 0 else not quoted
            if not quoted:
                for mark in counts:
                    counts[mark] += part.count(mark)
        said = said or bool(piece.strip())
        if said and not quoted:
            break
    return max(counts, key=counts.__getitem__)


def _xlsx(data: bytes, name: str) -> Iterator[tuple[int, Sequence[str]]]:
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum

    broken = Invalid(
        f"{name} cannot be read as XLSX.",
        field="file",
        hint="It may be incomplete: download it again, or open it in a spreadsheet and save it as "
        "CSV.",
    )
    if len(data) > _SMALLEST_BOMB:
        _check_unpacked(data, name, broken)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        kinds = [one.typ for one in book.sheets_metadata]
        if SheetTypeEnum.WorkSheet not in kinds:
            raise broken
        sheet = book.get_sheet_by_index(kinds.index(SheetTypeEnum.WorkSheet))
        for number, row in enumerate(sheet.iter_rows(), start=1):
            yield number, [_text(value) for value in row]
    except (CalamineError, OSError, ValueError, OverflowError):
        raise broken from None


def _check_unpacked(data: bytes, name: str, broken: Invalid) -> None:
    from zipfile import BadZipFile, ZipFile

    try:
        with ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
    except (BadZipFile, ValueError, NotImplementedError):
        raise broken from None
    if unpacked > MAX_UNPACKED:
        raise Invalid(
            f"{name} is larger than {MAX_UNPACKED // 10**6} MB when unpacked.",
            field="file",
            hint="Save the one sheet that is needed as CSV.",
        )


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, datetime):
        has_time = value.time() != time()
        return value.isoformat(" ", "minutes") if has_time else value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        # Two decimals at least: a number cell of 12.345 must not be taken for twelve thousand.
        return str(int(value)) if value.is_integer() else f"{value:.4f}"
    return str(value)
