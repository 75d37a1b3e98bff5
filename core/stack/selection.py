"""Which apps of the stack: the one rule behind each figure about it and each list of it. Pure."""

from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum

from core.stack.coverage import AppCoverage
from core.stack.route import Removal, Route, Way

RENEWS_SOON = timedelta(days=60)
"""So far ahead a renewal is near: notice periods of 30 days are not over yet."""


class Remover(StrEnum):
    """Who takes a leaver's access away in an app, by the route that can be relied on.

    A removal that is disputed, partial, not switched on, or needs a plan that is not ours, is done
    by hand. Where our plan decides and is not known, neither is who removes.
    """

    IDP = "idp"
    IDP_CAN = "idp-can"
    """It removes once somebody has confirmed that its provisioning is switched on."""
    OFFRAMP = "offramp"
    THIRD_PARTY = "third-party"
    """As it was decided; only looking shows that it happens."""
    HAND_WHEN_ASKED = "hand-when-asked"
    """The identity provider asks through the bridge, and a person does it."""
    HAND = "hand"
    UNKNOWN = "unknown"


class StackPart(StrEnum):
    """A part of the stack that has a figure somewhere, as it stands in a link."""

    IDP = "idp-removes"
    IDP_CAN = "idp-can-remove"
    OFFRAMP = "offramp-removes"
    THIRD_PARTY = "third-party-removes"
    HAND_WHEN_ASKED = "by-hand-when-asked"
    HAND = "by-hand"
    UNKNOWN = "unknown"
    UNCERTAIN = "no-certain-removal"
    RENEWING = "renews-soon"
    WITHOUT_OWNER = "no-owner"
    WITHOUT_SEATS = "no-seat-count"
    """Nobody said how many seats, and nothing removes a leaver for certain."""


REMOVED_BY: dict[Remover, StackPart] = {
    Remover.IDP: StackPart.IDP,
    Remover.IDP_CAN: StackPart.IDP_CAN,
    Remover.OFFRAMP: StackPart.OFFRAMP,
    Remover.THIRD_PARTY: StackPart.THIRD_PARTY,
    Remover.HAND_WHEN_ASKED: StackPart.HAND_WHEN_ASKED,
    Remover.HAND: StackPart.HAND,
    Remover.UNKNOWN: StackPart.UNKNOWN,
}
_PARTS = {part: remover for remover, part in REMOVED_BY.items()}


def remover(route: Route) -> Remover:
    """Who takes a leaver's access away on this route."""
    match route.removal:
        case Removal.AUTOMATIC:
            return Remover.OFFRAMP if route.way is Way.OUTBOUND else Remover.IDP
        case Removal.UNCONFIRMED:
            return Remover.IDP_CAN
        case Removal.OUTSIDE:
            return Remover.THIRD_PARTY
        case Removal.ASKED:
            return Remover.HAND_WHEN_ASKED
        case Removal.UNKNOWN | Removal.PLAN_UNKNOWN:
            return Remover.UNKNOWN
        case _:
            return Remover.HAND


def removes(who: Remover, idp: str | None) -> str:
    """A remover in words, with its mark: ``● Okta removes``. ``idp``: its name, where it is one."""
    match who:
        case Remover.IDP:
            return f"● {idp or 'The identity provider'} removes"
        case Remover.IDP_CAN:
            return f"◐ {idp or 'The identity provider'} can remove"
        case Remover.OFFRAMP:
            return "● Offramp removes"
        case Remover.THIRD_PARTY:
            return "◐ A third party removes"
        case Remover.HAND_WHEN_ASKED:
            return f"◐ By hand, {idp or 'the identity provider'} asks"
        case Remover.HAND:
            return "✕ By hand"
        case Remover.UNKNOWN:
            return "? Unknown"


def part_of(covered: Sequence[AppCoverage], part: StackPart, today: date) -> list[AppCoverage]:
    """The apps of one part of the stack, in the order given; renewals by their day."""
    found = [one for one in covered if _belongs(one, part, today)]
    if part is StackPart.RENEWING:
        found.sort(key=lambda one: (one.entry.fields.renewal or today, one.entry.name))
    return found


def _belongs(one: AppCoverage, part: StackPart, today: date) -> bool:
    fields = one.entry.fields
    if part in _PARTS:
        return remover(one.route) is _PARTS[part]
    match part:
        case StackPart.UNCERTAIN:
            return not one.route.is_automatic
        case StackPart.WITHOUT_OWNER:
            return not fields.owner
        case StackPart.WITHOUT_SEATS:
            return one.exposed_seats is None
        case _:
            return fields.renewal is not None and today <= fields.renewal <= today + RENEWS_SOON
