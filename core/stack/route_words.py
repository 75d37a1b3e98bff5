"""How a route is said, everywhere the same: pages, cases, reports, commands. Pure.

Five phrases, with what stands in the way after a dot (``docs/words.md``).
"""

from collections.abc import Mapping

from core.stack.route import Removal, Route
from core.stack.selection import remover, removes

REMOVAL_WORDS: Mapping[Removal, str] = {
    Removal.AUTOMATIC: "● Automatic",
    Removal.OUTSIDE: "◐ A third party removes",
    Removal.ASKED: "◐ By hand, the IdP asks",
    Removal.PARTIAL: "✕ By hand · partial SCIM",
    Removal.CONTESTED: "✕ By hand · sources disagree",
    Removal.PLAN_UNKNOWN: "✕ By hand · plan not known",
    Removal.NOT_ON_OUR_PLAN: "✕ By hand · not on our plan",
    Removal.MANUAL: "✕ By hand",
    Removal.UNKNOWN: "? Unknown",
}
"""A kind of route, for counts over apps with different IdPs; the best first."""


def route_label(route: Route) -> str:
    """``● Okta removes``, ``✕ By hand``: the mark, and who does it."""
    return removes(remover(route), route.idp_name)


def route_lacks(route: Route) -> str:
    """What stands in the way of an automatic removal: ``needs Business+``; may be empty."""
    told = "; ".join(route.missing)
    if told and route.removal is Removal.PLAN_UNKNOWN:
        ours = route.plan.name
        told += f", not known whether {ours} has it" if ours else ", our plan not known"
    return told


def route_in_short(route: Route) -> str:
    """Both in one line: ``✕ By hand · needs Business+``."""
    told = route_lacks(route)
    return f"{route_label(route)} · {told}" if told else route_label(route)
