"""A large workbook's rows: read within its limits, and what passes them is refused beforehand."""

import tracemalloc
from collections.abc import Iterator
from typing import Any

import pytest

from core.errors import Invalid
from core.files import workbook_rows
from tests.support.hostile_files import book

ROWS = 2_000
CENTRAL = b"PK\x01\x02"
"""Before each entry of a ZIP's list of contents; the size when unpacked stands 24 bytes later."""


def sheet(formulas: bool) -> Iterator[str]:
    """Rows of an address, a number, and a formula that nobody calculated."""
    for at in range(1, ROWS + 1):
        text = f'<c r="A{at}" t="inlineStr"><is><t>a{at}@example.com</t></is></c><c r="B{at}"/>'
        empty = f'<c r="C{at}"><f>A{at}</f><v></v></c>' if formulas and at > 1 else ""
        yield f'<row r="{at}">{text}{empty}</row>'


def about(data: bytes) -> dict[str, Any]:
    first = next(iter(workbook_rows.values(data, "x.xlsx")))
    assert isinstance(first, dict)
    return first


def test_what_is_declared_as_more_than_a_list_can_be_is_refused_unread() -> None:
    """By the list of contents: not a byte of the sheet is unpacked."""
    data = bytearray(book(sheet(formulas=False)))
    assert about(bytes(data))["sheet"] == "S"
    at = data.rindex(CENTRAL, 0, data.rindex(b"xl/worksheets/sheet1.xml"))
    data[at + 24 : at + 28] = (401_000_000).to_bytes(4, "little")
    with pytest.raises(Invalid, match=r"x\.xlsx is larger than 400 MB when unpacked"):
        about(bytes(data))


@pytest.mark.parametrize("piece", [100, 333, 4_000, 10**7])
def test_formulas_are_found_wherever_a_piece_of_the_sheet_ends(
    piece: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook_rows, "_PIECE", piece)
    assert about(book(sheet(formulas=True)))["formulas"] == [2]
    assert about(book(sheet(formulas=False)))["formulas"] == []


def test_a_sheet_is_looked_through_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_rows, "_PIECE", 10_000)
    data = book(sheet(formulas=True))
    tracemalloc.start()
    try:
        workbook_rows._uncalculated(data, "S")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < len("".join(sheet(formulas=True))) / 2
