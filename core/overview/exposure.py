"""Who removes a leaver from our apps, and what came of it since it was last measured. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from core.overview.values import Exposure, Observation, RemoverShare, Target, Trend
from core.stack.service import exposure as exposed
from core.stack.service import part_of, remover
from core.stack.values import REMOVED_BY, AppCoverage, Remover, StackPart

LARGEST = 3
LOOKED_BACK = timedelta(days=30)
"""A trend is told against a day so long ago, or against the first one that was measured."""


def stack_target(part: StackPart) -> Target:
    """The list of a part of the stack."""
    return Target("stack", {"show": str(part)})


def exposure_of(
    covered: Sequence[AppCoverage],
    idps: Mapping[str, str],
    today: date,
    before: Observation | None,
    *,
    is_judged: bool,
) -> Exposure:
    """How exposed we are. ``covered``: our apps with their routes; ``idps``: id → name."""
    now = observed(covered, today)
    uncertain = part_of(covered, StackPart.UNCERTAIN, today)
    by_seats = sorted(uncertain, key=lambda one: (-(one.exposed_seats or 0), one.entry.name))
    return Exposure(
        now=now,
        is_judged=is_judged,
        shares=tuple(_shares(covered, idps)),
        largest=tuple(one for one in by_seats[:LARGEST] if one.exposed_seats),
        uncertain=stack_target(StackPart.UNCERTAIN),
        unseated=stack_target(StackPart.WITHOUT_SEATS),
        trend=Trend(before, now) if before else None,
    )


def observed(covered: Sequence[AppCoverage], day: date) -> Observation:
    """What is so today, in the figures that are kept of each day."""
    total = exposed(covered)
    automatic = sum(one.route.is_automatic for one in covered)
    return Observation(day, len(covered), automatic, total.seats, total.unseated)


def compared_with(kept: Sequence[Observation], today: date) -> Observation | None:
    """Of earlier days the one to compare today with: the newest that is as old as
    :data:`LOOKED_BACK`, else the oldest there is."""
    earlier = sorted((one for one in kept if one.day < today), key=lambda one: one.day)
    old_enough = [one for one in earlier if one.day <= today - LOOKED_BACK]
    return next(iter([*old_enough[-1:], *earlier[:1]]), None)


def _shares(covered: Sequence[AppCoverage], idps: Mapping[str, str]) -> list[RemoverShare]:
    found = []
    for who in Remover:
        routes = [one.route for one in covered if remover(one.route) is who]
        through = {route.idp for route in routes}
        [idp] = through if len(through) == 1 else [None]
        if routes:
            name = idps.get(idp) if idp else None
            found.append(RemoverShare(who, name, len(routes), stack_target(REMOVED_BY[who])))
    return found
