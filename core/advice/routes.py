"""The routes of our apps: what connections, bridges and decisions add to catalogue and stack."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from core.actor import Actor
from core.advice.models import Decision, DecisionStatus
from core.advice.rules.fields import FIELDS, Value
from core.advice.rules.outcomes import can_tell, outcome_of
from core.advice.rules.rule_book import shipped
from core.advice.situation.answers import NUMBERS
from core.advice.situation.facts import told_by
from core.advice.situation.questions import ANSWERED
from core.catalog import service as catalog
from core.catalog.values import Reading
from core.cost.service import input_catalogue
from core.cost.values import OptionId
from core.errors import NotFound
from core.rights import Action, require
from core.scim import service as scim
from core.stack import service as stack
from core.stack.service import cover, elsewhere, route_of
from core.stack.values import AppCoverage, Circumstances, Removal, Route, StackFields, Way

WAY_OF: Mapping[OptionId, Way] = {
    OptionId.NATIVE_SCIM: Way.SCIM,
    OptionId.MANAGED_AUTOMATION: Way.MANAGED,
    OptionId.SCIM_BRIDGE: Way.BRIDGE,
    OptionId.JIT_CHECKLIST: Way.JIT,
    OptionId.MANUAL_CHECKLIST: Way.MANUAL,
}
"""Options that say how an app is run. The others (upgrade, change, replace) are plans: until they
have happened, what is known of the app holds."""
OPTION_OF: Mapping[Way, OptionId] = {
    **{way: option for option, way in WAY_OF.items()},
    Way.OUTBOUND: OptionId.NATIVE_SCIM,
}
"""The option whose figures (access after leaving, effort) hold for a route."""


@dataclass(frozen=True)
class Accepted:
    """An app's latest accepted decision."""

    number: int
    choice: OptionId
    open_hours: int
    """How long a leaver may keep access under it, at the most, as it seemed then."""
    answers: Mapping[str, Value] = field(default_factory=dict)
    """What was answered: an agreement that was made on it holds until another decision."""
    agreed: Mapping[str, Any] = field(default_factory=dict)
    """Of that what holds for the app in every room, above what was said for all apps: not what the
    stack says of it, nor what was filled in from its seats."""
    idps: tuple[str, ...] = ()
    """The identity providers that we had then."""


@dataclass(frozen=True)
class OurCircumstances:
    """What the organisation has for each of its apps; called with an app's id."""

    idps: tuple[str, ...]
    idp_names: Mapping[str, str]
    stack: Mapping[str, StackFields]
    """App of the stack → what was entered about it."""
    connections: Mapping[str, int]
    """App → the enabled outbound connection."""
    bridges: Mapping[str, str | None]
    """App with an enabled bridge → the IdP that provisions into it, where that is known."""
    decided: Mapping[str, Accepted]

    def __call__(self, app: str) -> Circumstances:
        accepted = self.decided.get(app)
        entered = self.stack.get(app) or StackFields()
        return Circumstances(
            plan=entered.plan,
            idps=self.idps,
            has_connection=app in self.connections,
            has_bridge=app in self.bridges,
            bridge_idp=self.bridges.get(app),
            decided=WAY_OF.get(accepted.choice) if accepted else None,
            idp_names=self.idp_names,
            provisioning_on=entered.provisioning_on,
            provisioning_idp=entered.provisioning_idp,
        )

    def agreed(self, app: str) -> Mapping[str, Any]:
        """What an accepted decision agreed on for the app: it stands above what holds for all."""
        accepted = self.decided.get(app)
        return accepted.agreed if accepted else {}

    def hours_of_leaver(self, route: Route) -> int:
        """How long somebody who leaves now may keep access: :meth:`open_hours`; while nobody has
        confirmed that the IdP removes, as by hand, for that is how the case does it."""
        if route.removal is Removal.UNCONFIRMED:
            route = replace(route, way=Way.MANUAL)
        return self.open_hours(route)

    def open_hours(self, route: Route) -> int:
        """How long a leaver may keep access, in hours at the most, if no step is forgotten.

        As the rules have it for the route that holds now and for what was answered when it was
        decided. The hours of the decision itself count only where the rules ask for more than that.
        """
        table, accepted = input_catalogue(), self.decided.get(route.app)
        option = OPTION_OF[route.way]
        if route.way is Way.OUTBOUND:
            return table.most_hours(option)
        rule = shipped().options[option]
        values = {**(accepted.answers if accepted else {}), **told_by(route)}
        if can_tell(rule, values):
            return table.most_hours(option, outcome_of(rule, values).outcome)
        if accepted and accepted.choice is option:
            return accepted.open_hours
        return table.most_hours(option)


def accepted_decisions(session: Session, actor: Actor) -> dict[str, Accepted]:
    """App → how it was decided to run its accounts: each app's latest accepted decision."""
    require(actor, Action.ADVICE_READ)
    kept = (Decision.app_id, Decision.id, Decision.choice, Decision.options, Decision.answers)
    rows = session.execute(
        select(*map(col, kept))
        .where(col(Decision.status) == DecisionStatus.ACCEPTED)
        .order_by(col(Decision.id))
    )
    return {
        app: Accepted(
            number,
            OptionId(choice),
            _open_hours(options, choice),
            {name: one["value"] for name, one in answers.items() if name in FIELDS},
            {name: one["value"] for name, one in answers.items() if _is_agreed(name, one)},
            tuple((answers.get("idps") or {}).get("value") or ()),
        )
        for app, number, choice, options, answers in rows
    }


def _is_agreed(name: str, answer: Mapping[str, Any]) -> bool:
    if name in ("current_plan", "idps", "seats") or answer["origin"] == "stack":
        return False
    return name not in NUMBERS or answer["origin"] == ANSWERED


def _open_hours(options: Sequence[Mapping[str, Any]], choice: str) -> int:
    return next(int(one["leftover_access_hours"]) for one in options if one["id"] == choice)


def our_circumstances(session: Session, actor: Actor) -> OurCircumstances:
    """What the organisation has: IdPs, plans, connections, bridges, accepted decisions."""
    require(actor, Action.ADVICE_READ)
    served = scim.served_apps(session, actor)
    return OurCircumstances(
        idps=stack.organisation(session, actor).idps,
        idp_names=catalog.idps(session, actor),
        stack={entry.app: entry.fields for entry in stack.entries(session, actor)},
        connections=served.connections,
        bridges=served.bridges,
        decided=accepted_decisions(session, actor),
    )


def routes_of_stack(session: Session, actor: Actor, reading: Reading) -> list[AppCoverage]:
    """Every app of the stack with its route, by name."""
    require(actor, Action.ADVICE_READ)
    apps = catalog.catalog(session, actor, reading).apps
    return cover(stack.entries(session, actor), apps, our_circumstances(session, actor))


def route_here(
    session: Session,
    actor: Actor,
    reading: Reading,
    app: str,
    *,
    idps: Sequence[str] = (),
    plan: str | None = None,
) -> Route:
    """How a leaver gets out of an app here, or as if with these IdPs, or on this plan.

    ``app``: any of its names. What other IdPs leave as it is, :func:`core.stack.service.elsewhere`
    says. Raises :class:`NotFound` for an unknown app or IdP.
    """
    require(actor, Action.ADVICE_READ)
    entry = catalog.find_app(session, actor, reading, app)
    ours = our_circumstances(session, actor)
    for idp in idps:
        if idp not in ours.idp_names:
            known = ", ".join(ours.idp_names)
            raise NotFound(f"There is no IdP {idp!r}.", field="idp", hint=f"Known: {known}.")
    here = (elsewhere(ours, idps) if idps else ours)(entry.id)
    if plan is not None:
        here = replace(here, plan=plan)
    return route_of(entry, here)
