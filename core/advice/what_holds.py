"""What counts of an app: what was decided, what is set up here, or else what is recommended. Pure.

*For our stack* and the cost of the stack count it; the case does what the route says. So a decision
counts as what it chose only where the route goes that way, or where it is still to come.
"""

from dataclasses import dataclass
from enum import StrEnum

from core.advice.routes import OPTION_OF, Accepted, OurCircumstances
from core.advice.rules.condition import Values
from core.advice.rules.fields import FACT_FIELDS
from core.advice.rules.outcomes import outcomes
from core.advice.rules.rule_book import RuleBook
from core.catalog.values import Provisioning
from core.cost.values import OptionId
from core.stack.values import Route, Way

_PLANS = frozenset({OptionId.UPGRADE_FOR_SCIM, OptionId.CHANGE_IDP, OptionId.REPLACE_APP})
_BY_HAND = frozenset({Way.JIT, Way.MANUAL})
_SET_UP = frozenset({Way.OUTBOUND, Way.BRIDGE})
_FACTS = frozenset(field.name for field in FACT_FIELDS)


class Because(StrEnum):
    """Why an option is the one that counts."""

    RECOMMENDED = "recommended"
    IN_PLACE = "in place"
    """It is set up here, and nothing was decided."""
    DECIDED = "decided"
    DONE = "decided, and done"
    """What was decided has happened: what holds since counts."""
    NOT_SO = "decided; not so here now"
    """The decision cannot be followed, or something else is set up: what holds counts."""


@dataclass(frozen=True)
class Holding:
    """The option that counts of an app. ``hours``: how long a leaver may keep access by the route
    that holds; ``None``: the option is still to come, and counts as it promises."""

    option: OptionId
    because: Because
    hours: int | None = None


def what_holds(
    route: Route, here: OurCircumstances, recommended: OptionId, book: RuleBook, values: Values
) -> Holding:
    """The one rule of it. ``route``: the app's, as it is here now; ``values``: its situation."""
    accepted = here.decided.get(route.app)
    if accepted is None:
        if route.way not in _SET_UP:
            return Holding(recommended, Because.RECOMMENDED)
        return Holding(OPTION_OF[route.way], Because.IN_PLACE, here.open_hours(route))
    done = _is_done(accepted, route)
    if not done and _is_to_come(accepted.choice, route, book, values):
        return Holding(accepted.choice, Because.DECIDED)
    option = OPTION_OF[route.way]
    followed = Because.DECIDED if option is accepted.choice else Because.NOT_SO
    return Holding(option, Because.DONE if done else followed, here.open_hours(route))


def in_place(route: Route, recommended: OptionId) -> str | None:
    """What is set up here, where nothing that is recommended would be more."""
    is_there = route.way is Way.BRIDGE and recommended is OPTION_OF[Way.BRIDGE]
    return route.reasons[-1] if is_there or route.way is Way.OUTBOUND else None


def coming_out(route: Route, book: RuleBook, values: Values) -> dict[OptionId, str]:
    """How options come out here (:func:`core.advice.rules.outcomes.outcomes`).

    A connection that is set up removes, whatever is said of plan and IdP: nothing is left to prove.
    """
    found = outcomes(values, book)
    if route.way is Way.OUTBOUND:
        found.pop(OPTION_OF[Way.OUTBOUND], None)
    return found


def _is_done(accepted: Accepted, route: Route) -> bool:
    """Whether a plan has been carried out: nothing of it is to be paid or waited for again."""
    if accepted.choice is OptionId.UPGRADE_FOR_SCIM:
        return route.scim.answer == "yes"
    support = route.support
    served = support is not None and support.value in (Provisioning.SCIM, Provisioning.PARTIAL)
    moved = support is not None and support.idp not in accepted.idps
    return accepted.choice is OptionId.CHANGE_IDP and served and moved


def _is_to_come(choice: OptionId, route: Route, book: RuleBook, values: Values) -> bool:
    """Whether it is a plan, or a bridge that nobody has set up, and can still come about.

    A reason against it that lies in an answer alone was overruled by the decision itself.
    """
    if choice not in _PLANS and not (choice is OptionId.SCIM_BRIDGE and route.way in _BY_HAND):
        return False
    against = (said.when for said in book.options[choice].blocked)
    return not any(
        when.holds(values) and not _FACTS.isdisjoint(atom.field for atom in when.atoms())
        for when in against
    )
