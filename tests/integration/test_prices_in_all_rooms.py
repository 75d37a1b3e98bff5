"""Spend, quotes, seats and decisions: what they come to is the same in every room."""

from collections.abc import Mapping
from decimal import Decimal

import pytest

from core.actor import LOCAL_OPERATOR
from core.advice import service as advice
from core.advice.values import OptionId, StackChoices
from core.catalog import service as catalog
from core.catalog.values import Fact, Observation
from core.cost import service as cost
from core.cost.results.sensitivity import Variable, break_even, input_of
from core.cost.values import BadInputs, CostResult, Given, Lacking, PlanRole, Scenario, StackCost
from core.stack import service as stack
from core.stack.values import Gap, ListBelowOurs, StackFields
from core.storage.database import Database
from tests.support.clock import TODAY
from tests.support.rooms import READING, accept, advised, for_stack, in_stack_cost
from tests.support.twelve_apps import change, twelve_apps


@pytest.fixture
def twelve(catalog_database: Database) -> Database:
    return twelve_apps(catalog_database)


def add(database: Database, app: str, **fields: object) -> None:
    with database.write() as session:
        stack.add(session, LOCAL_OPERATOR, app, StackFields(**fields))  # type: ignore[arg-type]


def calculated(
    database: Database,
    app: str,
    seats: int | None = None,
    given: Mapping[str, Given] | None = None,
    **more: object,
) -> CostResult:
    inputs = {"seats": Given(cost.point(seats))} if seats else {}
    scenario = Scenario(app=app, inputs={**inputs, **(given or {})}, **more)  # type: ignore[arg-type]
    with database.read() as session:
        facts = cost.facts_of(session, LOCAL_OPERATOR, READING, app)
        facts, out = advice.for_calculator(session, LOCAL_OPERATOR, READING, scenario, facts)
    return cost.calculate_scenario(scenario, facts, out)


def choices(database: Database) -> StackChoices:
    with database.read() as session:
        return advice.choices_for_stack(session, LOCAL_OPERATOR, READING)


def stack_costs(database: Database) -> StackCost:
    here = choices(database)
    with database.read() as session:
        return cost.whole_stack(
            session,
            LOCAL_OPERATOR,
            READING,
            chosen=here.chosen,
            outcomes=here.outcomes,
            impossible=here.impossible,
            unclear=here.unclear,
            by_roles=here.by_roles,
            people=here.people,
        )


def gap(database: Database, app: str, **answers: object) -> Gap | None:
    found = advised(database, app, **answers).recommendation.situation.facts.gap
    return found if isinstance(found, Gap) else None


def value(result: CostResult, name: str) -> Decimal:
    return result.resolved.inputs[name].estimate.likely


# What is paid and quoted


@pytest.mark.parametrize("quote", ["0", "3000"])
def test_a_quote_below_what_we_pay_is_no_negative_tax(twelve: Database, quote: str) -> None:
    change(twelve, "sentry", quote=Decimal(quote), quote_plan="business")
    told = gap(twelve, "sentry")
    found = in_stack_cost(twelve, "sentry")
    assert told is not None
    assert (told.low, told.high, found.tax) == (0, 0, 0)
    assert found.upgrade is not None
    assert found.nothing is not None


def test_a_quote_below_what_we_pay_is_said_to_cost_no_more(twelve: Database) -> None:
    change(twelve, "zoom", quote=Decimal(20_000), quote_plan="business")
    options = {one.id: one for one in advised(twelve, "zoom").recommendation.options}
    upgrade = options[OptionId.UPGRADE_FOR_SCIM]
    assert upgrade.verdict == "Evaluate Business for Zoom: no more than now."
    told = " ".join(
        sentence for one in options.values() for sentence in (*one.reasons, one.verdict)
    )
    assert "USD 0" not in told
    found = in_stack_cost(twelve, "zoom")
    assert (found.tax, found.why) == (0, "The plan with SCIM costs no more than what is paid.")


def test_what_is_paid_for_other_seats_is_not_called_what_you_pay(twelve: Database) -> None:
    def told(**answers: int) -> str:
        return str(
            [one.reasons for one in advised(twelve, "figma", **answers).recommendation.options]
        )

    assert "USD 5,400 that you pay for Professional" in told()
    assert "USD 36,000 at what you pay a seat for Professional" in told(seats=200)


def test_a_quote_for_an_add_on_keeps_its_currency(twelve: Database) -> None:
    euros = {"currency": "EUR", "quote": Decimal(2000), "quote_plan": "guard"}
    add(twelve, "atlassian-cloud", plan="jira-standard", seats=100, **euros)
    with pytest.raises(BadInputs) as refused:
        calculated(twelve, "atlassian-cloud")
    assert [one.field for one in refused.value.problems] == ["rates.EUR"]
    assert in_stack_cost(twelve, "atlassian-cloud").lacking is Lacking.RATE

    change(twelve, "atlassian-cloud", annual_spend=Decimal(9000))
    rated = calculated(twelve, "atlassian-cloud", rates={"EUR": Decimal("1.2")})
    assert value(rated, "upgrade.base") - value(rated, "current.base") == 2400
    assert value(rated, "upgrade.price") == value(rated, "current.price") == 0


def test_an_add_on_comes_on_top_of_whatever_the_plan_costs_for_these_seats(
    twelve: Database,
) -> None:
    add(
        twelve,
        "atlassian-cloud",
        plan="jira-standard",
        seats=100,
        annual_spend=Decimal(9000),
        quote=Decimal(2000),
        quote_plan="guard",
    )
    told = gap(twelve, "atlassian-cloud", seats=200)
    found = calculated(twelve, "atlassian-cloud", seats=200)
    assert told is not None
    assert told.low == told.high == 4000
    assert value(found, "current.base") == 18_000
    assert value(found, "upgrade.base") == 22_000
    assert OptionId.UPGRADE_FOR_SCIM not in found.resolved.left_out


@pytest.mark.parametrize(
    ("app", "fields", "asked"),
    [
        ("slack", {"plan": "Our Own Plan", "annual_spend": Decimal(10_000), "seats": 100}, 200),
        ("slack", {"plan": None, "annual_spend": Decimal(10_000), "seats": 100}, 200),
        ("github", {"seats": 0}, 45),
    ],
)
def test_what_other_seats_cost_is_not_known_in_any_room(
    twelve: Database, app: str, fields: dict[str, object], asked: int
) -> None:
    change(twelve, app, **fields)
    found = advised(twelve, app, seats=asked).recommendation
    assert found.situation.facts.price is None
    by_hand = next(one for one in found.options if one.id is OptionId.MANUAL_CHECKLIST)
    assert by_hand.cost.first_year is None
    result = calculated(twelve, app, seats=asked)
    assert PlanRole.CURRENT not in result.resolved.plans
    assert f"for {asked} seats is not known" in result.resolved.left_out[by_hand.id]


def test_what_is_paid_for_uncounted_seats_is_not_compared_with_assumed_ones(
    twelve: Database,
) -> None:
    change(twelve, "slack", seats=None)
    assert gap(twelve, "slack") is None
    found = calculated(twelve, "slack")
    assert "seats" in found.resolved.left_out[OptionId.UPGRADE_FOR_SCIM]
    assert value(found, "current.base") == 15_660
    # Somebody says how many: now both are for the same.
    assert gap(twelve, "slack", seats=180) is not None
    counted = calculated(twelve, "slack", seats=180)
    assert OptionId.UPGRADE_FOR_SCIM not in counted.resolved.left_out


def test_the_break_even_of_a_quote_is_looked_for_in_the_quote(twelve: Database) -> None:
    change(twelve, "slack", quote=Decimal(29_000), quote_plan="business-plus")
    found = calculated(twelve, "slack")
    assert input_of(found.resolved, Variable.UPGRADE_PRICE) == "upgrade.base"
    upgrade, cheapest = OptionId.UPGRADE_FOR_SCIM, found.cheapest.id
    even = break_even(found.resolved, Variable.UPGRADE_PRICE, upgrade, [cheapest])
    assert even[0].at is not None
    assert 10_000 < even[0].at < 29_000


@pytest.mark.parametrize(("amount", "is_above_the_list"), [(12_000, False), (50_000, True)])
@pytest.mark.parametrize("plan", ["pro", "Our Own Plan"])
def test_a_quote_for_the_plan_that_we_are_on_is_its_price_in_every_room(
    twelve: Database, plan: str, amount: int, is_above_the_list: bool
) -> None:
    quote = {"quote": Decimal(amount), "quote_plan": plan}
    change(twelve, "slack", plan=plan, annual_spend=None, **quote)
    found = advised(twelve, "slack").recommendation
    price = found.situation.facts.price
    assert price is not None
    assert price.low == price.high == value(calculated(twelve, "slack"), "current.base") == amount
    upgrade = next(one for one in found.options if one.id is OptionId.UPGRADE_FOR_SCIM)
    assert isinstance(found.situation.facts.gap, ListBelowOurs) is is_above_the_list
    assert (upgrade.cost.first_year is None) is is_above_the_list
    if is_above_the_list:
        name = "Pro" if plan == "pro" else plan
        assert f"is below what you were quoted for {name}" in upgrade.verdict
    else:
        assert "about USD 20,000–27,000 a year more" in upgrade.verdict


def test_what_is_paid_before_anybody_named_a_plan_is_paid_for_whichever_it_is(
    twelve: Database,
) -> None:
    change(twelve, "slack", plan=None, annual_spend=Decimal(7000))
    answered = gap(twelve, "slack", current_plan="pro")
    in_scenario = calculated(twelve, "slack", current_plan="pro")
    change(twelve, "slack", plan="pro")
    assert answered == gap(twelve, "slack") is not None
    assert value(in_scenario, "current.base") == 7000
    assert value(calculated(twelve, "slack"), "current.base") == 7000


def test_paying_nothing_is_the_same_in_every_currency(twelve: Database) -> None:
    change(twelve, "slack", annual_spend=Decimal(0), currency="EUR")
    told = gap(twelve, "slack")
    found = in_stack_cost(twelve, "slack")
    assert told is not None
    assert found.tax is not None
    assert told.low <= found.tax <= told.high


@pytest.mark.parametrize(
    ("spend", "is_above"), [("35640", False), ("35640.004", False), ("35640.01", True)]
)
def test_a_list_price_is_below_ours_by_a_cent_at_least(
    twelve: Database, spend: str, is_above: bool
) -> None:
    change(twelve, "slack", annual_spend=Decimal(spend))
    assert (gap(twelve, "slack") is None) is is_above
    assert (in_stack_cost(twelve, "slack").tax is None) is is_above
    left_out = calculated(twelve, "slack").resolved.left_out
    assert (OptionId.UPGRADE_FOR_SCIM in left_out) is is_above


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"plan": "Our Own Plan", "annual_spend": None}, "what Our Own Plan costs is not known"),
        ({"plan": None, "annual_spend": None}, "what our plan costs is not known"),
        ({"currency": "EUR"}, "Pro is in EUR, which is not compared without a rate"),
        ({"seats": None}, "how many seats we have is not known"),
    ],
)
def test_a_listed_plan_is_not_said_to_have_no_price(
    twelve: Database, fields: dict[str, object], told: str
) -> None:
    change(twelve, "slack", **fields)
    options = advised(twelve, "slack").recommendation.options
    upgrade = next(one for one in options if one.id is OptionId.UPGRADE_FOR_SCIM)
    for said in (upgrade.verdict, upgrade.risks[0]):
        assert "listed at USD" in said
        assert told in said


@pytest.mark.parametrize("plan", [None, "Our Own Plan", "enterprise"])
def test_an_add_on_to_a_plan_without_a_price_has_no_cost_in_any_room(
    twelve: Database, plan: str | None
) -> None:
    add(twelve, "atlassian-cloud", plan=plan, seats=100)
    found = {one.id: one for one in advised(twelve, "atlassian-cloud").recommendation.options}
    for option in (OptionId.UPGRADE_FOR_SCIM, OptionId.CHANGE_IDP, OptionId.MANUAL_CHECKLIST):
        assert (found[option].cost.first_year, found[option].cost.likely) == (None, None)
    add_on = found[OptionId.UPGRADE_FOR_SCIM].cost.basis
    assert "The add-on, work and set-up alone: about USD" in add_on

    with pytest.raises(BadInputs) as refused:
        calculated(twelve, "atlassian-cloud")
    name = {None: "our plan", "enterprise": "Enterprise"}.get(plan, plan)
    told = refused.value.problems[0].hint
    assert f"Guard Standard (add-on) comes on top of {name}, whose price is not known." in told
    assert "ask for a quote" not in told

    accept(twelve, "atlassian-cloud", OptionId.UPGRADE_FOR_SCIM)
    assert for_stack(twelve, "atlassian-cloud").holds.cost.middle is None
    assert in_stack_cost(twelve, "atlassian-cloud").recommended is None


@pytest.mark.parametrize(
    ("spend", "has_scim", "lacking"),
    [
        (None, False, "its price and whether it has SCIM are not known"),
        (None, True, "its price is not known"),
        (9_999, False, "whether it has SCIM is not known"),
        (9_999, True, None),
    ],
)
def test_the_calculator_says_of_our_own_plan_what_is_not_known_and_nothing_else(
    twelve: Database, spend: int | None, has_scim: bool, lacking: str | None
) -> None:
    paid = None if spend is None else Decimal(spend)
    change(twelve, "slack", plan="Contract 7", annual_spend=paid)
    if has_scim:
        seen = Observation("slack", Fact.SCIM_PLAN, "all plans", "seen", TODAY)
        with twelve.write() as session:
            catalog.observe(session, LOCAL_OPERATOR, seen, today=TODAY)
    fee = {"replacement.base": Given(cost.point(1))}  # so that something can be calculated
    told = calculated(twelve, "slack", given=fee).resolved.warnings
    own = "Contract 7 is not a plan of Slack in the catalogue"
    expected = [f"{own}: {lacking}."] if lacking else []
    assert [one for one in told if own in one] == expected


# Whether a plan has SCIM


def test_an_upgrade_is_conditional_where_our_plan_may_have_scim(twelve: Database) -> None:
    change(twelve, "slack", plan=None, annual_spend=Decimal(7000))
    options = advised(twelve, "slack").recommendation.options
    upgrade = next(one for one in options if one.id is OptionId.UPGRADE_FOR_SCIM)
    assert "should our plan lack SCIM" in upgrade.verdict
    warnings = " ".join(calculated(twelve, "slack").resolved.warnings)
    assert "Whether our plan has SCIM is not known" in warnings
    found = in_stack_cost(twelve, "slack")
    assert (found.tax, found.lacking) == (None, Lacking.HAS_SCIM)
    assert found.why == "Whether our plan has SCIM is not known: ask the vendor."


def test_a_plan_that_may_have_scim_is_asked_about_first_and_relied_on_by_no_duty(
    twelve: Database,
) -> None:
    by_default = advised(twelve, "datadog").recommendation.first
    assert by_default.id is OptionId.MANUAL_CHECKLIST
    assert any("ask first" in reason for reason in by_default.reasons)
    duty = advised(twelve, "datadog", removal_duty="within-a-day", third_party_admin=True)
    first = duty.recommendation.first
    assert first.id is OptionId.MANAGED_AUTOMATION
    assert first.leftover_access_hours <= 24
    assert any("ask first" in reason for reason in first.reasons)


def test_a_list_of_somebody_else_is_said_to_be_that(twelve: Database) -> None:
    first = advised(twelve, "slack").recommendation.first
    assert any("by a list that is not the vendor's own" in one for one in first.reasons)


def test_a_plan_without_scim_is_no_plan_with_scim(twelve: Database) -> None:
    change(twelve, "slack", plan="free", annual_spend=None)
    found = calculated(twelve, "slack", upgrade_plan="pro")
    why = found.resolved.left_out[OptionId.UPGRADE_FOR_SCIM]
    assert why == "Pro has no SCIM; it comes with Business+."
    change(twelve, "slack", plan="pro")
    native = calculated(twelve, "slack", upgrade_plan="pro")
    assert OptionId.NATIVE_SCIM in native.resolved.left_out


def test_the_cheapest_plan_is_so_for_these_people(catalog_database: Database) -> None:
    found = calculated(catalog_database, "hubspot", seats=100)
    assert found.resolved.plans[PlanRole.CURRENT] == "Marketing Hub Professional"


# What the calculator takes over


def test_the_calculator_has_the_answers_of_the_run_that_it_was_opened_from(
    twelve: Database,
) -> None:
    scenario = Scenario(app="slack")
    third = {"third_party_admin": True}
    with twelve.read() as session:
        facts = cost.facts_of(session, LOCAL_OPERATOR, READING, "slack")
        _, alone = advice.for_calculator(session, LOCAL_OPERATOR, READING, scenario, facts)
        _, with_run = advice.for_calculator(
            session, LOCAL_OPERATOR, READING, scenario, facts, third
        )
    assert OptionId.MANAGED_AUTOMATION in alone
    assert OptionId.MANAGED_AUTOMATION not in with_run


def test_what_is_too_late_for_the_duty_is_never_the_cheapest(twelve: Database) -> None:
    with twelve.write() as session:
        duty = {"removal_duty": "within-a-day"}
        advice.set_standing_answers(session, LOCAL_OPERATOR, duty, 0)
    found = calculated(twelve, "slack")
    by_hand = OptionId.MANUAL_CHECKLIST
    assert "the limit is 24 hours" in found.resolved.impossible[by_hand]
    assert by_hand not in found.resolved.possible
    options = advised(twelve, "slack").recommendation.options
    assert any("24 hours" in (one.why_not or "") for one in options if one.id is by_hand)


# The stack's totals


def test_the_totals_name_what_is_not_known(twelve: Database) -> None:
    accept(twelve, "github", OptionId.REPLACE_APP)
    change(twelve, "figma", seats=None)
    change(twelve, "miro", currency="CHF")
    change(twelve, "zoom", annual_spend=None, plan="Contract of 2019")
    found = stack_costs(twelve)
    lacking = {one.app: one.lacking for one in found.left_out()}
    assert lacking["github"] is Lacking.CHOSEN
    assert lacking["figma"] is Lacking.SEATS
    assert lacking["miro"] is Lacking.RATE
    assert lacking["zoom"] is Lacking.PRICE
    assert lacking["datadog"] is Lacking.HAS_SCIM
    assert all(one.lacking is None for one in found.comparable.apps)
    assert all(one.option is OptionId.REPLACE_APP for one in found.apps if one.app == "github")


def test_an_app_that_sells_no_plan_with_scim_is_left_as_it_is(twelve: Database) -> None:
    add(twelve, "activecampaign", plan="starter", seats=20, annual_spend=Decimal(3000))
    found = in_stack_cost(twelve, "activecampaign")
    assert found.stays
    assert found.upgrade == found.nothing is not None
    assert "quote" not in found.why


def test_a_plan_whose_scim_serves_none_of_our_idps_removes_nobody_in_the_totals(
    twelve: Database,
) -> None:
    add(twelve, "adobe-creative-cloud", plan="enterprise", seats=20, annual_spend=Decimal(20_000))
    found = in_stack_cost(twelve, "adobe-creative-cloud")
    assert found.has_scim
    assert found.stays
    assert "does not work with Okta" in found.why
    assert found.upgrade == found.nothing is not None
    assert found.account_days_upgrade == found.account_days_nothing


def test_exposure_leaves_out_apps_without_seats_and_says_how_many(twelve: Database) -> None:
    def totals() -> dict[str, str]:
        with twelve.read() as session:
            found = advice.advise_stack(session, LOCAL_OPERATOR, READING)
        return dict(advice.stack_totals(found).lines())

    by_hand, without = "Access after leaving, a year, if all is done by hand", "Apps without seats"
    before = totals()
    change(twelve, "slack", seats=None)
    after = totals()
    assert after[f"{without}, not in the access after leaving"] == "1"
    assert before[f"{without}, not in the access after leaving"] == "0"

    def hours(sums: dict[str, str]) -> int:
        return int(sums[by_hand].split()[0].replace(",", ""))

    assert hours(after) < hours(before)


def test_recommendations_for_the_stack_follow_decisions_as_its_cost_does(twelve: Database) -> None:
    with twelve.write() as session:
        third = {"third_party_admin": True, "removal_duty": "within-a-day"}
        advice.set_standing_answers(session, LOCAL_OPERATOR, third, 0)
    number = accept(twelve, "slack", OptionId.SCIM_BRIDGE)
    with twelve.read() as session:
        found = advice.advise_stack(session, LOCAL_OPERATOR, READING)
    slack = next(one for one in found if one.app == "slack")
    assert slack.recommendation.choice is OptionId.MANAGED_AUTOMATION
    assert slack.holds.id is OptionId.SCIM_BRIDGE
    assert slack.exposure_hours == round(27 * slack.holds.leftover.mean_days * 24)
    wizard = advised(twelve, "slack")
    assert (wizard.decision, wizard.decided) == (number, OptionId.SCIM_BRIDGE)


def test_sign_on_is_priced_on_the_plan_that_has_it(twelve: Database) -> None:
    """Customer.io: sign-on comes with Premium, USD 1,000 a month; ours is Essentials at 100."""
    change(twelve, "customer-io", plan="essentials", annual_spend=None)
    option = OptionId.JIT_CHECKLIST
    shown = next(o for o in advised(twelve, "customer-io").recommendation.options if o.id is option)
    assert shown.cost.likely is not None
    assert shown.cost.likely[0] > 12_000
    found = calculated(twelve, "customer-io")
    assert found.resolved.plans[PlanRole.SIGN_ON] == "Premium"
    priced = found.option(option)
    assert priced is not None
    assert priced.years[0].plan == 12_000
    change(twelve, "customer-io", plan="premium")
    assert PlanRole.SIGN_ON not in calculated(twelve, "customer-io").resolved.plans
