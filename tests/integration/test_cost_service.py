"""Scenarios on both databases, and the calculator on the real catalogue."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from sqlmodel import Session, select

from core.actor import LOCAL_OPERATOR, Actor, Role
from core.advice import service as advice
from core.audit.models import AuditEntry
from core.catalog.models import Price
from core.catalog.values import Reading
from core.cost import service
from core.cost.inputs.facts import AppFacts
from core.cost.inputs.resolve import BadInputs, Origin
from core.cost.model.estimate import between, point
from core.cost.model.options import PLAN_OF, OptionId, PlanRole
from core.cost.results.estimate_options import CostAnswers
from core.cost.scenario.scenario import Given, Scenario, to_plain
from core.cost.values import SavedScenario
from core.errors import Conflict, Forbidden, Invalid, NotFound
from core.stack import service as stack
from core.stack.entries import StackFields
from core.storage.database import Database
from tests.support.clock import TODAY

READING = Reading(TODAY)
PRICED = {"current.base": Given(point(1200)), "upgrade.base": Given(point(28000))}
VIEWER = Actor(id="v", name="Vera Viewer", role=Role.VIEWER)


def saved(database: Database, **changes: object) -> SavedScenario:
    scenario = Scenario(**{"name": "One", "inputs": PRICED} | changes)  # type: ignore[arg-type]
    with database.write() as session:
        return service.save(session, LOCAL_OPERATOR, READING, scenario)


def test_a_scenario_comes_back_as_it_was_saved(database: Database) -> None:
    ranged = {**PRICED, "leavers": Given(between(Decimal(4), Decimal("10.5")), None)}
    kept = saved(database, inputs=ranged, notes="Ask in June", years=5)
    with database.read() as session:
        found = service.scenario(session, LOCAL_OPERATOR, kept.id)
    assert found.scenario.inputs == ranged
    assert found.scenario.notes == "Ask in June"
    assert found.scenario.years == 5
    assert found.owner == LOCAL_OPERATOR.name
    assert to_plain(found.scenario) == to_plain(kept.scenario)


def test_an_edit_of_an_older_version_is_a_conflict_and_overwrites_nothing(
    database: Database,
) -> None:
    kept = saved(database)
    first = Scenario(name="First", inputs=PRICED)
    with database.write() as session:
        service.update(session, LOCAL_OPERATOR, READING, kept.id, kept.version, first)
    with database.write() as session:  # a second click on Save
        again = service.update(session, LOCAL_OPERATOR, READING, kept.id, kept.version, first)
    assert again.version == kept.version + 1
    late = Scenario(name="Late", inputs=PRICED)
    with pytest.raises(Conflict, match=r"changed by Local operator"), database.write() as session:
        service.update(session, LOCAL_OPERATOR, READING, kept.id, kept.version, late)
    with database.read() as session:
        assert service.scenario(session, LOCAL_OPERATOR, kept.id).name == "First"
        versions = service.versions(session, LOCAL_OPERATOR, kept.id)
    assert [(one.version, one.scenario.name) for one in versions] == [(2, "First"), (1, "One")]


def test_a_copy_has_a_life_of_its_own(database: Database) -> None:
    kept = saved(database)
    with database.write() as session:
        copy = service.duplicate(session, LOCAL_OPERATOR, kept.id)
        service.remove(session, LOCAL_OPERATOR, kept.id)
    with database.read() as session:
        assert [one.name for one in service.scenarios(session, LOCAL_OPERATOR)] == ["One (copy)"]
        assert service.scenario(session, LOCAL_OPERATOR, copy.id).scenario.inputs == PRICED
        with pytest.raises(NotFound):
            service.scenario(session, LOCAL_OPERATOR, kept.id)
        entries = session.exec(select(AuditEntry).where(AuditEntry.action == "cost.edit")).all()
    assert len(entries) == 3


def facts_now(session: Session, scenario: Scenario, actor: Actor = LOCAL_OPERATOR) -> AppFacts:
    return service.facts_of(session, actor, READING, scenario.app)


def test_a_viewer_reckons_but_does_not_save(database: Database) -> None:
    scenario = Scenario(inputs=PRICED)
    with database.read() as session:
        assert service.calculate_scenario(scenario, facts_now(session, scenario, VIEWER)).options
    with pytest.raises(Forbidden), database.write() as session:
        service.save(session, VIEWER, READING, scenario)


def test_a_scenario_says_which_catalogue_price_has_changed_since(
    catalog_database: Database,
) -> None:
    kept = saved(catalog_database, inputs={}, app="customer-io", current_plan="essentials")
    with catalog_database.read() as session:
        assert (
            service.price_changes(kept.scenario, kept.prices, facts_now(session, kept.scenario))
            == []
        )
    with catalog_database.write() as session:
        for price in session.exec(
            select(Price).where(Price.app_id == "customer-io", Price.plan_slug == "enterprise")
        ):
            price.high = Decimal(60000) if price.high else None
            session.add(price)
        _touch(session)
    with catalog_database.read() as session:
        (change,) = service.price_changes(
            kept.scenario, kept.prices, facts_now(session, kept.scenario)
        )
    assert change.input == "upgrade.base"
    assert (change.was, change.now) == ("28000–55000", "28000–60000")


def test_customer_io_from_essentials_takes_its_prices_from_the_catalogue(
    catalog_database: Database,
) -> None:
    scenario = Scenario(app="customer-io", current_plan="essentials")
    with catalog_database.read() as session:
        result = service.calculate_scenario(scenario, facts_now(session, scenario))
    inputs = result.resolved.inputs
    assert inputs["current.base"].estimate == point(1200)
    assert inputs["current.price"].estimate == point("0.009")
    assert inputs["current.included"].estimate == point(5000)
    assert inputs["upgrade.base"].estimate == between(Decimal(28000), Decimal(55000))
    assert inputs["upgrade.base"].origin is Origin.CATALOGUE
    assert "2026" in inputs["upgrade.base"].source
    assert result.option(OptionId.NATIVE_SCIM) is None
    # Team members cost nothing there: no licence is wasted on one who left.
    assert all(year.waste == 0 for option in result.options for year in option.years)
    upgrade = result.option(OptionId.UPGRADE_FOR_SCIM)
    assert upgrade is not None
    assert upgrade.years[0].plan == Decimal("41500.00")


def test_native_scim_still_leaves_every_role_to_be_set_by_hand(
    catalog_database: Database,
) -> None:
    by_hand = Scenario(app="customer-io", current_plan="enterprise")
    driven = Scenario(app="customer-io", current_plan="enterprise", roles_from_idp=True)
    with catalog_database.read() as session:
        results = [
            service.calculate_scenario(one, facts_now(session, one)) for one in (by_hand, driven)
        ]
    assert results[0].resolved.inputs["native-scim.keep_role"].estimate == point(100)
    native = [result.option(OptionId.NATIVE_SCIM) for result in results]
    assert native[0] is not None
    assert native[1] is not None
    assert native[0].years[0].labour > native[1].years[0].labour
    assert results[0].option(OptionId.UPGRADE_FOR_SCIM) is None


def test_the_stack_gives_seats_and_spend(catalog_database: Database) -> None:
    with catalog_database.write() as session:
        fields = StackFields(plan="essentials", seats=33, annual_spend=Decimal(1700))
        stack.add(session, LOCAL_OPERATOR, "customer-io", fields)
    with catalog_database.read() as session:
        scenario = Scenario(app="customer-io")
        result = service.calculate_scenario(scenario, facts_now(session, scenario))
    inputs = result.resolved.inputs
    assert inputs["seats"].estimate == point(33)
    assert inputs["seats"].origin is Origin.STACK
    assert inputs["current.base"].estimate == point(1700)


def test_the_wizard_gets_low_likely_and_high_per_option(catalog_database: Database) -> None:
    answers = CostAnswers("essentials", seats=40, joiners_per_year=6, leavers_per_year=6)
    with catalog_database.read() as session:
        found = service.estimate(session, LOCAL_OPERATOR, READING, "customer-io", answers)
    assert "native-scim" in found.left_out
    upgrade = found.options[OptionId.UPGRADE_FOR_SCIM]
    assert upgrade.currency == "USD"
    assert upgrade.first_year.low < upgrade.first_year.likely < upgrade.first_year.high
    assert upgrade.first_year.high < upgrade.three_years.low
    assert Decimal(84000) < upgrade.three_years.low < upgrade.three_years.high < Decimal(175000)


def test_an_unknown_plan_with_scim_is_said_with_the_known_ones(catalog_database: Database) -> None:
    scenario = Scenario(app="customer-io", current_plan="essentials", upgrade_plan="gold")
    with catalog_database.read() as session, pytest.raises(BadInputs, match="essentials"):
        service.calculate_scenario(scenario, facts_now(session, scenario))


def test_an_unknown_plan_is_one_of_our_own_whose_price_is_not_known(
    catalog_database: Database,
) -> None:
    scenario = Scenario(app="customer-io", current_plan="Gold")
    with catalog_database.read() as session:
        facts = facts_now(session, scenario)
    resolved = service.calculate_scenario(scenario, facts).resolved
    why = resolved.left_out[OptionId.MANUAL_CHECKLIST]
    assert why == "The price of Gold is not known: enter what you pay."
    assert any("Gold is not a plan of Customer.io" in told for told in resolved.warnings)
    assert {PLAN_OF[one] for one in resolved.frame.options} == {PlanRole.UPGRADE}
    paid = replace(scenario, inputs={"current.base": Given(point(900))})
    by_hand = service.calculate_scenario(paid, facts).option(OptionId.MANUAL_CHECKLIST)
    assert by_hand is not None
    assert by_hand.years[0].plan == 900


def test_the_whole_stack_totals_what_can_be_reckoned_and_counts_the_rest(
    catalog_database: Database,
) -> None:
    with catalog_database.write() as session:
        for app, plan in (("customer-io", "essentials"), ("figma", None), ("miro", "Ours")):
            stack.add(session, LOCAL_OPERATOR, app, StackFields(plan=plan, seats=50))
    with catalog_database.read() as session:
        found = service.whole_stack(session, LOCAL_OPERATOR, READING)
    assert found.currency == "USD"
    by_app = {one.app: one for one in found.apps}
    assert found.total("tax") == by_app["customer-io"].tax == 3 * (Decimal(41500) - Decimal(1200))
    assert [one.app for one in found.apps if one.is_priced] == ["customer-io"]
    for app, why in (("figma", "Which plan we are on is not known"), ("miro", "price of Ours")):
        one = by_app[app]
        assert (one.tax, one.nothing, one.is_priced) == (None, None, False)
        assert why in one.why
    assert {one.app for one in found.left_out()} == {"figma", "miro"}


def test_a_stack_of_which_nothing_is_known_totals_to_not_known(
    catalog_database: Database,
) -> None:
    with catalog_database.write() as session:
        stack.add(session, LOCAL_OPERATOR, "figma", StackFields(seats=50))
    with catalog_database.read() as session:
        found = service.whole_stack(session, LOCAL_OPERATOR, READING)
    assert (found.total("tax"), found.total("nothing")) == (None, None)


def _touch(session: object) -> None:
    from core.catalog.bundle import loader

    loader.touch(session)  # type: ignore[arg-type]


def test_the_saved_document_is_plain_json(database: Database) -> None:
    kept = saved(database)
    assert json.loads(json.dumps(to_plain(kept.scenario)))["inputs"] == {
        "current.base": "1200",
        "upgrade.base": "28000",
    }


def test_what_the_facts_rule_out_is_said_with_the_wizards_reason(
    catalog_database: Database,
) -> None:
    scenario = Scenario(app="customer-io", current_plan="essentials", idps=("okta",))
    with catalog_database.read() as session:
        facts, out = advice.for_calculator(
            session, LOCAL_OPERATOR, READING, scenario, facts_now(session, scenario)
        )
    found = service.calculate_scenario(scenario, facts, out)
    assert "Sign-on is not in the plan Essentials" in out[OptionId.JIT_CHECKLIST]
    assert "does not work with Okta" in out[OptionId.UPGRADE_FOR_SCIM]
    assert found.cheapest.id is OptionId.MANUAL_CHECKLIST
    assert not {OptionId.SCIM_BRIDGE, OptionId.MANUAL_CHECKLIST} & set(out)


@pytest.mark.parametrize("idps", [(), ("okta",), ("google-workspace",), ("onelogin",)])
@pytest.mark.parametrize("plan", ["essentials", "enterprise", "Ours"])
def test_wizard_and_calculator_rule_out_the_same_with_the_same_reasons(
    catalog_database: Database, idps: tuple[str, ...], plan: str
) -> None:
    scenario = Scenario(app="customer-io", current_plan=plan, idps=idps)
    given = {"current_plan": plan, **({"idps": list(idps)} if idps else {})}
    with catalog_database.read() as session:
        facts, out = advice.for_calculator(
            session, LOCAL_OPERATOR, READING, scenario, facts_now(session, scenario)
        )
        advised = advice.advise(session, LOCAL_OPERATOR, READING, "customer-io", given)
    options = advised.recommendation.options
    assert out == {one.id: one.why_not for one in options if not one.feasible}
    for one in options:
        hours = service.input_catalogue().most_hours(one.id, facts.outcomes.get(one.id))
        assert hours == one.leftover_access_hours, one.id


def test_a_scenario_about_no_app_rules_nothing_out(catalog_database: Database) -> None:
    scenario = Scenario(inputs=PRICED)
    with catalog_database.read() as session:
        facts, out = advice.for_calculator(
            session, LOCAL_OPERATOR, READING, scenario, facts_now(session, scenario)
        )
    assert out == {}
    assert facts.outcomes == {}


def test_work_of_an_app_with_published_figures_starts_from_them(
    catalog_database: Database,
) -> None:
    with catalog_database.read() as session:
        facts = {
            app: service.facts_of(session, LOCAL_OPERATOR, READING, app)
            for app in ("miro", "calendly")
        }
    assert {app: one.published[0].it_hours for app, one in facts.items()} == {
        "miro": 132,
        "calendly": 38,
    }


def test_a_scenario_that_could_not_be_read_again_is_not_saved(database: Database) -> None:
    with pytest.raises(Invalid, match="not a currency"):
        saved(database, currency="12")
    with database.read() as session:
        assert service.scenarios(session, LOCAL_OPERATOR) == []


def test_a_stack_in_another_currency_asks_for_its_rate(catalog_database: Database) -> None:
    with catalog_database.write() as session:
        stack.add(session, LOCAL_OPERATOR, "figma", StackFields(plan="professional", seats=50))
        ours = stack.organisation(session, LOCAL_OPERATOR)
        stack.set_organisation(session, LOCAL_OPERATOR, replace(ours, currency="EUR"))
    with catalog_database.read() as session:
        without = service.whole_stack(session, LOCAL_OPERATOR, READING)
        rates = {"USD": Decimal("0.9")}
        found = service.whole_stack(session, LOCAL_OPERATOR, READING, rates=rates)
    assert without.lacking_rates == ("USD",)
    assert without.comparable.apps == ()
    assert found.lacking_rates == ()
    assert found.total("nothing") > 0
