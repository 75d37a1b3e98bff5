"""The calculation as a workbook with live formulas: change a yellow cell and the totals follow.

The formulas are not written by hand: the model of :mod:`core.cost.model.cost_model` runs once more,
on numbers that write down what is done to them.
"""

import io
from collections.abc import Mapping
from typing import Any

from core.cost.inputs.definitions import input_catalogue
from core.cost.inputs.resolve import Origin, Resolved
from core.cost.model.arithmetic import Number
from core.cost.model.cost_model import PARTS, reckon
from core.cost.model.options import OptionId
from core.cost.results.result import CostResult
from core.reports.xlsx_formulas import Formula, constant, largest, rounded

INPUTS, CALCULATION, SUMMARY, SPREAD = "Inputs", "Calculation", "Summary", "Uncertainty"
VALUE_COLUMN = 1
FIRST_ROW = 4

_LINES = {
    "seats": "People who use the app",
    "rate": "Hourly rate",
    "current.bill": "Bill of the current plan",
    "upgrade.bill": "Bill of the plan with SCIM",
    "sign-on.bill": "Bill of the plan with single sign-on",
    "replacement.bill": "Bill of the other product",
    "open_days": "Days until a leaver is out",
    "hours": "Hours of work",
    "idle_seats": "Idle seats",
    "plan": "Plan and fees",
    "labour": "Work",
    "setup": "Set-up",
    "waste": "Wasted licences",
    "account_days": "Days of access after leaving (not money)",
}
_LEFT = "Days of access after leaving"


class _Recorder:
    """The arithmetic whose lines are cells of the sheet Calculation."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, str], int] = {}
        self.cells: dict[tuple[int, int], Formula] = {}

    def most(self, one: Number, other: Number) -> Number:
        return largest(one, other)

    def cents(self, amount: Number) -> Number:
        return rounded(amount if isinstance(amount, Formula) else constant(amount), 2)

    def line(self, option: str, year: int, name: str, value: Number) -> Number:
        row = self.rows.setdefault((option, name), len(self.rows) + FIRST_ROW)
        self.cells[row, year + 2] = value if isinstance(value, Formula) else constant(value)
        return Formula(_at(CALCULATION, row, year + 2))


def workbook(result: CostResult) -> bytes:
    """The XLSX file. No text in it can become a formula."""
    import xlsxwriter  # only who wants a workbook waits for its writer

    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    styles = _Styles(book)
    resolved = result.resolved
    summary = book.add_worksheet(SUMMARY)
    places = _inputs(book.add_worksheet(INPUTS), resolved, styles)
    recorder = _Recorder()
    reckon(resolved.frame, places, recorder)
    _calculation(book.add_worksheet(CALCULATION), recorder, resolved, styles)
    _summary(summary, recorder, result, styles)
    _spread(book.add_worksheet(SPREAD), result, styles)
    book.close()
    return out.getvalue()


class _Styles:
    def __init__(self, book: Any) -> None:
        # The quote prefix keeps a text a text even when somebody edits its cell.
        self.text = book.add_format({"quote_prefix": True})
        self.bold = book.add_format({"bold": True, "quote_prefix": True})
        self.head = book.add_format({"bold": True, "bottom": 1, "quote_prefix": True})
        self.input = book.add_format(
            {"bg_color": "#FFF6CC", "border": 1, "border_color": "#C9B45A"}
        )
        self.number = book.add_format({"num_format": "#,##0.00"})
        self.total = book.add_format({"num_format": "#,##0.00", "bold": True, "top": 1})
        self.share = book.add_format({"num_format": "0.0%"})


def _inputs(page: Any, resolved: Resolved, styles: _Styles) -> dict[str, Formula]:
    scenario = resolved.scenario
    page.write_string(0, 0, scenario.name, styles.bold)
    said = f"Money in {scenario.currency}. Change a coloured cell: the other sheets follow."
    page.write_string(1, 0, said, styles.text)
    heads = ("Input", "Value", "Unit", "Low", "High", "Who says", "Source")
    for column, head in enumerate(heads):
        page.write_string(FIRST_ROW - 1, column, head, styles.head)
    rows = {name: FIRST_ROW + number for number, name in enumerate(resolved.inputs)}
    for name in resolved.inputs:
        _input_row(page, rows, name, resolved, styles)
    page.set_column(0, 0, 52)
    page.set_column(1, 1, 14)
    page.set_column(2, 2, 22)
    page.set_column(5, 5, 16)
    page.set_column(6, 6, 70)
    page.freeze_panes(FIRST_ROW, 1)
    return {name: Formula(_at(INPUTS, row, VALUE_COLUMN)) for name, row in rows.items()}


def _input_row(
    page: Any, rows: Mapping[str, int], name: str, resolved: Resolved, styles: _Styles
) -> None:
    """One number; what follows another by default is a formula on it."""
    one = resolved.inputs[name]
    row, estimate = rows[name], one.estimate
    page.write_string(row, 0, one.spec.label, styles.text)
    follows = one.spec.percent_of if one.origin is not Origin.YOURS else None
    whole = resolved.inputs[follows[0]].estimate.likely if follows else None
    if follows and whole:
        other = _cell(rows[follows[0]], VALUE_COLUMN, fixed=True)
        formula = f"={other}*{estimate.likely / whole}"
        page.write_formula(row, VALUE_COLUMN, formula, styles.input, float(estimate.likely))
    else:
        page.write_number(row, VALUE_COLUMN, float(estimate.likely), styles.input)
    page.write_string(row, 2, one.spec.unit, styles.text)
    if not estimate.is_point:
        page.write_number(row, 3, float(estimate.low))
        page.write_number(row, 4, float(estimate.high))
    page.write_string(row, 5, str(one.origin), styles.text)
    page.write_string(row, 6, one.source, styles.text)


def _calculation(page: Any, recorder: _Recorder, resolved: Resolved, styles: _Styles) -> None:
    texts = input_catalogue().texts
    page.write_string(0, 0, "Every line of the calculation, by option and year", styles.bold)
    page.write_string(1, 0, f"Money in {resolved.scenario.currency}", styles.text)
    heads = ["Option", "Line", *(f"Year {year + 1}" for year in range(resolved.frame.years))]
    for column, head in enumerate(heads):
        page.write_string(FIRST_ROW - 1, column, head, styles.head)
    for (option, name), row in recorder.rows.items():
        shown = texts[OptionId(option)].name if option else "All options"
        page.write_string(row, 0, shown, styles.text)
        page.write_string(row, 1, _LINES.get(name, name), styles.text)
    for (row, column), formula in recorder.cells.items():
        page.write_formula(row, column, f"={formula.text}", styles.number)
    page.set_column(0, 1, 34)
    page.set_column(2, 2 + resolved.frame.years, 16)
    page.freeze_panes(FIRST_ROW, 2)


def _summary(page: Any, recorder: _Recorder, result: CostResult, styles: _Styles) -> None:
    resolved = result.resolved
    texts = input_catalogue().texts
    page.write_string(0, 0, resolved.scenario.name, styles.bold)
    page.write_string(
        1, 0, f"{resolved.scenario.currency} over {resolved.frame.years} years", styles.text
    )
    heads = ["Option", *(f"Year {year + 1}" for year in range(resolved.frame.years)), "Total"]
    for column, head in enumerate(heads):
        page.write_string(FIRST_ROW - 1, column, head, styles.head)
    for number, option in enumerate(result.options):
        row = FIRST_ROW + number
        page.write_string(row, 0, texts[option.id].name, styles.text)
        for year, known in enumerate(option.years):
            parts = (_at(CALCULATION, recorder.rows[option.id, p], year + 2) for p in PARTS)
            formula = f"={'+'.join(parts)}"
            page.write_formula(row, year + 1, formula, styles.number, float(known.total))
        last = resolved.frame.years
        first, end = _cell(row, 1), _cell(row, last)
        page.write_formula(row, last + 1, f"=SUM({first}:{end})", styles.total, float(option.total))
    page.set_column(0, 0, 40)
    page.set_column(1, 7, 16)


def _spread(page: Any, result: CostResult, styles: _Styles) -> None:
    scenario = result.resolved.scenario
    texts = input_catalogue().texts
    page.write_string(0, 0, "How far the ranges spread the result", styles.bold)
    said = (
        f"{scenario.draws:,} simulations by Offramp; 80 % of them lie between low and high. These "
        "figures do not follow the cells."
    )
    page.write_string(1, 0, said, styles.text)
    heads = (
        "Option",
        "Likely",
        "Low",
        "High",
        "Chance to be cheapest",
        "Days of access after leaving",
    )
    for column, head in enumerate(heads):
        page.write_string(FIRST_ROW - 1, column, head, styles.head)
    for number, option in enumerate(result.options):
        row, spread = FIRST_ROW + number, option.spread
        page.write_string(row, 0, texts[option.id].name, styles.text)
        for column, amount in enumerate((option.total, spread.total.p10, spread.total.p90)):
            page.write_number(row, column + 1, float(amount), styles.number)
        page.write_number(row, 4, spread.p_cheapest, styles.share)
        page.write_number(row, 5, float(option.account_days), styles.number)
    row = FIRST_ROW + len(result.options) + 1
    page.write_string(row, 0, "How was this calculated?", styles.bold)
    told = (
        "Likely: every range at its likely value. Low and high: the 10th and 90th percentile of "
        "the simulations. Random "
        f"numbers from seed {scenario.seed}: with the same seed the result is the same."
    )
    page.write_string(row + 1, 0, told, styles.text)
    page.set_column(0, 0, 40)
    page.set_column(1, 5, 20)


def _at(sheet: str, row: int, column: int) -> str:
    return f"{sheet}!{_cell(row, column, fixed=True)}"


def _cell(row: int, column: int, *, fixed: bool = False) -> str:
    from xlsxwriter.utility import xl_rowcol_to_cell

    return str(xl_rowcol_to_cell(row, column, row_abs=fixed, col_abs=fixed))
