"""No text becomes a formula in a spreadsheet, and no text is lost."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from core.reports.spreadsheet import Sheet, to_csv, to_xlsx

DANGEROUS = ["=1+1", "+1", "-1+2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "=A1"]


def read_csv(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_csv_cell_begins_as_a_formula(text: str) -> None:
    (header, row) = read_csv(to_csv([text], [[text]]))
    assert header == row
    assert row[0].startswith("'")
    assert row[0].replace("'", "") == text


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_workbook_cell_is_a_formula(text: str) -> None:
    book = load_workbook(io.BytesIO(to_xlsx([Sheet("S", [text], [[text]])])))
    for cell in (book["S"]["A1"], book["S"]["A2"]):
        assert cell.data_type == "s"
        # A carriage return is kept as OOXML's escape of it.
        assert cell.value.replace("_x000D_", "\r") == text


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_no_formula_appears_where_lines_are_split_elsewhere(delimiter: str) -> None:
    text = to_csv(["a", "b"], [[f"x{delimiter} =1+1", f"y{delimiter}@SUM(A1)"]])
    for part in text.decode("utf-8-sig").split(delimiter):
        assert not part.strip().startswith(("=", "+", "-", "@")), part


@given(st.text(alphabet=st.characters(blacklist_categories=["Cs"]), max_size=20))
def test_every_text_survives_csv_behind_at_most_an_apostrophe(text: str) -> None:
    (_, (cell, end)) = read_csv(to_csv(["a", "b"], [[text, "end"]]))
    assert end == "end"
    assert cell.replace("'", "") == text.replace("'", "")
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


def test_numbers_stay_numbers_and_days_stay_days() -> None:
    rows = [[-5, Decimal("-1.5"), date(2026, 11, 24), None, True]]
    sheet = load_workbook(io.BytesIO(to_xlsx([Sheet("S", list("abcde"), rows)])))["S"]
    found = [cell.value for cell in sheet[2]]
    assert found[:2] == [-5, -1.5]
    assert found[2].date() == date(2026, 11, 24)
    assert found[4] is True
    assert read_csv(to_csv(list("abcde"), rows))[1] == ["-5", "-1.5", "2026-11-24", "", "True"]
