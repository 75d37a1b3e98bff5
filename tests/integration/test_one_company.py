"""One company's apps through all the rooms: what an adversary once made them say, and is not so."""

import csv
import io
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import load_workbook

from core.actor import LOCAL_OPERATOR
from core.advice import service as advice
from core.advice.rules.condition import Atom, Comparison
from core.advice.rules.rule_book import Said, shipped
from core.advice.values import OptionId
from core.catalog import service as catalog
from core.catalog.values import Fact, MatrixQuery, Observation, Snapshot
from core.cli.apps.catalog import matrix_json
from core.scim import service as scim
from core.scim.models import AuthKind, Profile
from core.scim.values import ConnectionInput
from core.stack import service as stack
from core.stack.values import StackFields, Way
from core.storage.database import Database
from pages.catalogue.parts.matrix_view import scim_plan
from tests.support.clock import TODAY
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


@pytest.fixture
def twelve(catalog_database: Database) -> Database:
    return twelve_apps(catalog_database)


def snapshot_of(database: Database) -> Snapshot:
    with database.read() as session:
        return catalog.catalog(session, LOCAL_OPERATOR, READING)


def test_a_case_names_the_idp_that_the_route_goes_through(catalog_database: Database) -> None:
    twelve_apps(catalog_database, ("google-workspace", "okta"))
    change(catalog_database, "slack", plan="business-plus")
    found = preview(catalog_database)
    slack = next(app for app in found.apps if app.id == "slack")
    assert (str(slack.way), slack.route.idp) == ("scim", "okta")
    steps = " ".join(step.title + step.instructions for step in found.steps if step.app == "slack")
    assert "Okta" in steps
    assert "Google Workspace" not in steps


def test_a_plan_that_nobody_knows_is_not_paid_for(twelve: Database) -> None:
    change(twelve, "slack", plan="Our Own Plan", seats=180)
    found = advised(twelve, "slack", removal_duty="within-an-hour", manual_capacity="none")
    native = next(one for one in found.recommendation.options if one.id is OptionId.NATIVE_SCIM)
    assert "paid" not in native.verdict
    assert "first ask whether Our Own Plan includes it" in native.verdict
    assert native.leftover_access_hours == 72
    assert any("the limit is 1 hour" in risk for risk in native.risks)


def test_seats_that_nobody_said_are_an_assumption_in_one_place_and_no_total(
    twelve: Database,
) -> None:
    change(twelve, "figma", seats=None)
    wizard = advised(twelve, "figma")
    assert wizard.given.answers.seats == 100
    assert calculated(twelve, "figma").resolved.inputs["seats"].estimate.likely == 100
    counted = in_stack_cost(twelve, "figma")
    assert (counted.nothing, counted.tax) == (None, None)
    assert "How many seats" in counted.why
    assert for_stack(twelve, "figma").recommendation.first.cost.middle is None


def test_an_add_on_comes_on_top_of_our_plan(twelve: Database) -> None:
    with twelve.write() as session:
        fields = StackFields("Jira Standard", 40, Decimal(4_344))
        stack.add(session, LOCAL_OPERATOR, "atlassian-cloud", fields)
    gap = advised(twelve, "atlassian-cloud").recommendation.situation.facts.difference
    assert gap is not None
    assert (gap.low, gap.high) == (1_440, 1_920)
    assert in_stack_cost(twelve, "atlassian-cloud").tax == 1_680


def test_nothing_is_saved_by_an_upgrade_that_would_not_help(twelve: Database) -> None:
    first = advised(twelve, "customer-io", seats=180).recommendation.first
    assert "avoid" not in first.verdict + " ".join(first.reasons)
    counted = in_stack_cost(twelve, "customer-io")
    assert counted.tax == 0
    assert counted.upgrade == counted.nothing
    assert "No plan of Customer.io would help" in counted.why


def test_no_uplift_is_counted_where_our_plan_may_have_scim(twelve: Database) -> None:
    change(twelve, "slack", plan="Enterprise", annual_spend=Decimal(7_000))
    counted = in_stack_cost(twelve, "slack")
    assert (counted.tax, counted.upgrade) == (None, None)
    assert "Whether our plan has SCIM is not known" in counted.why


@pytest.mark.parametrize("name", ["upgrade.increase", "upgrade.discount"])
def test_a_list_price_below_ours_is_no_saving_whatever_else_is_entered(
    twelve: Database, name: str
) -> None:
    change(twelve, "slack", annual_spend=Decimal(400_000))
    found = calculated(twelve, "slack", **{name: "5"})
    assert found.option(OptionId.UPGRADE_FOR_SCIM) is None
    quoted = calculated(twelve, "slack", **{name: "5", "upgrade.price": "100"})
    assert quoted.option(OptionId.UPGRADE_FOR_SCIM) is not None


def test_a_quote_is_entered_once_and_counts_everywhere(twelve: Database) -> None:
    change(twelve, "github", quote=Decimal(9_000), quote_plan="Enterprise Cloud")
    gap = advised(twelve, "github").recommendation.situation.facts.difference
    assert gap is not None
    assert (gap.low, gap.high) == (6_840, 6_840)
    assert in_stack_cost(twelve, "github").tax == 6_840
    base = calculated(twelve, "github").resolved.inputs["upgrade.base"]
    assert (base.estimate.likely, base.source) == (9_000, "Quote, from our stack")
    # A quote below what is paid is an answer and no list price: nothing more to pay, no saving.
    change(twelve, "sentry", quote=Decimal(3_000), quote_plan="business")
    lower = advised(twelve, "sentry").recommendation.situation.facts.difference
    assert lower is not None
    assert (lower.low, lower.high) == (0, 0)


def brought_in(database: Database, app: str, row: StackFields) -> list[str]:
    """Import one row; what it was said to leave out."""
    with database.write() as session:
        apps = catalog.catalog(session, LOCAL_OPERATOR, READING).apps
        before = stack.entries(session, LOCAL_OPERATOR)
        told = stack.left_out_by_import({app: row}, before, apps)
        stack.import_entries(session, LOCAL_OPERATOR, {app: row})
    return told


def test_what_was_paid_for_one_plan_is_not_what_another_costs(twelve: Database) -> None:
    assert brought_in(twelve, "slack", StackFields("Slack Pro")) == []
    assert brought_in(twelve, "slack", StackFields("Business+")) == [
        "Slack: the USD 15,660 that you paid was for Pro and is left out. "
        "Enter what Business+ costs in USD."
    ]
    price = advised(twelve, "slack").recommendation.situation.facts.price
    assert price is not None
    assert (price.low, price.high, price.is_ours) == (32_400, 38_880, False)


def test_a_quote_stays_in_its_currency(twelve: Database) -> None:
    change(twelve, "github", quote=Decimal(9_000), quote_plan="Enterprise Cloud")
    row = StackFields("Team", 45, Decimal(2_000), "EUR")
    assert brought_in(twelve, "github", row) == [
        "GitHub: the USD 9,000 that you were quoted for Enterprise Cloud is left out. "
        "Enter what it would cost in EUR."
    ]
    found = advised(twelve, "github").recommendation
    assert not any("quoted" in one for one in found.first.reasons)


def test_what_we_pay_is_for_our_seats(twelve: Database) -> None:
    gap = advised(twelve, "slack", seats=360).recommendation.situation.facts.difference
    assert gap is not None
    assert (gap.low, gap.high) == (2 * 16_740, 2 * 23_220)
    base = calculated(twelve, "slack", seats="360").resolved.inputs["current.base"]
    assert base.estimate.likely == 2 * 15_660


ON = {"provisioning_on": True, "provisioning_idp": "okta"}


def test_our_own_observation_stands_above_a_price_list(twelve: Database) -> None:
    change(twelve, "slack", plan="business-plus", **ON)
    assert route(twelve, "slack").is_automatic
    with twelve.write() as session:
        seen = Observation("slack", Fact.SCIM_PLAN, "none", "No SCIM tab, ticket 1", TODAY)
        catalog.observe(session, LOCAL_OPERATOR, seen, today=TODAY)
    found = route(twelve, "slack")
    assert not found.is_automatic
    assert found.scim.answer == "no"


def test_a_bridge_belongs_to_the_idp_that_provisions_into_it(catalog_database: Database) -> None:
    twelve_apps(catalog_database, ("google-workspace", "okta"))
    with catalog_database.write() as session:
        scim.create_bridge(session, LOCAL_OPERATOR, "customer-io", profile=Profile.OKTA)
    found = route(catalog_database, "customer-io")
    assert found.idp == "okta"
    assert "Okta provisions into a bridge" in found.why


@pytest.mark.parametrize("then", [["okta"], ["entra-id"], ["onelogin", "okta"]])
def test_as_if_we_had_another_idp_is_one_answer(
    catalog_database: Database, then: list[str]
) -> None:
    """What-if page and ``route --idp`` say the same, and what is so once it is done."""
    twelve_apps(catalog_database, ("google-workspace", "okta"))
    duty = {"removal_duty": "within-an-hour", "third_party_admin": True}
    accept(catalog_database, "slack", OptionId.MANAGED_AUTOMATION, **duty)
    accept(catalog_database, "figma", OptionId.NATIVE_SCIM)
    with catalog_database.write() as session:
        scim.create_bridge(session, LOCAL_OPERATOR, "customer-io", profile=Profile.OKTA)
        own = {"allow_http": True, "allowed_networks": ("127.0.0.0/8",)}
        new = ConnectionInput("github", "http://127.0.0.1:9/scim", AuthKind.BEARER, "x", **own)
        scim.connect(session, LOCAL_OPERATOR, new)
    with catalog_database.read() as session:
        here = advice.our_circumstances(session, LOCAL_OPERATOR)
        apps = catalog.catalog(session, LOCAL_OPERATOR, READING).apps
        now = stack.cover(stack.entries(session, LOCAL_OPERATOR), apps, here)
        on_page = {one.entry.app: one.then for one in stack.shifts(now, apps, here, then)}
        asked = {
            app: advice.route_here(session, LOCAL_OPERATOR, READING, app, idps=then)
            for app in on_page
        }
    assert asked == on_page
    assert (str(asked["slack"].way), str(asked["github"].way)) == ("managed", "outbound")
    assert (str(asked["customer-io"].way) == "bridge") is ("okta" in then)
    if "okta" not in then:
        return
    with catalog_database.write() as session:
        was = stack.organisation(session, LOCAL_OPERATOR)
        stack.set_organisation(session, LOCAL_OPERATOR, replace(was, idps=tuple(then)))
    assert {app: route(catalog_database, app) for app in asked} == asked


def test_what_holds_for_every_app_gives_way_to_what_was_said_of_one(twelve: Database) -> None:
    with twelve.write() as session:
        said = {"removal_duty": "none", "roles_from_idp": True}
        advice.set_standing_answers(session, LOCAL_OPERATOR, said, 0)
    answers = advised(twelve, "slack", regulation="pci-dss").given
    assert answers.answers.removal_duty == "within-an-hour"
    # The stack names an owner of this app.
    assert advised(twelve, "slack").given.answers.manual_work_by == "app-owner"
    change(twelve, "slack", plan="business-plus")
    native = next(
        one
        for one in advised(twelve, "slack").recommendation.options
        if one.id is OptionId.NATIVE_SCIM
    )
    assert native.cost.likely
    counted = in_stack_cost(twelve, "slack", years=3)
    assert counted.option is OptionId.NATIVE_SCIM
    assert counted.recommended == native.cost.likely[1]


@pytest.mark.parametrize(
    ("idps", "lacks"), [(("okta",), "sign-on needs Business+"), ((), "no identity provider")]
)
def test_nobody_is_unassigned_where_nobody_signs_in_through_the_idp(
    catalog_database: Database, idps: tuple[str, ...], lacks: str
) -> None:
    twelve_apps(catalog_database, idps)
    accept(catalog_database, "slack", OptionId.JIT_CHECKLIST)
    found = route(catalog_database, "slack")
    assert (str(found.way), found.missing[0]) == ("manual", lacks)
    titles = [one.title for one in preview(catalog_database).steps if one.app == "slack"]
    assert "Remove the account in Slack" in titles
    assert not any("Unassign" in title for title in titles)
    change(catalog_database, "slack", plan="business-plus")
    assert (str(route(catalog_database, "slack").way) == "jit") is bool(idps)


def test_a_case_expects_the_leftover_access_that_was_decided(twelve: Database) -> None:
    answers = {"removal_duty": "within-an-hour", "third_party_admin": True}
    accept(twelve, "slack", OptionId.MANAGED_AUTOMATION, **answers)
    slack = next(app for app in preview(twelve).apps if app.id == "slack")
    assert slack.open_hours == 1
    # Nothing here shows that the service is at work: it is not counted as automatic.
    assert not slack.route.is_automatic


def hours_in_case(database: Database, app: str) -> int:
    return int(next(one for one in preview(database).apps if one.id == app).open_hours)


@pytest.mark.parametrize(
    ("decided_on", "plan", "hours"),
    [
        ("Our Own Plan", "business-plus", 1),
        ("business-plus", "Our Own Plan", 72),
        ("business-plus", "pro", 72),
    ],
)
def test_hours_follow_the_route_that_holds_now(
    twelve: Database, decided_on: str, plan: str, hours: int
) -> None:
    change(twelve, "slack", plan=decided_on)
    accept(twelve, "slack", OptionId.NATIVE_SCIM)
    change(twelve, "slack", plan=plan, **ON)
    assert hours_in_case(twelve, "slack") == hours
    if route(twelve, "slack").way is Way.SCIM:
        options = advised(twelve, "slack").recommendation.options
        native = next(one for one in options if one.id is OptionId.NATIVE_SCIM)
        assert native.leftover_access_hours == hours


@pytest.mark.parametrize(("is_on", "hours"), [(True, 1), (False, 72), (None, 72)])
def test_what_nobody_confirmed_counts_as_by_hand(
    twelve: Database, is_on: bool | None, hours: int
) -> None:
    idp = None if is_on is None else "okta"
    said = {"provisioning_on": is_on, "provisioning_idp": idp}
    change(twelve, "slack", plan="business-plus", **said)
    assert hours_in_case(twelve, "slack") == hours


def test_a_third_party_that_agreed_to_no_hour_is_given_its_usual_time(twelve: Database) -> None:
    accept(twelve, "slack", OptionId.MANAGED_AUTOMATION, third_party_admin=True)
    assert hours_in_case(twelve, "slack") == 12
    # What holds for every app now was not agreed to then.
    with twelve.write() as session:
        said = {"removal_duty": "within-an-hour"}
        advice.set_standing_answers(session, LOCAL_OPERATOR, said, 0)
    assert hours_in_case(twelve, "slack") == 12


def test_hours_that_the_rules_cannot_tell_are_those_of_the_decision(
    twelve: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rules of one's own may ask for what neither a route nor an answer says."""
    accept(twelve, "slack", OptionId.MANAGED_AUTOMATION, third_party_admin=True)
    book = shipped()
    rule = book.options[OptionId.MANAGED_AUTOMATION]
    asks = Said(Atom("has_owner", Comparison.IS, True), "With an owner.", "agreed-hour")
    own = replace(rule, leftover=(asks, *rule.leftover))
    with_own = replace(book, options={**book.options, own.id: own})
    monkeypatch.setattr("core.advice.routes.shipped", lambda: with_own)
    monkeypatch.setattr("core.advice.routes._open_hours", lambda _options, _choice: 5)
    assert hours_in_case(twelve, "slack") == 5


def test_a_decision_is_stale_when_its_ground_is_gone(twelve: Database) -> None:
    number = accept(twelve, "github", OptionId.SCIM_BRIDGE)

    def changes() -> str:
        with twelve.read() as session:
            found = advice.decision(session, LOCAL_OPERATOR, READING, number)
        return " ".join(found.changes)

    assert changes() == ""
    with twelve.write() as session:
        advice.set_standing_answers(session, LOCAL_OPERATOR, {"third_party_admin": True}, 0)
    assert "Was: No; the answer for all apps is now: Yes." in changes()
    change(twelve, "github", plan=None)
    assert "Our plan: was Team, the stack now says nothing." in changes()


def test_a_decision_stands_where_its_own_answers_still_give_the_same(twelve: Database) -> None:
    number = accept(twelve, "github", OptionId.SCIM_BRIDGE, regulation="soc2")

    def changes(version: int, **said: Any) -> tuple[str, ...]:
        with twelve.write() as session:
            advice.set_standing_answers(session, LOCAL_OPERATOR, said, version)
        with twelve.read() as session:
            return tuple(advice.decision(session, LOCAL_OPERATOR, READING, number).changes)

    # SOC 2, answered for this app, asks for more than what holds for all of them.
    assert changes(0, removal_duty="none") == ()
    assert changes(1, removal_duty="within-an-hour") == ()
    # What follows from a standing answer is heard too.
    work, capacity = changes(2, manual_work_by="nobody")
    assert "the answer for all apps is now: Nobody: there is no time for it." in work
    assert "; today the answer would be: None: it must not depend on people." in capacity


def test_a_wizard_without_a_rate_says_what_is_missing(twelve: Database) -> None:
    change(twelve, "slack", currency="EUR")
    cost_of = advised(twelve, "slack").recommendation.first.cost
    assert cost_of.middle is None
    assert "EUR" in cost_of.basis
    assert "current.base" not in cost_of.basis


def test_wizard_and_calculator_draw_the_same_futures(twelve: Database) -> None:
    wizard = {one.id: one.cost for one in advised(twelve, "slack").recommendation.options}
    for one in calculated(twelve, "slack").options:
        figures = wizard[one.id]
        assert figures.likely is not None
        assert figures.likely[1] == one.total
        spread = one.spread.total
        assert figures.three_years == (min(spread.p10, one.total), max(spread.p90, one.total))


def test_what_our_price_list_calls_an_add_on_is_that_add_on(twelve: Database) -> None:
    """All plans of the catalogue that a price list says have it as an add-on."""
    whole = snapshot_of(twelve)
    found = {}
    for app in whole.apps.values():
        for plan in catalog.plans_of(app):
            for what, told in (("scim", plan.has_scim), ("sso", plan.has_sso)):
                if told == "add-on":
                    scim = catalog.inclusion(app, catalog.our_plan(app, plan.slug), what)
                    assert (scim.answer, scim.is_add_on) == ("no", True)
                    found[app.id, plan.slug, what] = scim.lowest and scim.lowest.slug
    assert found == {
        ("vercel", "pro", "scim"): "pro-directory-sync",
        ("vercel", "pro", "sso"): "pro-saml",
        ("calendly", "teams", "sso"): "teams-sso",
        # The only add-on is sold for Teams: from Standard it takes that plan.
        ("calendly", "standard", "sso"): "teams",
        ("atlassian-cloud", "jira-standard", "scim"): "guard",
        # No price list has Pendo's add-on.
        ("pendo", "base", "scim"): "premium",
    }
    with twelve.write() as session:
        stack.add(session, LOCAL_OPERATOR, "vercel", StackFields(plan="pro", seats=20))
    assert route(twelve, "vercel").needs_plan == "Directory Sync add-on for Pro"
    gap = advised(twelve, "vercel").recommendation.situation.facts.difference
    assert gap is not None
    assert (gap.low, gap.high) == (1_800, 1_800)
    assert in_stack_cost(twelve, "vercel").tax == 1_800


@pytest.mark.parametrize(
    ("app", "text", "kept"),
    [
        ("slack", "Business+ (billed annually)", "business-plus"),
        ("slack", "Business+ (no SCIM)", "Business+ (no SCIM)"),
        ("slack", "Enterprise Grid (trial, not bought)", "Enterprise Grid (trial, not bought)"),
        ("slack", "Business+ (until 2024; now Pro)", "Business+ (until 2024; now Pro)"),
        # What only a claim says, in another word, is no plan of its own.
        ("slack", "Plus", "Plus"),
        ("github", "Enterprise", "Enterprise"),
        ("github", "GitHub Enterprise Cloud", "enterprise-cloud"),
        # What a claim alone names is a plan.
        ("atlassian-cloud", "enterprise plan", "enterprise"),
        ("atlassian-cloud", "Guard Standard", "guard"),
    ],
)
def test_a_plan_is_kept_as_one_of_the_vendors_or_as_it_was_written(
    twelve: Database, app: str, text: str, kept: str
) -> None:
    with twelve.read() as session:
        assert catalog.kept_plan(session, LOCAL_OPERATOR, app, text) == kept
    known = snapshot_of(twelve).apps[app]
    ours = catalog.our_plan(known, kept)
    assert (ours.plan is None) is (kept == text)
    assert not ours.plan or ours.plan.slug == kept
    if kept == text:
        assert catalog.guess_plans(known, text)


def test_what_is_paid_for_one_plan_of_our_own_is_not_paid_for_another(twelve: Database) -> None:
    change(twelve, "slack", plan="プロ", annual_spend=Decimal(10_000))
    assert (
        advised(twelve, "slack", current_plan="企业版").recommendation.situation.facts.price is None
    )
    paid = advised(twelve, "slack", current_plan="プロ").recommendation.situation.facts.price
    assert paid is not None
    assert (paid.low, paid.is_ours) == (10_000, True)


def scim_plan_in_files(database: Database, app: str) -> set[object]:
    """What matrix, its files and its filter say that SCIM begins with."""
    query = MatrixQuery(only=frozenset({app}))
    with database.read() as session:
        found = catalog.matrix(session, LOCAL_OPERATOR, READING, query)
    (entry,) = found.apps
    rows = csv.DictReader(io.StringIO(catalog.matrix_csv(found).decode("utf-8-sig")))
    listed = {row["scim_plan"] for row in rows}
    sheet = load_workbook(io.BytesIO(catalog.matrix_xlsx(found)))["Matrix"]
    seen = str([cell.value for cell in sheet[2]][-1]).removesuffix(" (sources disagree)")
    plan = catalog.find_plan(entry, seen)
    return {matrix_json(found, entry)["scim_plan"], *listed, plan.slug if plan else seen}


def test_files_name_the_plan_with_scim_that_the_route_names(twelve: Database) -> None:
    with twelve.write() as session:
        stack.add(session, LOCAL_OPERATOR, "sentinelone", StackFields(seats=10))
    lowest = route(twelve, "sentinelone").scim.lowest
    assert lowest is not None
    assert scim_plan_in_files(twelve, "sentinelone") == {lowest.slug} == {"enterprise"}
    entry = snapshot_of(twelve).apps["sentinelone"]
    assert scim_plan(entry) == "Enterprise"


def test_after_we_saw_that_no_plan_has_scim_no_file_names_one(twelve: Database) -> None:
    change(twelve, "slack", plan="business-plus")
    with twelve.write() as session:
        seen = Observation("slack", Fact.SCIM_PLAN, "none", "No SCIM tab, ticket 1", TODAY)
        catalog.observe(session, LOCAL_OPERATOR, seen, today=TODAY)
    scim = route(twelve, "slack").scim
    assert (scim.answer, scim.lowest, scim.is_in_none) == ("no", None, True)
    assert scim.denied is not None
    assert scim.denied.name == "Business+"
    assert scim_plan_in_files(twelve, "slack") == {"none"}
    assert scim_plan(snapshot_of(twelve).apps["slack"]) == ""
    with twelve.read() as session:
        query = MatrixQuery(only=frozenset({"slack"}), plan_gated=True)
        assert not catalog.matrix(session, LOCAL_OPERATOR, READING, query).apps


def test_that_sources_disagree_on_our_plan_is_known_to_who_asks(twelve: Database) -> None:
    with twelve.write() as session:
        stack.add(session, LOCAL_OPERATOR, "bitwarden", StackFields(plan="teams", seats=50))
    scim = route(twelve, "bitwarden").scim
    assert scim.lowest is not None
    assert (scim.answer, scim.is_disputed, scim.lowest.slug) == ("unknown", True, "enterprise")


def test_where_no_plan_has_scim_nobody_asks_for_its_price(twelve: Database) -> None:
    change(twelve, "slack", plan="business-plus")
    with twelve.write() as session:
        seen = Observation("slack", Fact.SCIM_PLAN, "none", "No SCIM tab, ticket 1", TODAY)
        catalog.observe(session, LOCAL_OPERATOR, seen, today=TODAY)
    options = {one.id: one for one in advised(twelve, "slack").recommendation.options}
    upgrade = options[OptionId.UPGRADE_FOR_SCIM]
    assert not upgrade.feasible
    assert upgrade.why_not == "Slack sells no plan with SCIM."
    assert "no plan at all" in (options[OptionId.NATIVE_SCIM].why_not or "")
    counted = in_stack_cost(twelve, "slack")
    assert counted.stays
    assert counted.why == "Slack sells no plan with SCIM."


def observed(database: Database, fact: Fact, value: str, idp: str | None = None) -> None:
    with database.write() as session:
        seen = Observation("slack", fact, value, "Seen in the console", TODAY, idp)
        catalog.observe(session, LOCAL_OPERATOR, seen, today=TODAY)


def test_our_own_plan_of_many_words_that_we_saw_scim_in_has_it(twelve: Database) -> None:
    change(twelve, "slack", plan="Acme Group Frame Contract", **ON)
    observed(twelve, Fact.SCIM_PLAN, "Acme Group Frame Contract")
    assert route(twelve, "slack").is_automatic


def test_of_two_observations_of_a_day_the_later_one_stands(twelve: Database) -> None:
    change(twelve, "slack", plan="Pro")
    for plan in ("Platinum", "Gold"):
        observed(twelve, Fact.SCIM_PLAN, plan)
    lowest = route(twelve, "slack").scim.lowest
    assert lowest is not None
    assert lowest.name == "Gold"


def test_what_we_saw_an_idp_do_is_not_contested_for_us(twelve: Database) -> None:
    change(twelve, "slack", plan="business-plus", **ON)
    observed(twelve, Fact.PROVISIONING, "none", "okta")
    assert not route(twelve, "slack").is_automatic
    observed(twelve, Fact.PROVISIONING, "scim", "okta")
    assert route(twelve, "slack").is_automatic


def test_the_same_list_again_changes_no_plan_that_was_confirmed(twelve: Database) -> None:
    change(twelve, "datadog", plan="infrastructure-pro")
    twelve_apps(twelve)
    with twelve.read() as session:
        entry = stack.entry(session, LOCAL_OPERATOR, "datadog")
    assert entry is not None
    assert entry.fields.plan == "infrastructure-pro"
    change(twelve, "datadog", plan=None)
    twelve_apps(twelve)
    assert route(twelve, "datadog").plan.is_own
