"""What was decided or is set up: case, *For our stack* and cost of the stack count it alike."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from core.actor import LOCAL_OPERATOR
from core.advice import service as advice
from core.advice.values import Because, OptionAdvice, OptionId
from core.cost import service as cost
from core.cost.values import Scenario
from core.scim import service as scim
from core.scim.models import AuthKind, Profile
from core.scim.values import ConnectionInput
from core.stack import service as stack
from core.stack.values import Way
from core.storage.database import Database
from tests.support.rooms import (
    READING,
    accept,
    advised,
    calculated,
    for_stack,
    in_stack_cost,
    preview,
    route,
)
from tests.support.twelve_apps import change, twelve_apps

ON = {"provisioning_on": True, "provisioning_idp": "okta"}


@pytest.fixture
def twelve(catalog_database: Database) -> Database:
    return twelve_apps(catalog_database)


def hours_in_case(database: Database, app: str) -> int:
    return int(next(one for one in preview(database).apps if one.id == app).open_hours)


def say_for_all(database: Database, **answers: Any) -> None:
    with database.write() as session:
        now = advice.standing_answers(session, LOCAL_OPERATOR)
        advice.set_standing_answers(session, LOCAL_OPERATOR, answers, now.version)


def set_idps(database: Database, *idps: str) -> None:
    with database.write() as session:
        ours = stack.organisation(session, LOCAL_OPERATOR)
        stack.set_organisation(session, LOCAL_OPERATOR, replace(ours, idps=idps))


def native_of(database: Database, app: str) -> OptionAdvice:
    options = advised(database, app).recommendation.options
    return next(one for one in options if one.id is OptionId.NATIVE_SCIM)


def because(database: Database, app: str) -> Because:
    with database.read() as session:
        found = advice.choices_for_stack(session, LOCAL_OPERATOR, READING).because[app]
    assert found is for_stack(database, app).holding.because
    return found


def check_counted_alike(database: Database, app: str, option: OptionId) -> None:
    """The three rooms agree on option, access after leaving and cost."""
    one, counted = for_stack(database, app), in_stack_cost(database, app, years=3)
    assert (one.holds.id, counted.option) == (option, option)
    assert one.holds.leftover_access_hours == hours_in_case(database, app)
    assert one.holds.leftover.most_hours == hours_in_case(database, app)
    assert one.exposure_hours is not None
    assert counted.account_days_recommended is not None
    in_hours = counted.account_days_recommended / 3 * 24
    assert abs(one.exposure_hours - in_hours) <= Decimal("0.5"), "a year here, three there"
    assert counted.recommended == one.holds.cost.middle_of_three is not None
    assert counted.lacking is None


# What is done


def test_an_upgrade_that_was_bought_is_native_scim_from_then_on(twelve: Database) -> None:
    accept(twelve, "slack", OptionId.UPGRADE_FOR_SCIM)
    to_come = for_stack(twelve, "slack")
    assert (to_come.holds.id, to_come.holding.because) == (
        OptionId.UPGRADE_FOR_SCIM,
        Because.DECIDED,
    )
    change(twelve, "slack", plan="business-plus", annual_spend=Decimal(33_000), **ON)
    check_counted_alike(twelve, "slack", OptionId.NATIVE_SCIM)
    assert because(twelve, "slack") is Because.DONE
    one = for_stack(twelve, "slack")
    assert one.decided is OptionId.UPGRADE_FOR_SCIM
    assert (
        one.decision_words
        == "Upgrade to the plan with SCIM (decided, and done: counts as Native SCIM)"
    )


def test_a_change_of_idp_is_not_paid_for_twice(catalog_database: Database) -> None:
    twelve_apps(catalog_database, ("google-workspace",))
    change(catalog_database, "slack", plan="business-plus", annual_spend=Decimal(33_000))
    accept(catalog_database, "slack", OptionId.CHANGE_IDP, idp_change="replace")
    assert for_stack(catalog_database, "slack").holds.id is OptionId.CHANGE_IDP
    set_idps(catalog_database, "okta")
    change(catalog_database, "slack", **ON)
    check_counted_alike(catalog_database, "slack", OptionId.NATIVE_SCIM)
    assert because(catalog_database, "slack") is Because.DONE
    three_years = for_stack(catalog_database, "slack").holds.cost.middle_of_three
    assert three_years == native_of(catalog_database, "slack").cost.middle_of_three


def test_a_change_of_idp_that_the_rules_did_not_know_is_still_to_come(
    catalog_database: Database,
) -> None:
    """That it stays as it is was only an answer, which the decision itself overruled."""
    twelve_apps(catalog_database, ("google-workspace",))
    change(catalog_database, "slack", plan="business-plus", annual_spend=Decimal(33_000))
    accept(catalog_database, "slack", OptionId.CHANGE_IDP)
    assert for_stack(catalog_database, "slack").holds.id is OptionId.CHANGE_IDP
    assert because(catalog_database, "slack") is Because.DECIDED


def test_an_upgrade_that_sources_dispute_is_by_hand_as_the_case_does_it(
    catalog_database: Database,
) -> None:
    """Bought, but whether it removes anybody here is in dispute: the case goes by hand."""
    twelve_apps(catalog_database, ("google-workspace",))
    accept(catalog_database, "slack", OptionId.UPGRADE_FOR_SCIM, wants_higher_plan=True)
    change(catalog_database, "slack", plan="business-plus", annual_spend=Decimal(33_000))
    way = route(catalog_database, "slack").way
    option = OptionId.JIT_CHECKLIST if way is Way.JIT else OptionId.MANUAL_CHECKLIST
    check_counted_alike(catalog_database, "slack", option)
    assert because(catalog_database, "slack") is Because.DONE


# What was agreed


def test_what_is_said_for_all_later_changes_no_agreement(twelve: Database) -> None:
    number = accept(twelve, "slack", OptionId.MANAGED_AUTOMATION, third_party_admin=True)
    say_for_all(twelve, removal_duty="within-an-hour")
    assert hours_in_case(twelve, "slack") == 12
    check_counted_alike(twelve, "slack", OptionId.MANAGED_AUTOMATION)
    with twelve.read() as session:
        (change_,) = advice.decision(session, LOCAL_OPERATOR, READING, number).changes
    assert "the answer for all apps is now: Within an hour" in change_


def test_an_hour_that_was_agreed_on_is_counted_in_every_room(twelve: Database) -> None:
    agreed = {"third_party_admin": True, "removal_duty": "within-an-hour"}
    days = in_stack_cost(twelve, "slack").account_days_recommended
    accept(twelve, "slack", OptionId.MANAGED_AUTOMATION, **agreed)
    assert hours_in_case(twelve, "slack") == 1
    check_counted_alike(twelve, "slack", OptionId.MANAGED_AUTOMATION)
    with_hour = in_stack_cost(twelve, "slack").account_days_recommended
    assert with_hour is not None
    assert days is not None
    assert with_hour < Decimal(20) < days


def test_people_and_roles_of_a_decision_are_counted_in_every_room(twelve: Database) -> None:
    change(twelve, "slack", plan="business-plus", **ON)
    said = {"roles_from_idp": True, "leavers_per_year": 90}
    number = accept(twelve, "slack", OptionId.NATIVE_SCIM, **said)
    with twelve.read() as session:
        frozen = advice.decision(session, LOCAL_OPERATOR, READING, number).options
    (row,) = (one for one in frozen if one["id"] == OptionId.NATIVE_SCIM)
    check_counted_alike(twelve, "slack", OptionId.NATIVE_SCIM)
    one = for_stack(twelve, "slack")
    assert one.holds.cost.middle_of_three == Decimal(row["cost"]["three_years"]["likely"])
    assert one.exposure_hours == round(90 * one.holds.leftover.mean_days * 24)
    # What was filled in then follows the seats of now.
    change(twelve, "slack", seats=360)
    assert for_stack(twelve, "slack").recommendation.situation.answers.joiners_per_year == 54


def test_roles_by_the_idp_reach_a_scenario_that_does_not_speak_of_them(twelve: Database) -> None:
    """As ``offramp cost`` has it of a file that names the app alone."""

    def of_native(scenario: Scenario) -> Decimal:
        with twelve.read() as session:
            facts = cost.facts_of(session, LOCAL_OPERATOR, READING, "slack")
            facts, out = advice.for_calculator(session, LOCAL_OPERATOR, READING, scenario, facts)
        found = cost.calculate_scenario(scenario, facts, out).option(OptionId.NATIVE_SCIM)
        assert found is not None
        return found.total

    def in_wizard() -> Decimal | None:
        return native_of(twelve, "slack").cost.middle_of_three

    said_no = cost.read_upload(b"app: slack\nroles_from_idp: no\n", "scenario.yaml")
    not_said = cost.read_upload(b"app: slack\n", "scenario.yaml")
    change(twelve, "slack", plan="business-plus")
    by_hand = of_native(said_no)
    assert of_native(not_said) == in_wizard() == by_hand
    say_for_all(twelve, roles_from_idp=True)
    assert of_native(not_said) == in_wizard() < by_hand
    assert of_native(said_no) == by_hand
    # What was agreed for this app stands above what was said for all.
    accept(twelve, "slack", OptionId.NATIVE_SCIM, roles_from_idp=False)
    assert of_native(not_said) == by_hand


# What does not work here


@pytest.mark.parametrize(("app", "plan"), [("slack", "pro"), ("customer-io", "essentials")])
def test_scim_that_cannot_be_is_not_counted_as_if_it_worked(
    twelve: Database, app: str, plan: str
) -> None:
    accept(twelve, app, OptionId.NATIVE_SCIM)
    change(twelve, app, plan=plan)
    assert hours_in_case(twelve, app) == 72
    by_hand = {Way.JIT: OptionId.JIT_CHECKLIST, Way.MANUAL: OptionId.MANUAL_CHECKLIST}
    check_counted_alike(twelve, app, by_hand[route(twelve, app).way])
    assert because(twelve, app) is Because.NOT_SO
    told = for_stack(twelve, app).decision_words
    assert told is not None
    assert told.startswith("Native SCIM (decided; not so here now: counts as ")


def test_a_third_party_that_no_rule_allowed_counts_as_decided(twelve: Database) -> None:
    accept(twelve, "slack", OptionId.MANAGED_AUTOMATION)
    check_counted_alike(twelve, "slack", OptionId.MANAGED_AUTOMATION)
    assert because(twelve, "slack") is Because.DECIDED


# What is set up


def test_a_connection_counts_and_nothing_else_is_proposed(twelve: Database) -> None:
    own = {"allow_http": True, "allowed_networks": ("127.0.0.0/8",)}
    new = ConnectionInput("github", "http://127.0.0.1:9/scim", AuthKind.BEARER, "x", **own)
    with twelve.write() as session:
        scim.connect(session, LOCAL_OPERATOR, new)
    assert hours_in_case(twelve, "github") == 1
    # The catalogue has no SCIM on this plan: that it works here is seen.
    check_counted_alike(twelve, "github", OptionId.NATIVE_SCIM)
    assert because(twelve, "github") is Because.IN_PLACE
    told = ("Native SCIM: in place", "A SCIM connection to the app is set up here.")
    assert for_stack(twelve, "github").proposal == told
    assert advised(twelve, "github").in_place == told[1]
    # Where nobody knows the plan, the connection is as good.
    change(twelve, "github", plan="Our Own Plan", annual_spend=Decimal(2_160))
    counted, one = in_stack_cost(twelve, "github", years=3), for_stack(twelve, "github")
    assert counted.recommended == one.holds.cost.middle_of_three is not None
    assert (counted.option, one.holds.leftover_access_hours) == (OptionId.NATIVE_SCIM, 1)
    # A duty that nothing else keeps rules nothing out that is at work.
    say_for_all(twelve, removal_duty="within-an-hour")
    result = calculated(twelve, "github")
    assert OptionId.NATIVE_SCIM not in result.resolved.impossible


def test_a_bridge_that_is_set_up_is_not_proposed(twelve: Database) -> None:
    change(twelve, "slack", seats=180)
    assert for_stack(twelve, "slack").recommendation.choice is OptionId.SCIM_BRIDGE
    with twelve.write() as session:
        scim.create_bridge(session, LOCAL_OPERATOR, "slack", profile=Profile.OKTA)
        scim.create_bridge(session, LOCAL_OPERATOR, "customer-io", profile=Profile.OKTA)
    for app in ("slack", "customer-io"):
        check_counted_alike(twelve, app, OptionId.SCIM_BRIDGE)
        assert because(twelve, app) is Because.IN_PLACE
    title, why = for_stack(twelve, "slack").proposal
    assert (title, why) == ("SCIM bridge: in place", "Okta provisions into a bridge for the app.")
    # By hand, as the rules have it for a few people, is another proposal.
    assert "in place" not in for_stack(twelve, "customer-io").proposal[0]
