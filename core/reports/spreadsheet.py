"""Tables as CSV and XLSX in which no cell can become a formula."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

Cell = str | int | float | Decimal | date | datetime | bool | None

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")
"""First characters that a spreadsheet takes for a formula (OWASP, CSV injection)."""


@dataclass(frozen=True)
class Sheet:
    """A named table."""

    name: str
    header: Sequence[str]
    rows: Iterable[Sequence[Cell]]


def safe_text(text: str) -> str:
    """A text that a spreadsheet reads as text: a leading apostrophe where it could be a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def to_csv(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """CSV after RFC 4180, UTF-8 with a byte order mark so that Excel reads it as such."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([_safe_field(name) for name in header])
    for row in rows:
        writer.writerow([_safe_field(cell) if isinstance(cell, str) else cell for cell in row])
    return out.getvalue().encode("utf-8-sig")


def _safe_field(text: str) -> str:
    """Safe also where a spreadsheet splits lines at semicolons or tabs, as a German Excel does."""
    return re.sub(r"([;\t]\s*)(?=[=+\-@])", r"\1'", safe_text(text))


def to_xlsx(sheets: Sequence[Sheet]) -> bytes:
    """A workbook whose texts are text cells, whatever they begin with."""
    import xlsxwriter  # only who wants a workbook waits for its writer

    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "remove_timezone": True,
        },
    )
    bold = book.add_format({"bold": True, "bottom": 1})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for sheet in sheets:
        page = book.add_worksheet(sheet.name)
        page.freeze_panes(1, 0)
        widths = [len(name) for name in sheet.header]
        for column, name in enumerate(sheet.header):
            page.write_string(0, column, name, bold)
        for number, row in enumerate(sheet.rows, start=1):
            for column, cell in enumerate(row):
                _write(page, number, column, cell, day)
                widths[column] = max(widths[column], min(len(str(cell or "")), 60))
        for column, width in enumerate(widths):
            page.set_column(column, column, width + 2)
    book.close()
    return out.getvalue()


def _write(page: "Worksheet", row: int, column: int, cell: Cell, day: "Format") -> None:
    if cell is None:
        return
    if isinstance(cell, str):
        page.write_string(row, column, cell)
    elif isinstance(cell, date):
        page.write_datetime(row, column, cell, day)
    else:
        page.write(row, column, cell)
