"""How a route is said, everywhere the same: pages, cases, reports, commands. Pure.

Five phrases, with what stands in the way after a dot (``docs/words.md``).
"""

from collections.abc import Mapping

from core.stack.route import Removal, Route, Way

REMOVAL_WORDS: Mapping[Removal, str] = {
    Removal.AUTOMATIC: "● Automatic",
    Removal.OUTSIDE: "◐ A third party removes",
    Removal.ASKED: "◐ By hand, the IdP asks",
    Removal.PARTIAL: "◐ The IdP removes in part",
    Removal.CONTESTED: "✕ By hand · sources disagree",
    Removal.PLAN_UNKNOWN: "? Unknown · plan not known",
    Removal.NOT_ON_OUR_PLAN: "✕ By hand · not on our plan",
    Removal.MANUAL: "✕ By hand",
    Removal.UNKNOWN: "? Unknown",
}
"""A kind of route, for counts over apps with different IdPs; the best first."""


def route_label(route: Route) -> str:
    """``● Okta removes``, ``✕ By hand``: the mark, and who does it."""
    match route.removal:
        case Removal.AUTOMATIC:
            return f"● {'Offramp' if route.way is Way.OUTBOUND else route.idp_name} removes"
        case Removal.OUTSIDE:
            return "◐ A third party removes"
        case Removal.ASKED:
            return f"◐ By hand, {route.idp_name} asks"
        case Removal.PARTIAL:
            return f"◐ {route.idp_name} removes in part"
        case Removal.PLAN_UNKNOWN | Removal.UNKNOWN:
            return "? Unknown"
        case _:
            return "✕ By hand"


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
