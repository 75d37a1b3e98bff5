"""How much of the stack removes a leaver by itself, and what a change of IdP would do. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from core.catalog.service import scim_needs
from core.catalog.values import AppEntry, Fact, Provisioning, Verdict
from core.stack.entries import StackEntry


class Removal(StrEnum):
    """How a leaver loses access to an app."""

    AUTOMATIC = "automatic"
    """The IdP deactivates the account, and no source contradicts."""
    CONTESTED = "contested"
    """A source says so, another does not."""
    PARTIAL = "partial"
    MANUAL = "by hand"
    """JIT only, no provisioning, or not on our plan: somebody has to remove the account."""
    UNKNOWN = "unknown"


RANK = {
    Removal.AUTOMATIC: 4,
    Removal.CONTESTED: 3,
    Removal.PARTIAL: 2,
    Removal.MANUAL: 1,
    Removal.UNKNOWN: 1,
}
"""The better, the higher. Unknown is no gain over by hand: somebody has to look either way."""


@dataclass(frozen=True)
class AppCoverage:
    """How one app of the stack is removed from, and through which IdP."""

    entry: StackEntry
    removal: Removal
    through: str | None
    """The organisation's IdP that does best for the app."""
    verdict: Verdict | None
    needs_plan: str | None = None
    """The plan that provisioning begins with, where the one in use is known to be below it."""

    @property
    def exposed_seats(self) -> int:
        """Seats from which nothing removes a leaver for certain."""
        return 0 if self.removal is Removal.AUTOMATIC else self.entry.fields.seats or 0


@dataclass(frozen=True)
class Shift:
    """What another IdP would do for one app."""

    entry: StackEntry
    now: Removal
    then: Removal

    @property
    def gain(self) -> int:
        """Positive: removal gets better; negative: worse; 0: the same."""
        return RANK[self.then] - RANK[self.now]


def removal(verdict: Verdict) -> Removal:
    """What a provisioning verdict means for a leaver."""
    if verdict.value == Provisioning.UNKNOWN:
        return Removal.UNKNOWN
    if verdict.is_contested:
        return Removal.CONTESTED
    return {
        Provisioning.SCIM: Removal.AUTOMATIC,
        Provisioning.PARTIAL: Removal.PARTIAL,
    }.get(Provisioning(verdict.value), Removal.MANUAL)


def cover(
    entries: Sequence[StackEntry], apps: Mapping[str, AppEntry], idps: Sequence[str]
) -> list[AppCoverage]:
    """For each app the best that the organisation's IdPs do."""
    return [_cover(entry, apps[entry.app], idps) for entry in entries if entry.app in apps]


def _cover(entry: StackEntry, app: AppEntry, idps: Sequence[str]) -> AppCoverage:
    best = AppCoverage(entry, Removal.UNKNOWN, None, None)
    short = scim_needs(app, entry.fields.plan)
    for idp in idps:
        verdict = app.verdict(Fact.PROVISIONING, idp)
        found = AppCoverage(entry, removal(verdict), idp, verdict)
        if short and found.removal is Removal.AUTOMATIC:
            found = AppCoverage(entry, Removal.MANUAL, idp, verdict, short[0].name)
        if best.verdict is None or _better(found.removal, best.removal):
            best = found
    return best


def _better(one: Removal, other: Removal) -> bool:
    return (RANK[one], one is not Removal.UNKNOWN) > (RANK[other], other is not Removal.UNKNOWN)


def shifts(
    entries: Sequence[StackEntry],
    apps: Mapping[str, AppEntry],
    now: Sequence[str],
    then: Sequence[str],
) -> list[Shift]:
    """App by app what would change if these IdPs were in use instead; changes first."""
    before = {one.entry.app: one for one in cover(entries, apps, now)}
    after = cover(entries, apps, then)
    found = [Shift(one.entry, before[one.entry.app].removal, one.removal) for one in after]
    return sorted(found, key=lambda shift: (-abs(shift.gain), -shift.gain, shift.entry.name))
