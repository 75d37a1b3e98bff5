"""Recommendations: for one app, for the whole stack, and the questions that lead to them."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from sqlmodel import Session, col, select

from core.actor import Actor
from core.advice.models import Decision, DecisionStatus
from core.advice.recommendation.calculator_costs import CalculatorCost
from core.advice.recommendation.cost import CostEstimator
from core.advice.recommendation.counterfactuals import flips
from core.advice.recommendation.feasibility import ruled_out
from core.advice.recommendation.recommend import recommend
from core.advice.recommendation.setup_steps import SetUp
from core.advice.recommendation.values import Advice, StackAdvice
from core.advice.rules.decision_table import choice
from core.advice.rules.rule_book import shipped
from core.advice.situation.answers import read_answers
from core.advice.situation.known_answers import check_answers, known_of
from core.advice.situation.questions import Given, Known, fill_in, shipped_questions
from core.advice.situation.relevant_questions import path
from core.advice.situation.situation import Situation
from core.catalog import service as catalog
from core.catalog.values import AppEntry, Reading, SetupGuide, Snapshot, Source
from core.cost import service as cost
from core.cost.values import AppFacts, OptionId, Scenario
from core.rights import Action, require
from core.stack import service as stack


def advise(
    session: Session,
    actor: Actor,
    reading: Reading,
    app: str,
    given: Mapping[str, Any],
    estimator: CostEstimator | None = None,
) -> Advice:
    """The recommendation for an app, by any of its names, with what would change it.

    ``given``: answers by question; what is missing comes from the stack, the organisation or the
    question's default. Raises :class:`NotFound` for an unknown app, :class:`Invalid` at the field
    of an answer that cannot be.
    """
    require(actor, Action.ADVICE_READ)
    whole = catalog.catalog(session, actor, reading)
    entry = catalog.find_app(session, actor, reading, app)
    filled = _filled(session, actor, whole, entry, given)
    situation = Situation.of(entry, whole.idps, filled.answers)
    estimator = estimator or CalculatorCost(
        lambda said: cost.estimate(session, actor, reading, entry.id, said), "P10 to P90"
    )
    set_up = _set_up(session, entry.id, whole.idps, filled.answers.idps or ())
    return Advice(
        recommend(situation, shipped(), estimator, set_up),
        filled,
        flips(situation, filled, shipped()),
        path(situation, shipped_questions(), shipped()),
    )


def ruled_out_for(
    session: Session, actor: Actor, reading: Reading, scenario: Scenario, facts: AppFacts
) -> Mapping[OptionId, str]:
    """Options that the facts alone rule out for a scenario's app, each with the reason.

    ``facts``: what the cost room knows of that app (:func:`core.cost.service.facts_of`).
    Raises as :func:`advise` does; nothing is ruled out where a scenario is about no app.
    """
    require(actor, Action.ADVICE_READ)
    if scenario.app is None:
        return {}
    whole = catalog.catalog(session, actor, reading)
    entry = catalog.find_app(session, actor, reading, scenario.app)
    plan = cost.current_plan(scenario, facts)
    given = {"current_plan": plan, "idps": list(scenario.idps) or None}
    filled = _filled(
        session, actor, whole, entry, {k: v for k, v in given.items() if v is not None}
    )
    return ruled_out(Situation.of(entry, whole.idps, filled.answers), shipped())


def questions_for(
    session: Session, actor: Actor, reading: Reading, app: str, given: Mapping[str, Any]
) -> tuple[tuple[str, ...], Given]:
    """The questions that these answers lead to, and all answers with their origins."""
    require(actor, Action.ADVICE_READ)
    whole = catalog.catalog(session, actor, reading)
    entry = catalog.find_app(session, actor, reading, app)
    filled = _filled(session, actor, whole, entry, given)
    situation = Situation.of(entry, whole.idps, filled.answers)
    return path(situation, shipped_questions(), shipped()), filled


def _filled(
    session: Session, actor: Actor, whole: Snapshot, app: AppEntry, given: Mapping[str, Any]
) -> Given:
    check_answers(given, app, whole.idps)
    known = known_of(stack.organisation(session, actor), stack.entry(session, actor, app.id))
    return fill_in(given, known)


def _set_up(
    session: Session, app: str, names: Mapping[str, str], ours: Sequence[str]
) -> list[SetUp]:
    rows = session.exec(
        select(SetupGuide, Source.publisher)
        .join(Source)
        .where(SetupGuide.app_id == app, col(SetupGuide.idp_id).in_(ours))
        .order_by(col(SetupGuide.id))
    )
    return [
        SetUp(row.idp_id, names[row.idp_id], row.how, row.place, row.note, row.docs, publisher)
        for row, publisher in rows
    ]


def advise_stack(
    session: Session,
    actor: Actor,
    reading: Reading,
    shared: Mapping[str, Any],
    progress: Callable[[int, int], None] | None = None,
) -> list[StackAdvice]:
    """The recommendation for every app of the stack, what to do first at the top.

    ``shared``: answers that hold for all apps; plan and seats come from the stack. First comes
    what exposes most today and can be bettered most. ``progress`` is told how many apps are done.
    """
    require(actor, Action.ADVICE_READ)
    whole = catalog.catalog(session, actor, reading)
    organisation = stack.organisation(session, actor)
    by_hand = shipped().options[OptionId.MANUAL_CHECKLIST].leftover[-1].hours
    standing = {
        app: (number, OptionId(choice))
        for app, number, choice in session.exec(
            select(Decision.app_id, Decision.id, Decision.choice)
            .where(Decision.status == DecisionStatus.ACCEPTED)
            .order_by(col(Decision.id))
        )
    }
    found = []
    entries = stack.entries(session, actor)
    estimates = cost.estimates_of_stack(session, actor, reading)
    for number, used in enumerate(entries, start=1):
        entry = whole.apps[used.app]
        given = fill_in(shared, known_of(organisation, used))
        situation = Situation.of(entry, whole.idps, given.answers)
        calculator = CalculatorCost(partial(estimates, used.app), "likely values")
        advice = recommend(situation, shipped(), calculator)
        leavers = given.answers.leavers_per_year
        decision, decided = standing.get(used.app, (None, None))
        found.append(
            StackAdvice(
                used.app,
                used.name,
                used.fields.owner,
                advice,
                decision,
                decided,
                leavers * advice.first.leftover_access_hours,
                leavers * by_hand,
            )
        )
        if progress is not None:
            progress(number, len(entries))
    return sorted(found, key=lambda one: (one.exposure_hours - one.exposure_today, one.name))


def choices_for_stack(
    session: Session, actor: Actor, reading: Reading, shared: Mapping[str, Any]
) -> dict[str, OptionId]:
    """App id → the option that comes first, without costs and sentences."""
    require(actor, Action.ADVICE_READ)
    whole = catalog.catalog(session, actor, reading)
    organisation = stack.organisation(session, actor)
    found = {}
    for used in stack.entries(session, actor):
        given = fill_in(shared, known_of(organisation, used))
        situation = Situation.of(whole.apps[used.app], whole.idps, given.answers)
        first = choice(shipped(), situation.values)
        if first is not None:
            found[used.app] = first
    return found


def check_shared(given: Mapping[str, Any]) -> None:
    """Raise :class:`Invalid` unless these answers can hold for all apps."""
    read_answers(given, fill_in({}, Known()).answers)
