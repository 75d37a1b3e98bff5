"""The workbook, recalculated by LibreOffice: what a finance colleague sees."""

import io
import shutil
import subprocess
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from core.config import ROOT
from core.cost.inputs.facts import AppFacts
from core.cost.inputs.published import PublishedFigure
from core.cost.inputs.resolve import resolve
from core.cost.model.estimate import point
from core.cost.results.result import CostResult, calculate
from core.cost.results.workbook import FIRST_ROW, workbook
from core.cost.scenario.scenario import Given, Scenario
from core.cost.scenario.scenario_file import read_scenario

EXAMPLES = ROOT / "data" / "examples"


def example(name: str) -> Scenario:
    scenario = read_scenario((EXAMPLES / name).read_text(), name)
    if scenario.app is None:
        return scenario
    prices = {"current.base": 1200, "current.included": 5000, "upgrade.base": 41500}
    for key, price in prices.items():
        scenario = scenario.with_input(key, Given(point(price)))
    return replace(scenario, app=None, current_plan=None, upgrade_plan=None)


def recalculated(book: bytes, folder: Path) -> list[list[Decimal]]:
    """The summary's figures after LibreOffice has reckoned every formula anew."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.fail("no LibreOffice: install the package libreoffice-calc-nogui")
    (folder / "in").mkdir()
    (folder / "in" / "book.xlsx").write_bytes(book)
    subprocess.run(
        [
            office,
            f"-env:UserInstallation=file://{folder}/profile",
            "--headless",
            "--convert-to",
            "xlsx:Calc MS Excel 2007 XML",
            "--outdir",
            str(folder / "out"),
            str(folder / "in" / "book.xlsx"),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    sheet = load_workbook(folder / "out" / "book.xlsx", data_only=True)["Summary"]
    rows = list(sheet.iter_rows(min_row=FIRST_ROW + 1, min_col=2, values_only=True))
    return [[Decimal(repr(v)).quantize(Decimal("0.01")) for v in row] for row in rows]  # type: ignore[arg-type]


def without_results(book: bytes) -> bytes:
    """The same book without the figures that we stored: only formulas can bring them back."""
    loaded = load_workbook(io.BytesIO(book))
    out = io.BytesIO()
    loaded.save(out)
    return out.getvalue()


def figures(result: CostResult) -> list[list[Decimal]]:
    return [[*(year.total for year in one.years), one.total] for one in result.options]


@pytest.mark.parametrize(
    "name", ["cost-customer-io-okta.yaml", "cost-per-seat.yaml", "cost-ranges.json"]
)
def test_libreoffice_reckons_the_apps_total_to_the_cent(name: str, tmp_path: Path) -> None:
    result = calculate(resolve(example(name)), draws=100)
    assert recalculated(without_results(workbook(result)), tmp_path) == figures(result)


@pytest.mark.parametrize(
    ("name", "label", "key", "value"),
    [
        ("cost-per-seat.yaml", "Leavers", "leavers", 60),
        # What follows the people by default follows in the sheet as well.
        ("cost-ranges.json", "People who use the app", "seats", 90),
    ],
)
def test_a_changed_cell_moves_the_totals_as_the_app_would(
    name: str, label: str, key: str, value: int, tmp_path: Path
) -> None:
    facts = AppFacts(published=[PublishedFigure(500, "a guide", None, 44, 132, 9)])
    scenario = example(name)
    book = load_workbook(io.BytesIO(workbook(calculate(resolve(scenario, facts), draws=100))))
    for row in book["Inputs"].iter_rows(min_row=FIRST_ROW + 1):
        if row[0].value == label:
            row[1].value = value
    out = io.BytesIO()
    book.save(out)
    changed = scenario.with_input(key, Given(point(value)))
    expected = calculate(resolve(changed, facts), draws=100)
    assert recalculated(out.getvalue(), tmp_path) == figures(expected)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
def test_no_text_of_a_scenario_becomes_a_formula(start: str) -> None:
    scenario = replace(example("cost-per-seat.yaml"), name=f"{start}1+1")
    book = load_workbook(io.BytesIO(workbook(calculate(resolve(scenario), draws=100))))
    cell = book["Summary"]["A1"]
    assert cell.data_type == "s"
    assert cell.quotePrefix
