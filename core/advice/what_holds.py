"""What counts of an app: what was decided, or else what is recommended. Pure.

*For our stack* and the cost of the stack count it; the case does what the route says. So a decision
counts as what it chose only where the route goes that way, or where it is still to come.
"""

from dataclasses import dataclass
from enum import StrEnum

from core.advice.routes import OPTION_OF, Accepted, OurCircumstances
from core.advice.rules.condition import Values
from core.advice.rules.fields import FACT_FIELDS
from core.advice.rules.rule_book import RuleBook
from core.catalog.values import Provisioning
from core.cost.values import OptionId
from core.stack.values import Route, Way

_PLANS = frozenset({OptionId.UPGRADE_FOR_SCIM, OptionId.CHANGE_IDP, OptionId.REPLACE_APP})
_BY_HAND = frozenset({Way.JIT, Way.MANUAL})
_FACTS = frozenset(field.name for field in FACT_FIELDS)


class Because(StrEnum):
    """Why an option is the one that counts."""

    RECOMMENDED = "recommended"
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
        return Holding(recommended, Because.RECOMMENDED)
    done = _is_done(accepted, route)
    if not done and _is_to_come(accepted.choice, route, book, values):
        return Holding(accepted.choice, Because.DECIDED)
    option = OPTION_OF[route.way]
    followed = Because.DECIDED if option is accepted.choice else Because.NOT_SO
    return Holding(option, Because.DONE if done else followed, here.open_hours(route))


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
