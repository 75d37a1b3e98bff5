"""Read a table that people pasted or uploaded: CSV in any usual dialect, or XLSX. Pure."""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from zipfile import ZipFile

from core.errors import Invalid

MAX_BYTES = 10_000_000
MAX_UNPACKED = 200_000_000
MAX_ROWS = 20_000
MAX_COLUMNS = 100
MAX_CELL = 10_000


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
    """Read CSV or XLSX; raises :class:`Invalid` that says what is wrong and on which line."""
    if not data.strip():
        raise Invalid(f"{name} is empty.", field="file", hint="It needs a header and rows.")
    if len(data) > MAX_BYTES:
        raise Invalid(f"{name} is larger than 10 MB.", field="file", hint="Split it.")
    lines = _xlsx(data, name) if data.startswith(b"PK\x03\x04") else _csv(data, name)
    filled = [line for line in lines if any(line.cells)]
    if not filled:
        raise Invalid(f"{name} has no rows.", field="file", hint="It needs a header and rows.")
    header, *body = filled
    return Table(header.cells, body)


def _csv(data: bytes, name: str) -> list[Line]:
    text = _decoded(data, name)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    lines: list[Line] = []
    try:
        start = 1
        for cells in reader:
            number, start = start, reader.line_num + 1
            lines.append(_line(number, cells, name))
            if len(lines) > MAX_ROWS:
                raise Invalid(f"{name} has more than {MAX_ROWS:,} rows.", field="file")
    except csv.Error as error:
        raise Invalid(
            f"{name}, line {reader.line_num}: is not valid CSV ({error}).",
            field="file",
            hint="Check for a quotation mark that is not closed.",
        ) from None
    return lines


def _line(number: int, cells: Sequence[str], name: str) -> Line:
    while cells and not cells[-1]:
        # Spreadsheets keep formatted cells far to the right of the last one that says anything.
        cells = cells[:-1]
    if len(cells) > MAX_COLUMNS:
        raise Invalid(f"{name}, line {number}: has more than {MAX_COLUMNS} columns.", field="file")
    if any(len(cell) > MAX_CELL for cell in cells):
        raise Invalid(
            f"{name}, line {number}: has a cell of over {MAX_CELL:,} characters.", field="file"
        )
    return Line(number, tuple(" ".join(cell.split()) for cell in cells))


def _decoded(data: bytes, name: str) -> str:
    for encoding in (
        ("utf-8-sig", "utf-16")
        if data[:2] in (b"\xff\xfe", b"\xfe\xff")
        else (
            "utf-8-sig",
            "cp1252",
        )
    ):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Invalid(f"{name} is neither text nor XLSX.", field="file", hint="Save it as CSV UTF-8.")


def _delimiter(text: str) -> str:
    """The one that the header uses most: comma, semicolon or tab (pasted from a spreadsheet)."""
    bare = re.sub(r'"[^"]*"', "", text)
    header = next((line for line in bare.splitlines() if line.strip()), "")
    return max(",;\t", key=header.count)


def _xlsx(data: bytes, name: str) -> list[Line]:
    from openpyxl import load_workbook  # an eighth of a second, which no start need wait for

    broken = Invalid(
        f"{name} cannot be read as XLSX.",
        field="file",
        hint="Open it in a spreadsheet, save as CSV.",
    )
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
        if unpacked > MAX_UNPACKED:
            raise Invalid(f"{name} is larger than 200 MB when unpacked.", field="file")
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        lines: list[Line] = []
        for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
            line = _line(number, [_text(value) for value in row], name)
            if line.cells:
                lines.append(line)
            if len(lines) > MAX_ROWS:
                raise Invalid(f"{name} has more than {MAX_ROWS:,} rows.", field="file")
        book.close()
    except Invalid:
        raise
    except Exception as error:
        raise broken from error
    return lines


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        has_time = value.time() != time()
        return value.isoformat(" ", "minutes") if has_time else value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        # Two decimals at least: a number cell of 12.345 must not be taken for twelve thousand.
        return str(int(value)) if value.is_integer() else f"{value:.4f}"
    return str(value)
