"""How a route is said, everywhere the same: pages, cases, reports, commands. Pure.

Six phrases, with what stands in the way after a dot (``docs/words.md``).
"""

from collections.abc import Mapping

from core.stack.route import Removal, Route, RouteStanding
from core.stack.selection import remover, removes

REMOVAL_WORDS: Mapping[Removal, str] = {
    Removal.AUTOMATIC: "● Automatic",
    Removal.UNCONFIRMED: "◐ Can be automatic · not confirmed",
    Removal.OUTSIDE: "◐ A third party removes",
    Removal.ASKED: "◐ By hand, the IdP asks",
    Removal.PARTIAL: "✕ By hand · partial SCIM",
    Removal.CONTESTED: "✕ By hand · sources disagree",
    Removal.PLAN_UNKNOWN: "? Unknown · plan not known",
    Removal.NOT_ON_OUR_PLAN: "✕ By hand · not on our plan",
    Removal.SWITCHED_OFF: "✕ By hand · not switched on",
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
    if told and route.standing is RouteStanding.PLAN_UNKNOWN:
        ours = route.plan.name
        told += f", not known whether {ours} has it" if ours else ", our plan not known"
    return told


def removal_in_short(apps: int, automatic: int, can: int) -> str:
    """How many of our apps remove a leaver, and how many only can: no figure adds up the two.

    ``can``: apps of which nobody confirmed that provisioning is switched on.
    """
    of = f"{apps:,} app" if apps == 1 else f"{apps:,} apps"
    open_ = "not confirmed that it is switched on"
    if can and not automatic:
        return f"{can:,} of {of} can remove leavers automatically; {open_}"
    verb = "removes" if 1 in (automatic, apps) else "remove"
    does = f"{automatic:,} of {of} {verb} leavers automatically"
    return f"{does}; {can:,} more can, {open_}" if can else does


def route_in_short(route: Route) -> str:
    """Both in one line: ``✕ By hand · needs Business+``."""
    told = route_lacks(route)
    return f"{route_label(route)} · {told}" if told else route_label(route)
