"""The worked examples of docs/cost-model.md, whose arithmetic is done there by hand."""

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from core.config import ROOT
from core.cost.inputs.resolve import resolve
from core.cost.model.high_water import Bills, Mark
from core.cost.model.options import OptionId
from core.cost.results.profile_bills import profile_bills
from core.cost.results.result import CostResult, calculate, to_json
from core.cost.scenario.scenario_file import read_scenario

EXAMPLES = ROOT / "data" / "examples"
COUNTS = [4200, 4300, 4700, 5100, 5600, 5200, 5000, 5300, 5900, 6400, 7200, 6100]


def result_of(path: Path) -> CostResult:
    return calculate(resolve(read_scenario(path.read_text(), path.name)))


def essentials(mark: Mark) -> Bills:
    """Customer.io Essentials on the document's counts, with 15 % cleaned up."""
    text = f"""
options: [manual-checklist]
plans: {{current: {{billing: profile}}}}
inputs: {{current.base: 1200, current.included: 5000, current.price: 0.009}}
profiles: {{months: {COUNTS}, period: {mark}, cleanup_percent: 15}}
"""
    (one,) = profile_bills(resolve(read_scenario(text, "essentials")))
    return one.bills


def money(*amounts: str) -> list[Decimal]:
    return [Decimal(amount) for amount in amounts]


def test_an_app_per_seat_costs_what_the_document_reckons() -> None:
    result = result_of(EXAMPLES / "cost-per-seat.yaml")
    by_hand = result.option(OptionId.MANUAL_CHECKLIST)
    upgrade = result.option(OptionId.UPGRADE_FOR_SCIM)
    assert by_hand is not None
    assert upgrade is not None
    assert [
        [year.plan, year.labour, year.setup, year.waste, year.total] for year in by_hand.years
    ] == [
        money("12000.00", "2485.00", "100.00", "1251.29", "15836.29"),
        money("12000.00", "2485.00", "0.00", "1251.29", "15736.29"),
    ]
    assert [
        [year.plan, year.labour, year.setup, year.waste, year.total] for year in upgrade.years
    ] == [
        money("18000.00", "1192.50", "1000.00", "1800.00", "21992.50"),
        money("19800.00", "1192.50", "0.00", "1980.00", "22972.50"),
    ]
    assert by_hand.total == Decimal("31572.58")
    assert upgrade.total == Decimal("44965.00")
    assert by_hand.account_days == Decimal("312.00")
    assert upgrade.account_days == 0


def test_the_upgrade_of_the_example_pays_below_a_price_that_is_found_exactly() -> None:
    result = result_of(EXAMPLES / "cost-per-seat.yaml")
    (even,) = [one for one in result.break_even if one.variable == "upgrade_price"]
    # 231 p + 3,385 = 29,070 + 2 · 120 · (24 · 6.5 / 365 + 10)
    by_hand = (29070 + 240 * (Fraction(24) * Fraction(13, 2) / 365 + 10) - 3385) / 231
    assert even.at == Decimal("122.024136")
    assert abs(Fraction(even.at) - by_hand) < Fraction(1, 10**6)
    assert even.cheaper_below is OptionId.UPGRADE_FOR_SCIM
    assert even.cheaper_above is OptionId.MANUAL_CHECKLIST


def test_profile_bills_on_the_high_water_mark_the_average_and_the_month_end() -> None:
    bills = essentials(Mark.MONTH)
    assert bills.high_water == Decimal("1276.50")
    assert bills.average == Decimal("1255.80")
    assert bills.month_end == Decimal("1261.20")
    assert bills.cleaned == Decimal("1224.26")
    assert bills.saving == Decimal("52.24")


def test_a_yearly_mark_bills_the_highest_month_twelve_times() -> None:
    bills = essentials(Mark.YEAR)
    assert bills.high_water == Decimal("1437.60")
    assert bills.saving == 0


@pytest.mark.parametrize(
    ("hours", "labour"),
    [(101, 6088), (38, 2250), (132, 7942)],
    ids=["aggregate", "Calendly", "Miro"],
)
def test_published_labour_cost_is_hours_times_sixty_within_the_rounding_of_hours(
    hours: int, labour: int
) -> None:
    assert round(Decimal(labour) / 60) == pytest.approx(hours, abs=0.5)


@pytest.mark.parametrize(("orphans", "cost"), [(7, 1741), (9, 2224)])
def test_published_compliance_cost_is_orphans_times_248_within_rounding(
    orphans: int, cost: int
) -> None:
    assert round(Decimal(cost) / 248) == orphans


def test_the_published_hours_give_the_published_labour_cost_through_the_model() -> None:
    scenario = read_scenario(
        """
options: [manual-checklist]
horizon_years: 1
inputs:
  {seats: 500, current.base: 0, joiners: 0, leavers: 0, role_changes: 0, reviews: 0,
   hours_per_review: 0, hourly_rate: 60, other_hours: 101.466667, manual-checklist.setup_hours: 0,
   manual-checklist.running_hours: 0}
""",
        "published",
    )
    (option,) = calculate(resolve(scenario)).options
    assert option.years[0].labour == Decimal("6088.00")


@pytest.mark.parametrize("name", sorted(path.name for path in EXAMPLES.glob("cost-*")))
def test_every_example_file_is_reckoned(name: str) -> None:
    path = EXAMPLES / name
    scenario = read_scenario(path.read_text(), name)
    if scenario.app:
        scenario = read_scenario(path.read_text() + "\n", name).with_input("seats", None)
        scenario = read_scenario(
            path.read_text()
            .replace("app: customer-io\n", "")
            .replace("current_plan: essentials\n", "")
            .replace("upgrade_plan: enterprise\n", "")
            .replace("inputs:\n", "inputs:\n  current.base: 1200\n  upgrade.base: 30000\n"),
            name,
        )
    document = to_json(calculate(resolve(scenario)))
    assert list(document) == [
        "currency", "horizon_years", "options", "break_even", "tornado", "seed",
    ]  # fmt: skip
