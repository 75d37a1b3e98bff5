"""Recommendations: for one app, for the whole stack, and the questions that lead to them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from sqlmodel import Session, col, select

from core.actor import Actor
from core.advice.recommendation.calculator_costs import CalculatorCost
from core.advice.recommendation.cost import CostEstimator, NotKnown
from core.advice.recommendation.counterfactuals import flips
from core.advice.recommendation.feasibility import ruled_out, too_late
from core.advice.recommendation.recommend import recommend
from core.advice.recommendation.setup_steps import SetUp
from core.advice.recommendation.values import Advice, StackAdvice, StackChoices
from core.advice.routes import OurCircumstances, our_circumstances
from core.advice.rules.decision_table import choice
from core.advice.rules.rule_book import shipped
from core.advice.situation.answers import read_answers
from core.advice.situation.known_answers import check_answers, here_of, known_of
from core.advice.situation.questions import Given, Known, fill_in, shipped_questions
from core.advice.situation.relevant_questions import path
from core.advice.situation.situation import Situation
from core.advice.standing_answers import check_standing, standing_answers, store
from core.advice.what_holds import coming_out, what_holds
from core.catalog import service as catalog
from core.catalog.values import UNKNOWN, AppEntry, Reading, SetupGuide, Snapshot, Source
from core.cost import service as cost
from core.cost.values import AppFacts, OptionId, Scenario
from core.rights import Action, require
from core.stack import service as stack
from core.stack.service import route_of
from core.stack.values import Route, StackEntry, Way

_PEOPLE = {"joiners_per_year": "joiners", "leavers_per_year": "leavers"}
"""Answers and the calculator's numbers of the same."""


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
    situation = _situation(session, actor, whole, entry, filled)
    here = our_circumstances(session, actor)
    route = route_of(entry, here(entry.id))
    estimator = estimator or CalculatorCost(
        lambda said: cost.estimate(session, actor, reading, entry.id, said),
        "low to high (80 % range)",
        coming_out(route, shipped(), situation.values),
    )
    set_up = _set_up(session, entry.id, whole.idps, filled.answers.idps or ())
    accepted = here.decided.get(entry.id)
    return Advice(
        recommend(situation, shipped(), estimator, set_up),
        filled,
        flips(situation, filled, shipped()),
        path(situation, shipped_questions(), shipped()),
        route,
        accepted.number if accepted else None,
        accepted.choice if accepted else None,
    )


def for_calculator(
    session: Session,
    actor: Actor,
    reading: Reading,
    scenario: Scenario,
    facts: AppFacts,
    given: Mapping[str, Any] | None = None,
) -> tuple[AppFacts, Mapping[OptionId, str]]:
    """What the wizard knows of a scenario's app: how options come out here, and which are not
    possible or too late for the duty of removal, each with the reason.

    ``facts``: what the cost room knows of that app (:func:`core.cost.service.facts_of`).
    ``given``: answers of the wizard's run that the scenario comes from, ``None``: of none, and what
    a decision agreed on holds. What the scenario says itself (plan, IdPs, roles) stands above them.
    Raises as :func:`advise` does; nothing is ruled out where a scenario is about no app.
    """
    require(actor, Action.ADVICE_READ)
    if scenario.app is None:
        return facts, {}
    whole = catalog.catalog(session, actor, reading)
    entry = catalog.find_app(session, actor, reading, scenario.app)
    own = {
        "current_plan": cost.current_plan(scenario, facts),
        "idps": list(scenario.idps) or None,
        "roles_from_idp": scenario.roles_from_idp,
    }
    here = our_circumstances(session, actor)
    if given is None:
        given = here.agreed(entry.id)
    said = {**given, **{k: v for k, v in own.items() if v is not None}}
    filled = _filled(session, actor, whole, entry, said)
    situation = _situation(session, actor, whole, entry, filled)
    route = route_of(entry, here(entry.id))
    found = coming_out(route, shipped(), situation.values)
    out = _without(route, ruled_out(situation, shipped()) | too_late(situation, shipped()))
    by_roles = filled.answers.roles_from_idp
    return replace(facts, outcomes=found, roles_from_idp=by_roles), out


def _without(route: Route, out: Mapping[OptionId, str]) -> dict[OptionId, str]:
    """What is not possible here, without what a connection does already."""
    at_work = OptionId.NATIVE_SCIM if route.way is Way.OUTBOUND else None
    return {option: why for option, why in out.items() if option is not at_work}


def _situation(
    session: Session, actor: Actor, whole: Snapshot, app: AppEntry, filled: Given
) -> Situation:
    entry = stack.entry(session, actor, app.id)
    here = here_of(whole, app, entry, filled.answered_seats)
    return Situation.of(app, whole.idps, filled.answers, here)


def questions_for(
    session: Session, actor: Actor, reading: Reading, app: str, given: Mapping[str, Any]
) -> tuple[tuple[str, ...], Given]:
    """The questions that these answers lead to, and all answers with their origins."""
    require(actor, Action.ADVICE_READ)
    whole = catalog.catalog(session, actor, reading)
    entry = catalog.find_app(session, actor, reading, app)
    filled = _filled(session, actor, whole, entry, given)
    situation = _situation(session, actor, whole, entry, filled)
    return path(situation, shipped_questions(), shipped()), filled


def _filled(
    session: Session, actor: Actor, whole: Snapshot, app: AppEntry, given: Mapping[str, Any]
) -> Given:
    check_answers(given, whole.idps)
    return fill_in(given, known_here(session, actor, app.id))


def known_here(session: Session, actor: Actor, app: str) -> Known:
    """What organisation and stack say of an app before anybody answers."""
    return known_of(
        stack.organisation(session, actor),
        stack.entry(session, actor, app),
        standing_answers(session, actor),
    )


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
    shared: Mapping[str, Any] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> list[StackAdvice]:
    """The recommendation for every app of the stack, what to do first at the top.

    ``shared``: answers for all apps in place of the organisation's standing ones; plan and seats
    come from the stack, and what a decision agreed on for its app stands above both.
    First comes what exposes most today and can be bettered most.
    ``progress`` is told how many apps are done.
    """
    require(actor, Action.ADVICE_READ)
    here = our_circumstances(session, actor)
    estimates = cost.estimates_of_stack(session, actor, reading)
    situations = list(_of_stack(session, actor, reading, here, shared or {}))
    found = []
    for number, (used, given, situation) in enumerate(situations, start=1):
        route = route_of(situation.app, here(used.app))
        ends = coming_out(route, shipped(), situation.values)
        calculator: CostEstimator = CalculatorCost(
            partial(estimates, used.app), "likely values", ends
        )
        if used.fields.seats is None:
            # One app's page names the assumption; a total of the stack is not built on it.
            calculator = NotKnown("How many seats we have is not known: enter them.")
        advice = recommend(situation, shipped(), calculator)
        accepted = here.decided.get(used.app)
        one = StackAdvice(
            used.app,
            used.name,
            used.fields.owner,
            route,
            advice,
            accepted.number if accepted else None,
            accepted.choice if accepted else None,
            what_holds(route, here, advice.choice, shipped(), situation.values),
            None,
            None,
        )
        if situation.here.seats_are_said:
            leavers = given.answers.leavers_per_year
            by_hand = next(o for o in advice.options if o.id is OptionId.MANUAL_CHECKLIST)
            one = replace(
                one,
                exposure_hours=round(leavers * one.holds.leftover.mean_days * 24),
                exposure_today=round(leavers * by_hand.leftover.mean_days * 24),
            )
        found.append(one)
        if progress is not None:
            progress(number, len(situations))
    return sorted(found, key=lambda one: (-one.exposure_gain, one.name))


def _of_stack(
    session: Session,
    actor: Actor,
    reading: Reading,
    ours: OurCircumstances,
    shared: Mapping[str, Any],
) -> Iterator[tuple[StackEntry, Given, Situation]]:
    """Each app of the stack with its answers and situation."""
    whole = catalog.catalog(session, actor, reading)
    organisation = stack.organisation(session, actor)
    said = standing_answers(session, actor)
    for used in stack.entries(session, actor):
        app = whole.apps[used.app]
        given = fill_in({**shared, **ours.agreed(used.app)}, known_of(organisation, used, said))
        here = here_of(whole, app, used, given.answered_seats)
        yield used, given, Situation.of(app, whole.idps, given.answers, here)


def choices_for_stack(session: Session, actor: Actor, reading: Reading) -> StackChoices:
    """For each app the option that counts (:mod:`core.advice.what_holds`), without its cost."""
    require(actor, Action.ADVICE_READ)
    here = our_circumstances(session, actor)
    chosen, because, ends, impossible, unclear = {}, {}, {}, {}, {}
    by_roles, people = set(), {}
    for used, given, situation in _of_stack(session, actor, reading, here, {}):
        first = choice(shipped(), situation.values)
        route = route_of(situation.app, here(used.app))
        if first is not None:
            holding = what_holds(route, here, first, shipped(), situation.values)
            chosen[used.app], because[used.app] = holding.option, holding.because
        ends[used.app] = coming_out(route, shipped(), situation.values)
        out = _without(route, ruled_out(situation, shipped()))
        if situation.values["upgrade"] == UNKNOWN and OptionId.UPGRADE_FOR_SCIM in out:
            unclear[used.app] = out.pop(OptionId.UPGRADE_FOR_SCIM)
        impossible[used.app] = out
        if given.answers.roles_from_idp:
            by_roles.add(used.app)
        agreed = here.agreed(used.app)
        people[used.app] = {
            number: getattr(given.answers, name)
            for name, number in _PEOPLE.items()
            if name in agreed
        }
    roles = frozenset(by_roles)
    return StackChoices(chosen, because, ends, impossible, unclear, roles, people)


def set_standing_answers(
    session: Session, actor: Actor, given: Mapping[str, Any], version: int
) -> None:
    """Store what holds for every app; ``None``: not said. Raises :class:`Invalid` at an answer that
    cannot be, :class:`Conflict` when somebody else changed them after ``version`` was seen."""
    require(actor, Action.ADVICE_DECIDE)
    read = read_answers(given, fill_in({}, Known()).answers).plain()
    check_standing(given)
    store(session, actor, {k: read[k] for k, v in given.items() if v is not None}, version)
