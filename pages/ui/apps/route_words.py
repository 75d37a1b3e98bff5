"""How a route is said on screen: the same mark and words on every page."""

from collections.abc import Mapping

from core.stack.service import REMOVAL_WORDS, route_label
from core.stack.values import Impact, Removal, Route, Way
from pages.ui import words
from pages.ui.table import Badge, Content, Text, Tone

REMOVALS: Mapping[Removal, str] = REMOVAL_WORDS
"""A kind of route in few words, for counts and charts; the best first."""


def label(route: Route, _idps: Mapping[str, str] | None = None) -> str:
    """``● Okta removes``, ``✕ By hand``: the mark, and who does it."""
    return route_label(route)


def through(route: Route, idps: Mapping[str, str]) -> str:
    """Through whom a leaver is removed, for the legend of a chart."""
    if route.way is Way.OUTBOUND:
        return "Offramp"
    if route.idp:
        return idps[route.idp]
    return "IdP not known" if route.way is Way.BRIDGE else "No IdP chosen"


def missing(route: Route) -> str:
    """What stands in the way of an automatic removal, and which plan is ours; may be empty."""
    told = "; ".join(route.missing)
    if not told or route.scim.answer == "yes":
        return told
    ours = route.plan.name or "not known"
    note = " (not in the catalogue)" if route.plan.is_own else ""
    return f"{told}; our plan: {ours}{note}"


def cell(route: Route, idps: Mapping[str, str]) -> Content:
    """The route in a table: mark and words, below it what is missing."""
    word = Text(label(route, idps), mark=route.removal is Removal.CONTESTED)
    told = missing(route)
    return [[word], [Text(told, muted=True)]] if told else word


_WANTS = (
    Removal.NOT_ON_OUR_PLAN,
    Removal.PLAN_UNKNOWN,
    Removal.UNCONFIRMED,
    Removal.SWITCHED_OFF,
)
"""What somebody here can change, or say."""


def badge(route: Route) -> Badge:
    """The route as a state, on one line: ``● Okta removes``, ``✕ By hand · needs Business+``."""
    wants = route.removal in _WANTS
    tone = Tone.OK if route.is_automatic else Tone.WARN if wants else Tone.NEUTRAL
    short = _in_the_way(route)
    told = label(route)
    return Badge(f"{told} · {short}" if short else told, tone, help=route.why)


def _in_the_way(route: Route) -> str:
    """The one thing that an automatic removal lacks, in three words; may be empty."""
    if route.needs_plan:
        return f"needs {route.needs_plan}"
    if any("not set up" in told for told in route.missing):
        return "not set up"
    match route.removal:
        case Removal.CONTESTED:
            return "sources disagree"
        case Removal.PLAN_UNKNOWN:
            return "plan not known"
        case Removal.PARTIAL:
            return "partial SCIM"
        case Removal.UNCONFIRMED | Removal.SWITCHED_OFF as one:
            return str(one)
        case _:
            return ""


def in_short(route: Route, idps: Mapping[str, str]) -> str:
    """The route in one line: ``✕ By hand · needs Business+; our plan: Pro``."""
    told = missing(route)
    return f"{label(route, idps)} · {told}" if told else label(route, idps)


def impact(found: Impact) -> words.Markdown:
    """What other IdPs would do for the stack, in a sentence without its end."""
    before, after = found.before, found.after
    left_out = words.count(before.unseated, "app")
    unseated = f" ({left_out} without seats left out)" if before.unseated else ""
    return words.Markdown(
        f"**{words.count(found.better, 'app')}** better, **{words.count(found.worse, 'app')}** "
        f"worse, {found.same:,} the same; seats without automatic removal {before.seats:,} → "
        f"{after.seats:,}{unseated}"
    )
