"""Calculating a scenario, an app for the wizard, and the whole stack."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from decimal import Decimal

from sqlmodel import Session

from core.actor import Actor
from core.catalog.values import Reading
from core.cost.inputs.facts import AppFacts
from core.cost.inputs.gathering import facts_of_app, facts_of_stack
from core.cost.model.options import OptionId
from core.cost.results.estimate_options import (
    CostAnswers,
    Estimates,
    estimate_options,
    likely_options,
    scenario_of,
)
from core.cost.results.stack_cost import StackCost, stack_cost
from core.rights import Action, require
from core.stack import service as stack


def facts_of(session: Session, actor: Actor, reading: Reading, app: str | None) -> AppFacts:
    """What catalogue and stack say about an app; nothing where there is none.

    Raises :class:`NotFound` for an unknown app.
    """
    require(actor, Action.COST_READ)
    if app is None:
        return AppFacts()
    return facts_of_app(session, actor, reading, app)


def estimate(
    session: Session,
    actor: Actor,
    reading: Reading,
    app: str,
    answers: CostAnswers,
    currency: str = "USD",
) -> Estimates:
    """Per option first-year and three-year cost for the wizard's answers about one app."""
    facts = facts_of(session, actor, reading, app)
    return estimate_options(scenario_of(answers, app, currency), _coming_out(facts, answers))


def estimates_of_stack(
    session: Session, actor: Actor, reading: Reading, currency: str = "USD"
) -> Callable[[str, CostAnswers], Estimates]:
    """The same for each app of the stack, at the likely values alone: app and answers in."""
    require(actor, Action.COST_READ)
    facts = {entry.app: found for entry, found in facts_of_stack(session, actor, reading)}
    return lambda app, answers: likely_options(
        scenario_of(answers, app, currency), _coming_out(facts[app], answers)
    )


def _coming_out(facts: AppFacts, answers: CostAnswers) -> AppFacts:
    return replace(facts, outcomes=answers.outcomes)


def whole_stack(
    session: Session,
    actor: Actor,
    reading: Reading,
    *,
    years: int = 3,
    chosen: Mapping[str, str] | None = None,
    outcomes: Mapping[str, Mapping[OptionId, str]] | None = None,
    impossible: Mapping[str, Mapping[OptionId, str]] | None = None,
    unclear: Mapping[str, str] | None = None,
    by_roles: Collection[str] = (),
    people: Mapping[str, Mapping[str, Decimal | int]] | None = None,
    rates: Mapping[str, Decimal] | None = None,
) -> StackCost:
    """Upgrading everything, what is recommended and doing nothing, app by app.

    ``chosen``: app id → option id that was decided or is recommended; without it the cheapest.
    ``outcomes``: app id → how its options come out there (:attr:`AppFacts.outcomes`).
    ``impossible``: app id → options that the wizard calls impossible, each with the reason.
    ``unclear``: app id → why nobody knows whether an upgrade would help.
    ``by_roles``: the apps whose roles follow groups in the IdP.
    ``people``: app id → ``joiners`` and ``leavers`` a year, where they were said of that app.
    ``rates``: what 1 of another currency is in the organisation's; an app with a price in a
    currency without one is not calculated, and says so.
    """
    require(actor, Action.COST_READ)
    here = outcomes or {}
    entries = [
        (entry, replace(facts, outcomes=here.get(entry.app, {})))
        for entry, facts in facts_of_stack(session, actor, reading)
    ]
    currency = stack.organisation(session, actor).currency
    return stack_cost(
        entries,
        currency,
        years=years,
        chosen=chosen or {},
        rates=rates or {},
        impossible=impossible,
        unclear=unclear,
        by_roles=by_roles,
        people=people,
    )
