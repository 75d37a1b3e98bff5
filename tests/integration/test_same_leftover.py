"""How long a leaver keeps access, and the minutes by hand: wizard and calculator say the same.

Over apps of the catalogue, each option, on values without a database.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from core.advice.recommendation.calculator_costs import CalculatorCost
from core.advice.recommendation.ranking import Recommendation
from core.advice.recommendation.recommend import recommend
from core.advice.rules.outcomes import outcomes
from core.advice.rules.rule_book import shipped
from core.advice.situation.situation import Situation
from core.catalog.service import plans_of
from core.catalog.values import Snapshot
from core.cost.inputs.resolve import BadInputs
from core.cost.results.answer import answer
from core.cost.results.estimate_options import CostAnswers, likely_options, scenario_of
from core.cost.results.result import CostResult, calculate_scenario
from tests.support import every_room as rooms
from tests.support.every_room import catalogue_of


@pytest.fixture(scope="module")
def whole(loaded_file: Path) -> Snapshot:
    return catalogue_of(loaded_file)


def both(whole: Snapshot) -> Iterator[tuple[Recommendation, CostResult | None, Situation]]:
    """What the two rooms say of each app with a price, on each of its plans."""
    apps = [app for app in whole.apps.values() if plans_of(app)]
    for number, app in enumerate(apps):
        entry = rooms.entry_of(app, plans_of(app)[number % len(plans_of(app))].slug)
        idp = rooms.IDPS[number % len(rooms.IDPS)]
        situation = rooms.situation_of(whole, app, (idp,), entry)
        answers = situation.answers
        facts = replace(rooms.facts_of(app, entry), outcomes=outcomes(situation.values, shipped()))
        scenario = scenario_of(
            CostAnswers(
                answers.current_plan,
                answers.seats,
                answers.joiners_per_year,
                answers.leavers_per_year,
            ),
            app.id,
        )
        priced = CalculatorCost(
            lambda _said, facts=facts, scenario=scenario: likely_options(scenario, facts),
            "likely values",
            {},
        )
        try:
            result = calculate_scenario(replace(scenario, draws=50), facts)
        except BadInputs:
            result = None
        yield recommend(situation, shipped(), priced), result, situation


@pytest.fixture(scope="module")
def told(whole: Snapshot) -> list[tuple[Recommendation, CostResult | None, Situation]]:
    found = list(both(whole))
    assert len(found) > 100
    return found


def test_both_rooms_say_the_same_of_every_option(
    told: list[tuple[Recommendation, CostResult | None, Situation]],
) -> None:
    compared = 0
    for advice, result, situation in told:
        for option in advice.options:
            place = (situation.app.id, option.id)
            assert option.leftover.most_hours == option.leftover_access_hours, place
            if result is None:
                continue
            assert option.leftover == result.resolved.leftover[option.id], place
            calculated = result.option(option.id)
            if calculated is not None:
                days = option.leftover.total_days
                assert abs(calculated.account_days - days) < Decimal("0.02"), place
                compared += 1
    assert compared > 250


def test_the_effort_is_what_the_calculator_counts(
    told: list[tuple[Recommendation, CostResult | None, Situation]],
) -> None:
    for advice, result, situation in told:
        for option in advice.options:
            if result is None or "minutes" not in option.effort:
                continue
            work = result.resolved.hand_work[option.id]
            assert option.effort.endswith((work.for_both, work.for_leaver)), situation.app.id


def test_the_calculator_says_it_in_the_wizards_words(
    told: list[tuple[Recommendation, CostResult | None, Situation]],
) -> None:
    for advice, result, situation in told[:40]:
        if result is None:
            continue
        first = next(one for one in advice.options if one.id is result.cheapest.id)
        assert first.leftover.sentence in answer(result), situation.app.id


def test_a_reader_gets_from_one_figure_to_the_other(
    told: list[tuple[Recommendation, CostResult | None, Situation]],
) -> None:
    """The line of arithmetic is true as it stands there, to what rounding its numbers does."""
    for advice, _, situation in told[:20]:
        for option in advice.options:
            left, _, right = option.leftover.arithmetic.replace(",", "").partition(" = ")
            years, leavers, days, forgotten, found, total = map(
                float, re.findall(r"\d+(?:\.\d+)?", left + right)
            )
            reckoned = years * leavers * (days + forgotten / 100 * found)
            assert reckoned == pytest.approx(total, rel=0.05, abs=0.6), situation.app.id
            assert option.leftover.in_all in option.leftover.sentence
