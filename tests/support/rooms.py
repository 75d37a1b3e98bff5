"""One organisation's rooms, asked as their pages ask them."""

from datetime import UTC, datetime, timedelta
from typing import Any

from core.actor import LOCAL_OPERATOR
from core.advice import service as advice
from core.advice.values import Advice, NewDecision, OptionId, StackAdvice
from core.catalog.values import Reading
from core.cost import service as cost
from core.cost.values import AppCost, CostResult, Given, Scenario
from core.offboarding import service as offboarding
from core.offboarding.models import CaseKind
from core.offboarding.views import Opening
from core.stack.values import Route
from core.storage.database import Database
from tests.support.clock import TODAY
from tests.support.company import everywhere

READING = Reading(TODAY)


def advised(database: Database, app: str, **answers: Any) -> Advice:
    with database.read() as session:
        return advice.advise(session, LOCAL_OPERATOR, READING, app, answers)


def in_stack_cost(database: Database, app: str, years: int = 1) -> AppCost:
    with database.read() as session:
        here = advice.choices_for_stack(session, LOCAL_OPERATOR, READING)
        found = cost.whole_stack(
            session,
            LOCAL_OPERATOR,
            READING,
            years=years,
            chosen=here.chosen,
            outcomes=here.outcomes,
            impossible=here.impossible,
            unclear=here.unclear,
            by_roles=here.by_roles,
            people=here.people,
        )
    return next(one for one in found.apps if one.app == app)


def for_stack(database: Database, app: str) -> StackAdvice:
    with database.read() as session:
        found = advice.advise_stack(session, LOCAL_OPERATOR, READING)
    return next(one for one in found if one.app == app)


def calculated(database: Database, app: str, **inputs: str) -> CostResult:
    given = {name: Given(cost.point(value)) for name, value in inputs.items()}
    scenario = Scenario(app=app, inputs=given)
    with database.read() as session:
        facts = cost.facts_of(session, LOCAL_OPERATOR, READING, app)
        facts, out = advice.for_calculator(session, LOCAL_OPERATOR, READING, scenario, facts)
    return cost.calculate_scenario(scenario, facts, out)


def route(database: Database, app: str) -> Route:
    with database.read() as session:
        return advice.route_here(session, LOCAL_OPERATOR, READING, app)


def accept(database: Database, app: str, choice: OptionId, **answers: Any) -> int:
    with database.write() as session:
        draft = advice.start_draft(session, LOCAL_OPERATOR, READING, app, answers)
        new = NewDecision(choice, "So it is run here.")
        return advice.decide(session, LOCAL_OPERATOR, READING, draft.id, new)


def preview(database: Database) -> Any:
    opening = Opening(
        person="Lee Example",
        email="lee@example.com",
        kind=CaseKind.VOLUNTARY,
        effective=datetime.now(UTC) + timedelta(days=2),
        zone="UTC",
        apps=everywhere(database),
    )
    with database.read() as session:
        return offboarding.preview_case(session, LOCAL_OPERATOR, READING, opening)
