"""A scenario's summary as PDF and as CSV."""

from core.cost.inputs import input_catalogue
from core.cost.resolve import Origin
from core.cost.result import CostResult, digits
from core.cost.typed import typed
from core.reports.pdf import render_pdf
from core.reports.spreadsheet import Cell, to_csv


def render_summary(result: CostResult) -> bytes:
    """One or two pages for whoever signs."""
    texts = input_catalogue().texts
    scenario = result.resolved.scenario
    options = [
        {
            "name": texts[one.id].name,
            "total": _money(digits(one.total)),
            "p10": _money(digits(one.spread.total.p10)),
            "p50": _money(digits(one.spread.total.p50)),
            "p90": _money(digits(one.spread.total.p90)),
            "cheapest": f"{one.spread.p_cheapest:.0%}",
            "account_days": f"{one.account_days:,.0f}",
        }
        for one in sorted(result.options, key=lambda one: one.total)
    ]
    numbers = [
        {
            "label": one.spec.label,
            "value": typed(one.estimate),
            "unit": one.spec.unit.replace("money", scenario.currency),
            "origin": str(one.origin),
            "source": one.source,
        }
        for one in result.resolved.inputs.values()
        if one.origin in (Origin.YOURS, Origin.STACK, Origin.CATALOGUE)
    ]
    data = {
        "title": scenario.name,
        "currency": scenario.currency,
        "years": scenario.years,
        "draws": f"{scenario.draws:,}",
        "seed": str(scenario.seed),
        "notes": scenario.notes,
        "cheapest": texts[result.cheapest.id].name,
        "options": options,
        "numbers": numbers,
        "warnings": list(result.resolved.warnings),
    }
    return render_pdf("cost", data)


def to_csv_table(result: CostResult) -> bytes:
    """Every option and year, amounts as digits."""
    header = ["option", "year", "plan", "labour", "setup", "waste", "total", "account_days"]
    currency = result.resolved.scenario.currency
    rows: list[list[Cell]] = []
    for one in result.options:
        for number, year in enumerate(one.years, start=1):
            amounts = (year.plan, year.labour, year.setup, year.waste, year.total)
            figures = [digits(amount) for amount in (*amounts, year.account_days)]
            rows.append([str(one.id), number, *figures, currency])
    return to_csv([*header, "currency"], rows)


def _money(text: str) -> str:
    whole, cents = text.split(".")
    return f"{int(whole):,}.{cents}"
