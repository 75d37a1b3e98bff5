"""What is recommended when: the guide's situations, their overlaps, and ten further apps."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from core.actor import SYSTEM
from core.advice.models import OptionId
from core.advice.recommendation.ranking import Recommendation
from core.advice.recommendation.recommend import recommend
from core.advice.recommendation.setup_steps import SetUp
from core.advice.rules.rule_book import shipped
from core.advice.situation.questions import Known, fill_in
from core.advice.situation.situation import Situation
from core.catalog import service as catalog
from core.catalog.snapshot import Snapshot
from core.catalog.values import Reading
from core.storage.database import Database
from tests.support.clock import TODAY

CASES = yaml.safe_load((Path(__file__).parent / "advice_cases.yaml").read_text())


@pytest.fixture(scope="module")
def whole(loaded_file: Path) -> Snapshot:
    database = Database(f"sqlite:///{loaded_file}")
    with database.read() as session:
        found = catalog.catalog(session, SYSTEM, Reading(TODAY))
    database.close()
    return found


def advise(whole: Snapshot, app: str, **answers: Any) -> Recommendation:
    given = fill_in(answers, Known())
    return recommend(Situation.of(whole.apps[app], whole.idps, given.answers), shipped())


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['app']}: {case['why']}")
def test_the_expected_option_comes_first_with_its_reason(
    whole: Snapshot, case: dict[str, Any]
) -> None:
    found = advise(whole, case["app"], **case["answers"])
    rule = found.first.rule
    assert rule is not None
    assert (found.choice, rule.id) == (case["choice"], case["rule"])
    assert case["says"] in " ".join(found.first.reasons)
    assert case.get("caution", "") in " ".join(found.cautions)
    assert case.get("risk", "") in " ".join(found.first.risks)


def test_every_option_is_there_ranked_or_with_the_reason_against_it(whole: Snapshot) -> None:
    for case in CASES:
        found = advise(whole, case["app"], **case["answers"])
        assert {one.id for one in found.options} == set(OptionId)
        ranks = [one.rank for one in found.options if one.feasible]
        assert ranks == list(range(1, len(ranks) + 1))
        assert all(one.why_not for one in found.options if one.rank != 1)


def test_the_avoided_difference_is_reckoned_from_the_catalogue(whole: Snapshot) -> None:
    found = advise(whole, "customer-io", current_plan="essentials", idps=["okta"])
    assert found.first.avoided == (26_800, 53_800)
    # Nothing is said to be saved: the plan would not help Okta.
    assert "avoid" not in found.first.verdict
    assert "Enterprise would cost about USD 27,000–54,000 a year more" in found.first.reasons[1]
    helps = advise(whole, "slack", current_plan="pro", idps=["okta"])
    assert "and avoid the upgrade of about USD" in helps.first.verdict


def test_a_cost_that_nobody_calculates_is_not_known(whole: Snapshot) -> None:
    found = advise(whole, "customer-io", current_plan="essentials", idps=["okta"])
    for option in found.options:
        assert (option.cost.first_year, option.cost.middle) == (None, None)
        assert option.cost.basis == "Not calculated."


def test_an_option_says_which_facts_it_rests_on_and_why_it_is_not_first(whole: Snapshot) -> None:
    answers = {"current_plan": "essentials", "idps": ["okta"], "removal_duty": "within-a-day"}
    found = advise(whole, "customer-io", **answers, third_party_admin=True)
    options = {one.id: one for one in found.options}
    assert "idp_support" in found.first.facts
    assert options[OptionId.NATIVE_SCIM].facts == ("idp_support", "idp_contested")
    told = options[OptionId.MANUAL_CHECKLIST].why_not or ""
    assert "exceeds the limit of 24 hours" in told
    assert "up to 72 hours, not 12 hours" in told


def test_what_sources_say_of_connecting_goes_into_the_next_steps(whole: Snapshot) -> None:
    guide = SetUp("okta", "Okta", "OIN app", "Settings", None, "https://a.example", "Vendor")
    given = fill_in({"idps": ["okta"], "current_plan": "organization"}, Known())
    situation = Situation.of(whole.apps["figma"], whole.idps, given.answers)
    first = recommend(situation, shipped(), set_up=[guide]).first
    assert first.next_steps[0] == (
        "Connect it in Okta as OIN app; in the app: Settings (Vendor, https://a.example)."
    )


def test_the_ten_further_apps_are_ten() -> None:
    assert len({case["app"] for case in CASES} - {"customer-io"}) >= 10
