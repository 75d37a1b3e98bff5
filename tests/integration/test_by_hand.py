"""The twenty figures that docs/routes.md calculates by hand, from the application."""

import re
from decimal import Decimal
from typing import Any

import pytest

from core.actor import LOCAL_OPERATOR
from core.advice import service as advice
from core.advice.values import Advice, OptionAdvice, OptionId
from core.catalog.values import Reading
from core.config import ROOT
from core.cost import service as cost
from core.stack.values import Gap, ListBelowOurs
from core.storage.database import Database
from tests.support.clock import TODAY
from tests.support.twelve_apps import twelve_apps

READING = Reading(TODAY)


@pytest.fixture
def twelve(catalog_database: Database) -> Database:
    return twelve_apps(catalog_database)


def option(found: Advice, wanted: OptionId) -> OptionAdvice:
    return next(one for one in found.recommendation.options if one.id is wanted)


def test_the_twenty_figures(twelve: Database) -> None:
    with twelve.read() as session:
        found = {
            app: advice.advise(session, LOCAL_OPERATOR, READING, app, {})
            for app in ("customer-io", "slack", "github", "sentry")
        }
        here = advice.choices_for_stack(session, LOCAL_OPERATOR, READING)
        whole = cost.whole_stack(
            session, LOCAL_OPERATOR, READING, chosen=here.chosen, outcomes=here.outcomes
        )
    facts = {app: one.recommendation.situation.facts for app, one in found.items()}
    apps = {one.app: one for one in whole.apps}
    by_hand = {
        app: option(one, OptionId.MANUAL_CHECKLIST).cost.likely for app, one in found.items()
    }

    def listed(app: str) -> tuple[Decimal, Decimal]:
        price = facts[app].scim_price
        assert price
        return price.low, price.high

    def gap(app: str) -> tuple[Decimal, Decimal]:
        told = facts[app].gap
        assert isinstance(told, Gap)
        return told.low, told.high

    ours = facts["customer-io"].price
    assert ours
    figures: list[Any] = [
        ours.low,
        listed("customer-io"),
        gap("customer-io"),
        *(by_hand["customer-io"] or ()),
        listed("slack"),
        gap("slack"),
        apps["slack"].tax,
        (by_hand["slack"] or (None,))[0],
        None,  # 10: below
        listed("github")[0],
        gap("github")[0],
        apps["github"].tax,
        *(option(found["github"], OptionId.SCIM_BRIDGE).cost.likely or ()),
        found["sentry"].given.answers.leavers_per_year,
        listed("sentry")[0],
        apps["sentry"].tax,
        *(by_hand["sentry"] or ()),
    ]
    expected: list[Any] = [
        *(1_200, (28_000, 55_000), (26_800, 53_800), Decimal("2072.80"), Decimal("5978.40")),
        *((32_400, 38_880), (16_740, 23_220), 59_940, Decimal("18568.50"), None),
        *(11_340, 9_180, 27_540, Decimal("3751.50"), Decimal("10534.50")),
        *(Decimal("1.8"), 960, None, Decimal("4497.90"), Decimal("13253.70")),
    ]
    assert figures == expected
    assert isinstance(facts["sentry"].gap, ListBelowOurs)
    assert "below the USD 3,744 of Team" in apps["sentry"].why


def test_days_of_leftover_access_by_hand(twelve: Database) -> None:
    with twelve.read() as session:
        chosen = {"slack": OptionId.MANUAL_CHECKLIST}
        whole = cost.whole_stack(session, LOCAL_OPERATOR, READING, chosen=chosen)
    slack = next(one for one in whole.apps if one.app == "slack")
    assert slack.account_days_recommended == Decimal("453.6")


def test_the_document_has_the_figures() -> None:
    text = (ROOT / "docs" / "routes.md").read_text(encoding="utf-8")
    bold = set(re.findall(r"\*\*([\d.,–]+)\*\*", text))
    assert {"2,072.80", "5,978.40", "16,740–23,220", "59,940", "453.6", "13,253.70"} <= bold
