"""How much of the stack removes a leaver by itself, and what a change of IdP would do. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from core.catalog.values import AppEntry
from core.stack.entries import StackEdit, StackEntry
from core.stack.route import Circumstances, Route, route_of

Here = Callable[[str], Circumstances]
"""An app's id → what the organisation has for it."""


@dataclass(frozen=True)
class AppCoverage:
    """An app of the stack with its route."""

    entry: StackEntry
    route: Route

    @property
    def exposed_seats(self) -> int | None:
        """Seats from which nothing removes a leaver for certain; ``None``: nobody said how many."""
        return 0 if self.route.counts_as_automatic else self.entry.fields.seats

    def switched(self, is_on: bool | None) -> StackEdit:
        """The edit that says whether provisioning is switched on; ``None``: not known (again)."""
        idp = None if is_on is None else self.route.idp
        fields = replace(self.entry.fields, provisioning_on=is_on, provisioning_idp=idp)
        return StackEdit(self.entry.app, self.entry.version, fields)


def worst_first(covered: Sequence[AppCoverage]) -> list[AppCoverage]:
    """The order in which apps need somebody: no removal before half of one, then most seats; an app
    that nobody gave seats of stands behind those that are known to have some."""
    return sorted(
        covered,
        key=lambda one: (
            one.route.rank,
            one.route.is_automatic,
            -(one.exposed_seats or 0),
            one.entry.name.casefold(),
        ),
    )


@dataclass(frozen=True)
class Shift:
    """What other IdPs would do for one app."""

    entry: StackEntry
    now: Route
    then: Route

    @property
    def gain(self) -> int:
        """Positive: removal gets better; negative: worse; 0: the same."""
        return self.then.rank - self.now.rank


@dataclass(frozen=True)
class Exposure:
    """Seats without an automatic removal, and how many such apps nobody has given seats of."""

    seats: int
    unseated: int


def cover(
    entries: Sequence[StackEntry], apps: Mapping[str, AppEntry], here: Here
) -> list[AppCoverage]:
    """Each app of the stack with its route."""
    return [
        AppCoverage(entry, route_of(apps[entry.app], here(entry.app)))
        for entry in entries
        if entry.app in apps
    ]


def exposure(covered: Sequence[AppCoverage]) -> Exposure:
    """The exposed seats of all, and what that figure leaves out."""
    open_ones = [one.exposed_seats for one in covered]
    return Exposure(sum(one or 0 for one in open_ones), sum(one is None for one in open_ones))


def elsewhere(here: Here, idps: Sequence[str]) -> Here:
    """The same as if these were our IdPs: the one rule for what such a change leaves as it is.

    An outbound connection and a third party's automation depend on no IdP, and a decision holds as
    far as it can be followed. A bridge goes with the IdP that provisions into it; where it is not
    known which that is, with any of ours that goes. Whether an app's provisioning is switched on is
    taken to be the same there, and said to be no more than that: what is compared is what the IdPs
    can do.
    """

    def changed(app: str) -> Circumstances:
        now = here(app)
        gone = set(now.idps) - set(idps)
        lost = now.bridge_idp in gone if now.bridge_idp else bool(gone)
        has_bridge = now.has_bridge and not lost
        is_on = now.provisioning_on if now.provisioning_idp in (None, *now.idps) else None
        return replace(
            now,
            idps=tuple(idps),
            has_bridge=has_bridge,
            provisioning_on=is_on,
            supposed_on=is_on if now.provisioning_idp else None,
        )

    return changed


def shifts(
    now: Sequence[AppCoverage], apps: Mapping[str, AppEntry], here: Here, then: Sequence[str]
) -> list[Shift]:
    """App by app what would change if these IdPs were in use instead; changes first.

    ``now``: the apps as they are covered by what we have (:func:`cover`).
    """
    changed = cover([one.entry for one in now], apps, elsewhere(here, then))
    found = [
        Shift(one.entry, one.route, after.route) for one, after in zip(now, changed, strict=True)
    ]
    return sorted(found, key=lambda shift: (-abs(shift.gain), -shift.gain, shift.entry.name))


@dataclass(frozen=True)
class Impact:
    """What other IdPs would do for the stack as a whole."""

    better: int
    worse: int
    same: int
    before: Exposure
    after: Exposure


def impact(moved: Sequence[Shift]) -> Impact:
    """How many apps a change of IdPs betters and worsens, and the exposed seats on either side."""
    gains = [shift.gain for shift in moved]
    return Impact(
        better=sum(gain > 0 for gain in gains),
        worse=sum(gain < 0 for gain in gains),
        same=sum(gain == 0 for gain in gains),
        before=exposure([AppCoverage(shift.entry, shift.now) for shift in moved]),
        after=exposure([AppCoverage(shift.entry, shift.then) for shift in moved]),
    )
