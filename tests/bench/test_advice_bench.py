"""How long a recommendation, its whole answer, the stack and the proof take."""

from typing import Any

from core.actor import SYSTEM
from core.advice import service
from core.advice.recommendation.recommend import recommend
from core.advice.rules.check import check
from core.advice.rules.rule_book import shipped
from core.advice.situation.questions import Known, fill_in
from core.advice.situation.situation import Situation
from core.catalog import service as catalog
from core.catalog.values import Reading
from core.stack import service as stack
from core.stack.entries import StackFields
from core.storage.database import Database
from tests.support.clock import TODAY

ANSWERS = {"current_plan": "essentials", "idps": ["okta"], "removal_duty": "within-a-day"}


def test_one_recommendation(benchmark: Any, catalog_database: Database) -> None:
    with catalog_database.read() as session:
        whole = catalog.catalog(session, SYSTEM, Reading(TODAY))
    given = fill_in(ANSWERS, Known()).answers
    app = whole.apps["customer-io"]
    benchmark(lambda: recommend(Situation.of(app, whole.idps, given), shipped()))


def test_the_whole_answer_with_flips_and_questions(
    benchmark: Any, catalog_database: Database
) -> None:
    with catalog_database.read() as session:
        benchmark(lambda: service.advise(session, SYSTEM, Reading(TODAY), "customer-io", ANSWERS))


def test_a_stack_of_300_apps(benchmark: Any, catalog_database: Database) -> None:
    with catalog_database.write() as session:
        whole = catalog.catalog(session, SYSTEM, Reading(TODAY))
        described = sorted(whole, key=lambda app: (app.depth != "described", app.id))
        for app in described[:300]:
            plan = app.plans[0].plan if app.plans else None
            stack.add(session, SYSTEM, app.id, StackFields(plan=plan, seats=60))
    with catalog_database.read() as session:
        benchmark(lambda: service.advise_stack(session, SYSTEM, Reading(TODAY), {"idps": ["okta"]}))


def test_the_proof_of_the_rules(benchmark: Any) -> None:
    benchmark.pedantic(lambda: check(shipped()), rounds=3)
