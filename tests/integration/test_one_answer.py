"""One answer to each question, over every app of the catalogue, whichever room is asked.

Stack, app page, wizard, calculator, cost of the stack and case must agree on the route, the IdP,
the plan with SCIM and the price, and never say *automatic*, nothing or a saving where that is not
known. No app is left out and none stands for another. What an IdP does plays no part in prices, and
what we pay none in routes, so the two are gone through by themselves, on values without a database.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from itertools import combinations
from pathlib import Path

import pytest

from core.accounts.values import Known
from core.advice.recommendation.calculator_costs import CalculatorCost
from core.advice.routes import Accepted, OurCircumstances
from core.advice.rules.decision_table import blocked_by, choice, is_impossible
from core.advice.rules.outcomes import outcome_of, outcomes
from core.advice.rules.rule_book import shipped
from core.advice.situation.answers import Answers
from core.advice.situation.facts import in_rules
from core.advice.situation.known_answers import here_of
from core.advice.situation.situation import Situation
from core.catalog.service import inclusion, plans_of
from core.catalog.values import EVERY_PLAN, AppEntry, Fact, Snapshot
from core.cost.inputs.definitions import input_catalogue
from core.cost.inputs.facts import AppFacts
from core.cost.inputs.plan_choice import PlanChoice, choose_plans
from core.cost.inputs.resolve import resolve
from core.cost.model.options import PLAN_OF, OptionId, PlanRole
from core.cost.results.estimate_options import CostAnswers, Estimates, likely_options, scenario_of
from core.cost.results.simulate import deterministic
from core.cost.results.stack_cost import AppCost, stack_cost
from core.cost.scenario.scenario import Scenario
from core.offboarding.cases import opening
from core.offboarding.checklists.files import bundled
from core.offboarding.views import AccountKnown
from core.stack.coverage import cover
from core.stack.entries import StackEntry
from core.stack.prices import Gap, ListBelowOurs
from core.stack.route import Circumstances, Removal, Route, RouteStanding, Way, route_of
from tests.support.every_room import (
    IDPS,
    SEATS,
    catalogue_of,
    entry_of,
    facts_of,
    situation_of,
)

OWN = "Our Own Plan"
OURS = [*((one,) for one in IDPS), *combinations(IDPS, 2)]
YEARS = 3
SPEND = (None, Decimal(10_000))
BOOK = shipped()
PLANS_OF_THEIR_OWN = (OptionId.NATIVE_SCIM, OptionId.JIT_CHECKLIST)
"""Options that pay for our plan only where it has what they need."""


@pytest.fixture(scope="module")
def whole(loaded_file: Path) -> Snapshot:
    return catalogue_of(loaded_file)


def plans_to_try(app: AppEntry) -> list[str | None]:
    """Each plan of the app, one that it does not have, and none."""
    return [*(plan.slug for plan in plans_of(app)), OWN, None]


def circumstances(
    whole: Snapshot, idps: tuple[str, ...], entry: StackEntry, decided: OptionId | None = None
) -> OurCircumstances:
    """What stack, app page and case look a route up in."""
    return OurCircumstances(
        idps=idps,
        idp_names=whole.idps,
        stack={entry.app: replace(entry.fields, provisioning_on=True)},
        connections={},
        bridges={},
        decided={entry.app: Accepted(1, decided, 24)} if decided else {},
    )


# Routes


def test_every_room_says_the_same_route_idp_and_plan(whole: Snapshot) -> None:
    """Stack, app page, case, wizard and calculator: every app × our IdPs × each plan."""
    checklists = bundled()
    tried, automatic = 0, 0
    for app in whole.apps.values():
        for plan in plans_to_try(app):
            entry = entry_of(app, plan)
            calculator = choose_plans(
                scenario_of(CostAnswers(plan, SEATS), app.id), facts_of(app, entry)
            )
            for idps in OURS:
                here = circumstances(whole, idps, entry)
                on_page = route_of(app, here(app.id))
                (in_stack,) = cover([entry], whole.apps, here)
                in_case = opening._in_case(
                    opening.Situation([entry], whole, here, checklists),
                    AccountKnown(app.id, app.name, Known.HAS),
                    entry,
                )
                place = (app.id, plan, idps)
                assert in_stack.route == on_page == in_case.route, place
                facts = Situation.of(
                    app, whole.idps, Answers(plan, idps, SEATS), here_of(whole, app, entry)
                ).facts
                says = facts.values
                assert facts.idp == on_page.idp, place
                assert facts.route.plan == on_page.plan == calculator.current, place
                assert facts.scim_plan == on_page.scim.lowest == calculator.scim.lowest, place
                assert says["standing"] == in_rules(on_page.standing), place
                assert says["plan_has_scim"] == on_page.scim.answer == calculator.scim.answer, place
                assert says["sign_on"] == on_page.sign_on, place
                check_route(on_page, app, place)
                automatic += on_page.is_automatic
                tried += 1
    assert tried > 85_000
    assert automatic > 500


def check_route(route: Route, app: AppEntry, place: object) -> None:
    """Nobody is automatic but for certain, and what is missing is said."""
    support = route.support
    assert support is not None, place
    promised = support.value in ("scim", "partial")
    certain = route.standing is RouteStanding.CERTAIN
    assert route.reasons, place
    assert route.is_automatic is (route.removal is Removal.AUTOMATIC), place
    if route.is_automatic:
        assert (route.way, support.value, route.scim.answer) == (Way.SCIM, "scim", "yes"), place
        assert not support.is_contested or not any(
            claim.value not in ("scim", "partial") or claim.disputes for claim in support.claims
        ), place
    elif promised and certain:
        assert route.is_partial, place
    if route.plan.plan is None and app.verdict(Fact.SCIM_PLAN).value not in EVERY_PLAN:
        assert not route.is_automatic, place
        assert not (promised and certain), place
    if route.needs_plan:
        assert not route.plan.plan or route.needs_plan != route.plan.plan.name, place


def test_what_was_decided_is_followed_alike_and_makes_nothing_firmer(whole: Snapshot) -> None:
    """Each decision on each app with plans; a decision names no app, IdP or plan, so the apps
    without plans, which differ in neither, cannot differ here from the routes above."""
    checklists = bundled()
    tried = 0
    for app in whole.apps.values():
        if not plans_of(app):
            continue
        for plan in plans_to_try(app):
            entry = entry_of(app, plan)
            for decided in OptionId:
                for idp in IDPS:
                    here = circumstances(whole, (idp,), entry, decided)
                    on_page = route_of(app, here(app.id))
                    (in_stack,) = cover([entry], whole.apps, here)
                    planned = opening.Situation([entry], whole, here, checklists)
                    in_case = opening._in_case(
                        planned, AccountKnown(app.id, app.name, Known.HAS), entry
                    )
                    assert in_stack.route == on_page == in_case.route
                    if on_page.way is Way.SCIM:
                        undecided = route_of(app, replace(here(app.id), decided=None))
                        assert on_page.standing is undecided.standing
                        values = situation_of(whole, app, (idp,), entry).values
                        outcome = outcome_of(BOOK.options[OptionId.NATIVE_SCIM], values).outcome
                        hours = input_catalogue().most_hours(OptionId.NATIVE_SCIM, outcome)
                        assert in_case.open_hours == hours
                    tried += 1
    assert tried > 20_000


def test_the_order_of_our_idps_names_another_one_at_most(whole: Snapshot) -> None:
    for app in whole.apps.values():
        for plan in plans_to_try(app):
            for one, other in combinations(IDPS, 2):
                there = route_of(app, Circumstances(plan, (one, other)))
                back = route_of(app, Circumstances(plan, (other, one)))
                assert there.support is not None
                assert back.support is not None
                told = (there.support.value, there.standing, there.rank, there.scim)
                assert told == (back.support.value, back.standing, back.rank, back.scim)


# Costs


def costs_to_try(
    whole: Snapshot,
) -> Iterator[tuple[AppEntry, str | None, Decimal | None, StackEntry]]:
    for app in whole.apps.values():
        for plan in plans_to_try(app):
            for spend in SPEND:
                yield app, plan, spend, entry_of(app, plan, spend)


def test_every_room_says_the_same_price_or_that_it_is_not_known(whole: Snapshot) -> None:
    """Wizard, calculator and cost of the stack: every app × each plan × with and without spend.

    The IdP decides what is recommended and how long access stays, not what a plan costs; the six
    take turns, so that each is met by every kind of app.
    """
    tried = known = 0
    for app, plan, spend, entry in costs_to_try(whole):
        place = (app.id, plan, spend)
        situation = situation_of(whole, app, (IDPS[tried % len(IDPS)],), entry)
        facts, answers = situation.facts, situation.answers
        ours = replace(facts_of(app, entry), outcomes=outcomes(situation.values, BOOK))
        said = CostAnswers(
            answers.current_plan,
            answers.seats,
            answers.joiners_per_year,
            answers.leavers_per_year,
            outcomes=ours.outcomes,
        )
        scenario = scenario_of(said, app.id)
        calculated = choose_plans(scenario, ours)
        estimates = likely_options(scenario, ours)
        first = choice(BOOK, situation.values)
        assert first is not None, place
        (cost,) = stack_cost(
            [(entry, ours)], "USD", years=YEARS, chosen={app.id: first}, rates={}
        ).apps

        assert not is_impossible(BOOK, situation.values), place
        is_known = facts.price is not None
        assert is_known is (PlanRole.CURRENT in calculated.plans), place
        assert is_known is (cost.nothing is not None) is cost.is_priced, place
        check_spend(situation, spend, place)
        check_native(situation, calculated, estimates, cost, place)
        check_upgrade(situation, estimates, cost, place)
        check_sign_on(app, situation, estimates, place)
        check_wizard(situation, estimates, cost, first, place)
        if is_known:
            assert facts.price is not None
            bill = bill_of(scenario, ours)
            assert facts.price.low <= bill <= facts.price.high, place
        tried, known = tried + 1, known + is_known
    assert tried > 8_000
    assert known > 4_000


def bill_of(scenario: Scenario, ours: AppFacts) -> Decimal:
    """What the calculator says that the current plan costs in the first year."""
    years, _ = deterministic(resolve(scenario, ours))
    return years[OptionId.MANUAL_CHECKLIST][0].plan


def check_spend(situation: Situation, spend: Decimal | None, place: object) -> None:
    """What we pay is the price of our plan, and of no other."""
    price, scim_price = situation.facts.price, situation.facts.scim_price
    if spend is not None:
        assert price is not None, place
        assert (price.low, price.high, price.is_ours) == (spend, spend, True), place
    assert price is None or price.is_ours is (spend is not None), place
    assert scim_price is None or not scim_price.is_ours, place


def test_what_we_pay_is_the_price_of_our_plan_and_of_no_other(whole: Snapshot) -> None:
    """On one plan, asked about another: wizard and calculator take its list price."""
    tried = 0
    for app in whole.apps.values():
        for ours in plans_of(app):
            entry = entry_of(app, ours.slug, Decimal(10_000))
            for other in plans_of(app):
                if other.slug == ours.slug:
                    continue
                place = (app.id, ours.slug, other.slug)
                answers = Answers(other.slug, ("okta",), SEATS)
                price = Situation.of(
                    app, whole.idps, answers, here_of(whole, app, entry)
                ).facts.price
                scenario = scenario_of(CostAnswers(other.slug, SEATS), app.id)
                calculated = choose_plans(scenario, facts_of(app, entry))
                assert (price is not None) is (PlanRole.CURRENT in calculated.plans), place
                if price is not None:
                    assert not price.is_ours, place
                    assert (price.low, price.high) == other.yearly(SEATS), place
                    assert calculated.plans[PlanRole.CURRENT].said is None, place
                    bill = bill_of(scenario, facts_of(app, entry))
                    assert price.low <= bill <= price.high, place
                tried += 1
    assert tried > 500


def check_native(
    situation: Situation,
    calculated: PlanChoice,
    estimates: Estimates,
    cost: AppCost,
    place: object,
) -> None:
    """SCIM is there for calculator and stack exactly where our plan has it."""
    has_scim = situation.facts.values["plan_has_scim"] == "yes"
    assert calculated.is_native is has_scim is cost.has_scim, place
    assert (OptionId.NATIVE_SCIM in estimates.options) is has_scim, place
    if not has_scim:
        assert OptionId.NATIVE_SCIM in estimates.left_out, place
        assert OptionId.NATIVE_SCIM in blocked_by(BOOK, situation.values) or (
            situation.facts.values["plan_has_scim"] == "unknown"
        ), place


def check_upgrade(situation: Situation, estimates: Estimates, cost: AppCost, place: object) -> None:
    """What SCIM costs more: one figure, never below nothing, and nothing only where it is so."""
    gap, upgrade = situation.facts.gap, OptionId.UPGRADE_FOR_SCIM
    if cost.has_scim:
        assert (gap, cost.tax, cost.upgrade is None) == (None, Decimal(0), cost.nothing is None), (
            place
        )
        return
    if situation.facts.values["plan_has_scim"] == "unknown":
        # Whether there is anything to upgrade is what nobody knows.
        assert (cost.tax, cost.upgrade) == (None, None), place
        assert cost.why, place
        return
    if isinstance(gap, Gap):
        assert 0 <= gap.low <= gap.high, place
        assert cost.tax is not None, place
        assert gap.low * YEARS <= cost.tax <= gap.high * YEARS, place
        assert upgrade in estimates.options, place
        return
    assert cost.tax is None, place
    assert cost.why, place
    if isinstance(gap, ListBelowOurs):
        assert "ask for a quote" in estimates.left_out[upgrade], place
        assert upgrade not in estimates.options, place
        assert cost.upgrade is None, place
    elif situation.facts.price is not None:
        assert upgrade not in estimates.options, place


def check_sign_on(app: AppEntry, situation: Situation, estimates: Estimates, place: object) -> None:
    """Sign-on is never priced below the plan that has it; where that is not known, not at all."""
    option, plan = OptionId.JIT_CHECKLIST, situation.facts.plan
    sso = inclusion(app, plan, "sso")
    by_hand = estimates.options.get(OptionId.MANUAL_CHECKLIST)
    if option not in estimates.options:
        assert estimates.left_out[option], place
        assert sso.answer != "yes" or by_hand is None, place
        return
    if sso.answer == "no":
        assert sso.lowest is not None, place
        listed = sso.lowest.yearly(situation.answers.seats)
        assert listed is not None, place
        assert estimates.options[option].first_year.likely > listed[0], place
    elif sso.answer == "unknown":
        assert sso.lowest is None, place
        assert not sso.is_in_none, place


def check_wizard(
    situation: Situation,
    estimates: Estimates,
    cost: AppCost,
    first: OptionId,
    place: object,
) -> None:
    """The wizard's costs are the calculator's, and the stack's recommended one is the wizard's."""
    wizard = CalculatorCost(lambda _answers: estimates, "likely values", {})
    facts = situation.facts
    shown = {one: wizard.estimate(one, situation) for one in OptionId}
    for option, figure in shown.items():
        assert (figure.first_year is None) is (figure.three_years is None), place
        assert figure.basis, place
        if estimates.roles.get(option, PLAN_OF[option]) is PlanRole.CURRENT and facts.price is None:
            assert figure.first_year is None, (place, option)
        elif PLAN_OF[option] is PlanRole.CURRENT and option not in PLANS_OF_THEIR_OWN:
            assert figure.first_year is not None, (place, option)
        # Set-up and work cost something whatever the plan: a bare 0 is a price that is missing.
        assert figure.middle is None or figure.middle > 0, (place, option)
    assert cost.option is first, place
    assert cost.recommended == shown[first].middle_of_three, (place, first)
    assert cost.nothing is None or cost.nothing > 0, place


def test_every_name_that_a_plan_goes_by_is_that_plan(whole: Snapshot) -> None:
    """By slug, by name, and with the app's own name before it."""
    for app in whole.apps.values():
        for plan in plans_of(app):
            for text in (plan.slug, plan.name, plan.name.upper()):
                found = route_of(app, Circumstances(text, ("okta",))).plan
                assert found.plan == plan, (app.id, text)


def test_what_a_total_leaves_out_is_counted_and_named(whole: Snapshot) -> None:
    """The stack of every app on a plan of its own: nothing but what is paid is known."""
    apps = list(whole.apps.values())
    entries = [
        (entry, facts_of(app, entry))
        for number, app in enumerate(apps)
        for entry in [entry_of(app, OWN, Decimal(1_000) if number % 2 else None)]
    ]
    nothing: Mapping[str, str] = {}
    found = stack_cost(entries, "USD", years=1, chosen=nothing, rates={})
    priced = [one for one in found.apps if one.is_priced]
    assert len(priced) == len(apps) // 2
    assert all(one.why for one in found.apps if not one.is_priced)
    assert found.total("nothing") == sum(one.nothing for one in priced if one.nothing)
    assert {one.app for one in found.left_out()} | {
        one.app for one in found.comparable.apps
    } == set(whole.apps)
