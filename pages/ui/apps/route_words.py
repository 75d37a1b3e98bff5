"""How a route is said on screen: the same mark and words on every page."""

from collections.abc import Mapping

from core.stack.values import Impact, Removal, Route, Way
from pages.ui import words
from pages.ui.table import Content, Text

REMOVALS: Mapping[Removal, str] = {
    Removal.AUTOMATIC: "● Automatic",
    Removal.OUTSIDE: "◐ A third party removes, as decided",
    Removal.ASKED: "◐ By hand, the IdP asks",
    Removal.PARTIAL: "◐ Partly automatic",
    Removal.CONTESTED: "⚠ By hand, sources disagree",
    Removal.PLAN_UNKNOWN: "? By hand, plan not known",
    Removal.NOT_ON_OUR_PLAN: "✕ By hand, not on our plan",
    Removal.MANUAL: "✕ By hand",
    Removal.UNKNOWN: "? Unknown",
}
"""A route in one word, for counts and charts; the best first."""


def label(route: Route, idps: Mapping[str, str]) -> str:
    """``● Okta removes``, ``✕ By hand``: the mark, and who does it."""
    idp = idps.get(route.idp or "", "the identity provider")
    match route.removal:
        case Removal.AUTOMATIC:
            return f"● {'Offramp' if route.way is Way.OUTBOUND else idp} removes"
        case Removal.OUTSIDE:
            return "◐ A third party removes"
        case Removal.ASKED:
            return f"◐ By hand, {idp} asks"
        case Removal.PARTIAL:
            return f"◐ {idp} removes in part"
        case Removal.CONTESTED:
            return "⚠ By hand"
        case Removal.PLAN_UNKNOWN:
            return "? By hand, plan not known"
        case Removal.UNKNOWN:
            return "? Unknown"
        case _:
            return "✕ By hand"


def through(route: Route, idps: Mapping[str, str]) -> str:
    """Through whom a leaver is removed, for the legend of a chart."""
    if route.way is Way.OUTBOUND:
        return "Offramp"
    if route.idp:
        return idps[route.idp]
    return "IdP not known" if route.way is Way.BRIDGE else "No IdP chosen"


def missing(route: Route) -> str:
    """What stands between here and a removal by itself, and which plan is ours; may be empty."""
    told = "; ".join(route.missing)
    if not told or route.scim.answer == "yes":
        return told
    ours = route.plan.name or "not said"
    note = " (not in the catalogue)" if route.plan.is_own else ""
    return f"{told}; our plan: {ours}{note}"


def cell(route: Route, idps: Mapping[str, str]) -> Content:
    """The route in a table: mark and words, below it what is missing."""
    word = Text(label(route, idps), mark=route.removal is Removal.CONTESTED)
    told = missing(route)
    return [[word], [Text(told, muted=True)]] if told else word


def in_short(route: Route, idps: Mapping[str, str]) -> str:
    """The route in one line: ``✕ By hand · SCIM needs Business+; our plan: Pro``."""
    told = missing(route)
    return f"{label(route, idps)} · {told}" if told else label(route, idps)


def impact(found: Impact) -> words.Markdown:
    """What other IdPs would do for the stack, in a sentence without its end."""
    before, after = found.before, found.after
    left_out = words.count(before.unseated, "app")
    unseated = f" ({left_out} without seats left out)" if before.unseated else ""
    return words.Markdown(
        f"**{words.count(found.better, 'app')}** better, **{words.count(found.worse, 'app')}** "
        f"worse, {found.same:,} the same; seats without certain removal {before.seats:,} → "
        f"{after.seats:,}{unseated}"
    )
