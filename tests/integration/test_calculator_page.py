"""The calculator and the scenarios page without a browser: what they say for what is stored."""

from decimal import Decimal

import pytest
from sqlalchemy import event
from streamlit.testing.v1 import AppTest

from core.actor import LOCAL_OPERATOR
from core.app.runtime import runtime
from core.catalog.values import Reading
from core.config import ROOT
from core.cost import service
from core.cost.model.estimate import pert, point
from core.cost.models import SavedScenarioRow
from core.cost.scenario.scenario import Given, Scenario
from core.cost.scenario.scenario_file import read_upload
from core.cost.values import SavedScenario
from tests.support.clock import TODAY
from tests.support.pages import Open, tables, told

READING = Reading(TODAY)
EXAMPLES = ROOT / "data" / "examples"


def save(scenario: Scenario) -> SavedScenario:
    with runtime().database.write() as session:
        return service.save(session, LOCAL_OPERATOR, READING, scenario)


def headline(test: AppTest) -> str:
    return str(test.metric[0].value)


def test_another_currency_asks_for_the_rate_and_adds_nothing_without_it(open_page: Open) -> None:
    test = open_page("cost/calculator.py", app="customer-io")
    dollars = headline(test)
    test.session_state["new-customer-io:currency"] = "EUR"
    test.run()
    assert not test.exception
    assert not test.metric
    assert "No answer yet" in [one.value for one in test.subheader]
    assert "are not added without a rate" in told(test)
    test.text_input(key="new-customer-io:rate-USD").set_value("0,5").run()
    assert not test.exception
    assert headline(test).startswith("EUR ")
    amounts = [Decimal(text[4:].replace(",", "")) for text in (headline(test), dollars)]
    assert abs(2 * amounts[0] - amounts[1]) <= 2


@pytest.mark.parametrize("name", ["cost-ranges.json", "cost-per-seat.yaml"])
def test_a_scenario_file_opens_with_the_figures_of_the_command_line(
    open_page: Open, name: str
) -> None:
    open_page("cost/scenarios.py")
    kept = save(read_upload((EXAMPLES / name).read_bytes(), name))
    with runtime().database.read() as session:
        facts = service.facts_of(session, LOCAL_OPERATOR, READING, kept.scenario.app)
    result = service.calculate_scenario(kept.scenario, facts)
    test = open_page("cost/calculator.py", scenario=kept.id)
    assert not test.exception
    currency = kept.scenario.currency
    assert headline(test) == f"{currency} {result.cheapest.total:,.0f}"
    assert f">{result.cheapest.total:,.0f}<" in tables(test)


def test_an_earlier_version_opens_as_it_was(open_page: Open) -> None:
    open_page("cost/scenarios.py")
    prices = {"current.base": Given(point(1000)), "upgrade.base": Given(point(9000))}
    first = save(Scenario(name="One", inputs=prices, years=2))
    later = {**prices, "leavers": Given(pert(Decimal(4), Decimal(6), Decimal(10)))}
    with runtime().database.write() as session:
        changed = Scenario(name="One", inputs=later, years=5)
        service.update(session, LOCAL_OPERATOR, READING, first.id, 1, changed)
    now = open_page("cost/calculator.py", scenario=first.id)
    before = open_page("cost/calculator.py", scenario=first.id, version="1")
    assert "Over 5 years, likely" in [one.label for one in now.metric]
    assert "Over 2 years, likely" in [one.label for one in before.metric]
    assert "This is version 1" in told(before)
    test = open_page("cost/scenarios.py", scenario=first.id)
    assert "Leavers: default → 4–6–10" in tables(test)
    assert "Horizon years: 2 → 5" in tables(test)


@pytest.mark.parametrize("is_saved", [False, True])
def test_one_rerun_gathers_the_facts_about_the_app_once(open_page: Open, is_saved: bool) -> None:
    link = {"app": "customer-io"}
    if is_saved:
        open_page("cost/scenarios.py")
        link = {"scenario": save(Scenario(name="One", app="customer-io")).id}
    test = open_page("cost/calculator.py", **link)
    asked: list[str] = []
    engine = runtime().database.engine

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    test.run()
    event.remove(engine, "before_cursor_execute", note)
    assert test.metric
    assert sum("FROM benchmark" in statement for statement in asked) == 1


def test_an_empty_calculator_asks_for_one_thing_and_blames_nobody(open_page: Open) -> None:
    test = open_page("cost/calculator.py")
    assert not test.error
    assert "Choose an app above" in told(test)


def test_what_is_not_possible_here_is_compared_when_asked_for(open_page: Open) -> None:
    test = open_page("cost/calculator.py", app="customer-io")
    test.session_state["new-customer-io:idps"] = ["okta"]
    test.run()
    assert "is not possible here:" in told(test)
    assert "Options not possible here" not in tables(test)
    test.toggle(key="with-impossible").set_value(True).run()
    assert "Options not possible here" in tables(test)


@pytest.mark.parametrize("link", ["no-such", "../x", "x" * 500])
def test_a_link_to_no_scenario_says_so_and_offers_a_new_one(open_page: Open, link: str) -> None:
    test = open_page("cost/calculator.py", scenario=link)
    assert not test.exception
    assert "does not exist" in told(test)


def test_a_plan_that_the_catalogue_lost_is_said_and_not_a_crash(open_page: Open) -> None:
    open_page("cost/scenarios.py")
    kept = save(Scenario(name="Old", app="customer-io", current_plan="essentials"))
    with runtime().database.write() as session:
        row = session.get(SavedScenarioRow, kept.id)
        assert row is not None
        row.content = {**row.content, "current_plan": "gold"}
        session.add(row)
    test = open_page("cost/calculator.py", scenario=kept.id)
    assert not test.exception
    assert "gold is not a plan of Customer.io in the catalogue" in told(test)
    assert "The price of gold is not known" in told(test)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("-1", "is not possible"),
        ("1e9", "is not a number"),
        ("many", "is not a number"),
        ("9-3", "are not in order"),
        ("nan", "is not a number"),
        ("99999999999", "is not possible"),
        ("1.234", "can mean a thousand or a fraction"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_no_figure_is_shown(
    open_page: Open, typed: str, said: str
) -> None:
    test = open_page("cost/calculator.py", app="customer-io")
    test.text_input(key="new-customer-io:seats").set_value(typed).run()
    assert not test.exception
    assert said in " ".join(str(one.value) for one in test.markdown)
    assert not test.metric
    assert test.text_input(key="new-customer-io:seats").value == typed
    test.text_input(key="new-customer-io:seats").set_value("0").run()
    assert not test.exception
    shown = (told(test) + tables(test) + headline(test)).casefold()
    assert "nan" not in shown.replace("finance", "").split()
    assert "infinity" not in shown


@pytest.mark.parametrize(
    "pasted",
    [
        "month;peak;end\n" + "\n".join(f"{m};{5000 + m},5;{4000 + m},25" for m in range(12)),
        "\n\n" + "\n\n".join(str(5000 + m) for m in range(12)),
    ],
    ids=["semicolon and decimal comma", "blank lines"],
)
def test_pasted_profiles_give_the_bill_on_every_basis(open_page: Open, pasted: str) -> None:
    test = open_page("cost/calculator.py", app="customer-io")
    test.text_area(key="new-customer-io:profiles-text").set_value(pasted).run()
    assert not test.exception
    for row in ("high-water mark: what is charged", "On the average", "On each month"):
        assert row in tables(test)


def test_thirteen_months_are_said_at_the_field(open_page: Open) -> None:
    test = open_page("cost/calculator.py", app="customer-io")
    area = test.text_area(key="new-customer-io:profiles-text")
    area.set_value("\n".join(["5000"] * 13)).run()
    assert "There are 13 months" in told(test)
    assert test.text_area(key="new-customer-io:profiles-text").value.count("5000") == 13
