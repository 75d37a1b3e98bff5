"""The rows of a large workbook's sheet. Pure, and light to import: it runs in a process of its own.

Formulas give the value that the program that saved the file had calculated. A file that a script
wrote may have none: then the cells are empty, and their columns are said.
"""

import io
import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from itertools import islice
from typing import Any
from zipfile import BadZipFile, ZipFile

from core.errors import Invalid

MAX_UNPACKED = 400_000_000
"""Bytes of a workbook's parts, as its list of contents says: 200,000 rows of 20 columns are some
280 MB. What a part holds beyond that, a sheet of empty cells among it, meets the process's limit of
memory."""
MAX_CHARACTERS = 250_000_000
"""Of all cells: one text can stand in each cell of a workbook, and is in the file once."""
_LOOKED_AT = 50
"""Rows in which an address is looked for."""
_AT_ONCE = 500
"""Rows that are written as one value: each has its cost."""
_PIECE = 4_000_000
"""Bytes of a sheet that are looked through at once."""
_SHEET = re.compile(rb"<sheet\b[^>]*>")
_NAMED = re.compile(rb'\bname="([^"]*)"')
_RELATED = re.compile(rb'\br:id="([^"]*)"')
_RELATION = re.compile(rb"<Relationship\b[^>]*>")
_ID = re.compile(rb'\bId="([^"]*)"')
_TARGET = re.compile(rb'\bTarget="/?(?:xl/)?([^"]*)"')
_UNCALCULATED = re.compile(
    rb'<c r="([A-Z]+)\d+"[^>]*>\s*<f(?:[^>]*/>|[^>]*>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>'
)


def values(data: bytes, name: str) -> Iterator[object]:
    """First ``{sheet, others, formulas}``, then lists of ``(line, cells)`` for the rows that say
    something; raises :class:`Invalid`."""
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    broken = Invalid(
        f"{name} cannot be read as XLSX.",
        field="file",
        hint="It may be incomplete: download it again, or open it in a spreadsheet and save it as "
        "CSV.",
    )
    _check_unpacked(data, name, broken)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        about = [one for one in book.sheets_metadata if one.typ == SheetTypeEnum.WorkSheet]
        seen = [one.name for one in about if one.visible == SheetVisibleEnum.Visible]
        names = seen or [one.name for one in about]
        sheet = _with_users(map(book.get_sheet_by_name, names))
        if sheet is None:
            raise Invalid(f"{name} has no rows.", field="file", hint="Export it again.")
        yield {
            "sheet": sheet.name,
            "others": [one for one in names if one != sheet.name],
            "formulas": _uncalculated(data, sheet.name),
        }
        rows: list[tuple[int, list[str]]] = []
        characters = 0
        for number, row in enumerate(sheet.iter_rows(), start=1):
            cells = [value if type(value) is str else _text(value) for value in row]
            while cells and not cells[-1]:
                cells.pop()
            if cells:
                rows.append((number, cells))
                characters += sum(map(len, cells))
            if characters > MAX_CHARACTERS:
                raise Invalid(
                    f"{name}, line {number}: has more than {MAX_CHARACTERS:,} characters so far.",
                    field="file",
                    hint="Export fewer columns, or split it.",
                )
            if len(rows) == _AT_ONCE:
                yield rows
                rows = []
        yield rows
    except (CalamineError, OSError, ValueError, OverflowError):
        raise broken from None


def _with_users(sheets: Iterable[Any]) -> Any | None:
    """The first sheet with an e-mail address near its top, else the first that is a table."""
    best = None
    for sheet in sheets:
        if sheet.height < 2 or sheet.width < 1:
            continue
        start = islice(sheet.iter_rows(), _LOOKED_AT)
        if any(isinstance(cell, str) and "@" in cell for row in start for cell in row):
            return sheet
        if best is None or (best.width < 2 <= sheet.width):
            best = sheet
    return best


def _check_unpacked(data: bytes, name: str, broken: Invalid) -> None:
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


def _uncalculated(data: bytes, sheet: str) -> list[int]:
    """Columns, counted from 0, in which a formula has no value."""
    columns: set[bytes] = set()
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            if part := _part_of(archive, sheet):
                for cells in _whole_cells(archive, part):
                    if b"<f" in cells:
                        columns |= {found[1] for found in _UNCALCULATED.finditer(cells)}
    except (BadZipFile, ValueError, NotImplementedError, KeyError, OSError):
        return []
    return sorted(map(_column, columns))


def _whole_cells(archive: ZipFile, part: str) -> Iterator[bytes]:
    """A sheet's text piece by piece, none of which ends within a cell: whole it is larger than all
    that is kept of it."""
    with archive.open(part) as stream:
        left = b""
        while piece := stream.read(_PIECE):
            text = left + piece
            start = max(text.rfind(b"<c "), 0)
            left = text[start:] if len(text) - start <= _PIECE else b""
            yield text[:start]
        yield left


def _part_of(archive: ZipFile, sheet: str) -> str | None:
    related = {
        found[1]: _TARGET.search(relation[0])
        for relation in _RELATION.finditer(archive.read("xl/_rels/workbook.xml.rels"))
        if (found := _ID.search(relation[0]))
    }
    for tag in _SHEET.finditer(archive.read("xl/workbook.xml")):
        named, id = _NAMED.search(tag[0]), _RELATED.search(tag[0])
        if named and id and named[1].decode(errors="replace") == sheet:
            target = related.get(id[1])
            return f"xl/{target[1].decode()}" if target else None
    return None


def _column(letters: bytes) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + letter - 64
    return place - 1


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        has_time = value.time() != time()
        return value.isoformat(" ", "seconds") if has_time else value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return str(value)
