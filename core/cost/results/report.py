"""A scenario's summary as PDF and as CSV."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from core.cost.inputs.definitions import Group, input_catalogue
from core.cost.inputs.resolve import Origin
from core.cost.model.cost_model import PARTS
from core.cost.results.answer import answer
from core.cost.results.profile_bills import profile_bills
from core.cost.results.result import CostResult, OptionCost, digits
from core.cost.scenario.typed_numbers import ranged
from core.reports.pdf import render_pdf
from core.reports.spreadsheet import Cell, to_csv


def render_summary(result: CostResult, made: date) -> bytes:
    """One or two pages for whoever signs."""
    resolved, best = result.resolved, result.cheapest
    scenario = resolved.scenario
    out = [one for one in resolved.impossible if one in resolved.frame.options]
    data = {
        "title": scenario.name,
        "made": made.isoformat(),
        "currency": scenario.currency,
        "years": f"{scenario.years} year{'s' if scenario.years > 1 else ''}",
        "draws": f"{scenario.draws:,}",
        "seed": str(scenario.seed),
        "notes": scenario.notes,
        "lead": {
            "what": "Cheapest of what works here" if out else "Cheapest",
            "name": _name(best),
            "total": f"{best.total:,.0f}",
        },
        "sentences": answer(result),
        "options": _options(result),
        "remarks": _remarks(result),
        "bills": _bills(result),
        "cleanup": str(scenario.profiles.cleanup_percent) if scenario.profiles else "",
        "numbers": _numbers(result),
    }
    return render_pdf("cost", data)


def _options(result: CostResult) -> list[dict[str, object]]:
    options = sorted(result.options, key=lambda one: one.total)
    reach = max(max(one.total, one.spread.total.p90) for one in options) or Decimal(1)
    impossible = result.resolved.impossible
    return [
        {
            "name": _name(one) + (" *" if one.id in impossible else ""),
            "bar": {
                "low": float(one.spread.total.p10 / reach),
                "high": float(one.spread.total.p90 / reach),
                "total": float(one.total / reach),
            },
            "total": f"{one.total:,.2f}",
            "spread": f"{one.spread.total.p10:,.0f} to {one.spread.total.p90:,.0f}",
            "cheapest": "not possible" if one.id in impossible else f"{one.spread.p_cheapest:.0%}",
            "account_days": f"{one.account_days:,.0f}",
            "parts": [f"{sum(getattr(year, part) for year in one.years):,.2f}" for part in PARTS],
        }
        for one in options
    ]


def _remarks(result: CostResult) -> list[str]:
    resolved, texts = result.resolved, input_catalogue().texts
    return [
        *(
            f"* {texts[option].name} is not possible here and is shown to compare: {why}"
            for option, why in resolved.impossible.items()
            if option in resolved.frame.options
        ),
        *resolved.warnings,
    ]


def _bills(result: CostResult) -> list[dict[str, str]]:
    return [
        {
            "plan": one.plan,
            "high_water": f"{one.bills.high_water:,.2f}",
            "average": f"{one.bills.average:,.2f}",
            "month_end": f"{one.bills.month_end:,.2f}",
            "cleaned": f"{one.bills.cleaned:,.2f}",
            "saving": f"{one.bills.saving:,.2f}",
        }
        for one in profile_bills(result.resolved)
    ]


def _numbers(result: CostResult) -> list[dict[str, str]]:
    """What somebody said, the stack or the catalogue; twelve months of profiles are one line."""
    told = (Origin.YOURS, Origin.STACK, Origin.CATALOGUE)
    inputs = [one for one in result.resolved.inputs.values() if one.origin in told]
    rows = [
        {
            "label": one.spec.label,
            "value": ranged(one.estimate),
            "unit": one.spec.unit.replace("money", result.resolved.scenario.currency),
            "source": f"{one.origin}: {one.source}" if one.origin is not Origin.YOURS else "yours",
        }
        for one in inputs
        if one.spec.group is not Group.PROFILES
    ]
    profiles = [one.estimate.likely for one in inputs if one.spec.group is Group.PROFILES]
    if profiles:
        value = f"{min(profiles):,f} to {max(profiles):,f}"
        row = {"label": "Billed profiles, lowest to highest month", "value": value}
        rows.append(row | {"unit": "profiles", "source": "yours"})
    return rows


def _name(one: OptionCost) -> str:
    return input_catalogue().texts[one.id].name


def to_csv_table(result: CostResult) -> bytes:
    """Every option and year, amounts as digits."""
    header = [
        "option",
        "option_name",
        "year",
        "plan",
        "labour",
        "setup",
        "waste",
        "total",
        "account_days",
    ]
    currency = result.resolved.scenario.currency
    rows: list[Sequence[Cell]] = []
    for one in result.options:
        for number, year in enumerate(one.years, start=1):
            amounts = (year.plan, year.labour, year.setup, year.waste, year.total)
            figures = [digits(amount) for amount in (*amounts, year.account_days)]
            rows.append([str(one.id), _name(one), number, *figures, currency])
    return to_csv([*header, "currency"], rows)
