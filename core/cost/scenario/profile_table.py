"""Read monthly profile counts that people paste or upload as CSV. Pure.

A column of numbers is enough: counts at each month's end. With a header, the columns ``peak``,
``average`` and ``end`` are understood (other words for them too); a column with months is for the
reader only. Separators: tab, semicolon, or comma under a header.
"""

import csv
import re
from decimal import Decimal

from core.cost.model.high_water import Month, check, from_ends
from core.errors import Invalid
from core.files.first_bytes import told_apart

_COLUMNS = {
    "peak": ("peak", "highest", "high", "max", "maximum", "high water", "most"),
    "average": ("average", "avg", "mean"),
    "end": ("end", "month end", "profiles", "count", "people", "total", "last"),
}
MAX_CHARACTERS = 100_000


def read_profiles(text: str) -> tuple[Month, ...]:
    """Twelve months; raises :class:`Invalid` that names the line."""
    if what := told_apart(text[:8].encode("cp1252", "replace")):
        raise Invalid(f"The file {what}.", field="profiles", hint="Save the counts as CSV.")
    if len(text) > MAX_CHARACTERS:
        raise Invalid("The table is longer than 100,000 characters.", field="profiles")
    lines = [(n, line) for n, line in enumerate(text.splitlines(), start=1) if line.strip()]
    if not lines:
        raise Invalid("There are no profile counts.", field="profiles", hint="Paste twelve.")
    headed = bool(re.search(r"[A-Za-z]{2}", lines[0][1])) and not re.search(r"\d{3}", lines[0][1])
    separator = _separator([line for _, line in lines], headed)
    rows = [(n, _cells(line, separator)) for n, line in lines]
    columns = _header(rows.pop(0)[1]) if headed else {"end": len(rows[0][1]) - 1}
    months: list[dict[str, Decimal]] = []
    for number, cells in rows:
        months.append({name: _number(cells, at, number, separator) for name, at in columns.items()})
    found = _months(months)
    check(found, [number for number, _ in rows])
    return found


def _months(rows: list[dict[str, Decimal]]) -> tuple[Month, ...]:
    if not rows:
        return ()
    if "peak" not in rows[0]:
        return from_ends([row["end"] for row in rows])
    return tuple(
        Month(
            row["peak"],
            row.get("average", row.get("end", row["peak"])),
            row.get("end", row.get("average", row["peak"])),
        )
        for row in rows
    )


def _separator(lines: list[str], headed: bool) -> str | None:
    for mark in ("\t", ";"):
        if any(mark in line for line in lines):
            return mark
    return "," if headed and "," in lines[0] else None


def _cells(line: str, separator: str | None) -> list[str]:
    if separator is None:
        return [line.strip().strip('"')]
    return [cell.strip() for cell in next(csv.reader([line], delimiter=separator))]


def _header(cells: list[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for at, cell in enumerate(cells):
        word = re.sub(r"[^a-z]+", " ", cell.casefold()).strip()
        for name, words in _COLUMNS.items():
            if word in words and name not in found:
                found[name] = at
    if "peak" not in found and "end" not in found:
        if len(cells) == 1:
            return {"end": 0}
        raise Invalid(
            "Line 1: no column with counts is named.",
            field="profiles",
            hint="Name it peak (highest count of the month) or end (count at its end).",
        )
    return found


def _number(cells: list[str], at: int, line: int, separator: str | None) -> Decimal:
    text = cells[at] if at < len(cells) else ""
    if not text:
        raise Invalid(
            f"Line {line}: the count is blank.",
            field="profiles",
            hint="Write 0 if there were none.",
        )
    return parse_number(text, f"Line {line}", european=separator == ";")


def parse_number(text: str, where: str, *, european: bool = False) -> Decimal:
    """``12,345.6``, ``12.345,6``, ``12 345`` and ``12345`` as a number; never a guess.

    ``european``: a lone dot before three digits separates thousands. Elsewhere that is refused,
    because 5.000 means five to some readers and five thousand to others.
    """
    plain = re.sub(r"[\s\u00a0\u202f'’_]", "", text)
    if re.fullmatch(r"-?\d{1,3}(,\d{3})+(\.\d+)?", plain):
        plain = plain.replace(",", "")
    elif re.fullmatch(r"-?\d{1,3}(\.\d{3})+,\d+", plain) or re.fullmatch(
        r"-?\d{1,3}(\.\d{3}){2,}", plain
    ):
        plain = plain.replace(".", "").replace(",", ".")
    elif re.fullmatch(r"-?[1-9]\d{0,2}\.\d{3}", plain):
        if not european:
            raise Invalid(
                f"{where}: {text!r} can mean a thousand or a fraction.",
                field="profiles",
                hint=f"Write {plain.replace('.', '')} or {plain}0.",
            )
        plain = plain.replace(".", "")
    elif re.fullmatch(r"-?\d+,\d+", plain):
        plain = plain.replace(",", ".")
    if not re.fullmatch(r"-?(\d{1,20}(\.\d{0,12})?|\.\d{1,12})", plain):
        raise Invalid(
            f"{where}: {text[:40]!r} is not a number.", field="profiles", hint="Write digits only."
        )
    return Decimal(plain)
