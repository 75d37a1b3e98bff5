"""Removals of access that came after the end of access: how long, and what their seats cost. Pure.

One removal is one person's access in one place: an app, or the account at the identity provider
with its sessions. It is over with the last of its steps.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from core.offboarding.durations import length
from core.offboarding.progress.own_steps import OWN
from core.offboarding.proof.leaver import Counts, Leaver
from core.offboarding.views import case_number
from core.reports.spreadsheet import Cell, to_csv
from core.stack.values import NoSeatPrice, SeatPrice

_DAY = timedelta(days=1)

NOT_IN_IT = (
    "Not in it: the risk of access that was left open, and the hours of those who removed it. A "
    "seat counts from the moment until its access ended, at the contract price that the stack has "
    "now, by seats and 365 days; whether it could have been used otherwise, Offramp does not know."
)


@dataclass(frozen=True)
class LateRemoval:
    """Access of one person in one place that ended after it was to end, or has not ended yet."""

    case: int
    person: str
    app: str | None
    place: str
    effective: datetime
    zone: str
    ended_at: datetime | None
    """``None``: a removal there is still open."""
    now: datetime
    past_due: bool
    """Whether a step of it was finished after it was due, or is overdue."""
    price: SeatPrice | NoSeatPrice | None
    """``None``: it is no app."""

    @property
    def number(self) -> str:
        """The case as people say it."""
        return case_number(self.case)

    @property
    def after(self) -> timedelta:
        """From the moment to the end of access, or to now."""
        return (self.ended_at or self.now) - self.effective

    @property
    def days(self) -> float:
        """The same in days."""
        return self.after / _DAY

    @property
    def cost(self) -> Decimal | None:
        """What the seat cost since the moment, in the currency of its price; ``None``: unknown."""
        return self.price.over(self.after) if isinstance(self.price, SeatPrice) else None

    @property
    def currency(self) -> str | None:
        """Of the cost."""
        return self.price.currency if isinstance(self.price, SeatPrice) else None

    @property
    def is_unpriced(self) -> bool:
        """Whether it is an app of which nobody knows what a seat costs."""
        return isinstance(self.price, NoSeatPrice) and self.price is not NoSeatPrice.NOT_BY_SEAT


@dataclass(frozen=True)
class LateRemovals:
    """All of a period, the longest first. ``removals``: all whose moment has passed, those in time
    too; ``excused``: places of which no removal applied, which are in neither; ``moved``: cases
    whose moment was moved, so that another one was late or in time before."""

    rows: tuple[LateRemoval, ...] = ()
    removals: int = 0
    excused: int = 0
    moved: int = 0
    excused_after: int = 0
    """Places where a removal was excused after the moment, whatever became of its others."""
    longest_excused: timedelta | None = None
    """How long after the moment the latest of these was."""

    @property
    def past_due(self) -> int:
        """Those that were later than their own deadline, too."""
        return sum(one.past_due for one in self.rows)

    @property
    def by_case(self) -> Counter[int]:
        """Case → how many of them it has."""
        return Counter(one.case for one in self.rows)

    @property
    def by_app(self) -> Counter[str]:
        """App → how many people's access ended late there."""
        return Counter(one.app for one in self.rows if one.app)

    @property
    def still_open(self) -> int:
        """Those that have not ended."""
        return sum(one.ended_at is None for one in self.rows)

    @property
    def account_days(self) -> float:
        """Days of access after the end of access, of all together."""
        return sum(one.days for one in self.rows)

    @property
    def costs(self) -> dict[str, Decimal]:
        """Currency → what the seats cost, of those that have a price."""
        found: dict[str, Decimal] = {}
        for one in self.rows:
            if one.cost is not None and one.currency is not None:
                found[one.currency] = found.get(one.currency, Decimal(0)) + one.cost
        return dict(sorted(found.items()))

    @property
    def unpriced(self) -> frozenset[str]:
        """The apps of which nobody knows what a seat costs."""
        return frozenset(one.app for one in self.rows if one.app and one.is_unpriced)

    @property
    def not_by_seat(self) -> frozenset[str]:
        """The apps that are billed otherwise."""
        by_other = NoSeatPrice.NOT_BY_SEAT
        return frozenset(one.app for one in self.rows if one.app and one.price is by_other)


def late_removals(
    places: Iterable[tuple[Leaver, str | None, Counts]],
    prices: Mapping[str, SeatPrice | NoSeatPrice],
    names: Mapping[str, str],
    now: datetime,
    moved: Collection[int] = (),
) -> LateRemovals:
    """Of what each leaver had in each place. Before the moment nothing is late."""
    rows: list[LateRemoval] = []
    removals = excused = 0
    excused_after: list[timedelta] = []
    cases: set[int] = set()
    for leaver, app, counts in places:
        if leaver.effective > now:
            continue
        cases.add(leaver.id)
        if (after := counts.excused_after(leaver.effective)) is not None:
            excused_after.append(after)
        if not counts.removals:
            excused += bool(counts.removals_excused)
            continue
        removals += 1
        ended_at = None if counts.removals_open else counts.last_removed_at
        if ended_at is not None and ended_at <= leaver.effective:
            continue
        price = None if app is None else prices.get(app, NoSeatPrice.NOT_OURS)
        place = OWN if app is None else names.get(app, app)
        rows.append(
            LateRemoval(
                leaver.id, leaver.person, app, place, leaver.effective, leaver.zone, ended_at, now,
                counts.removals_past_due > 0, price,
            )
        )  # fmt: skip
    rows.sort(key=lambda one: (-one.after, one.case, one.place.casefold()))
    return LateRemovals(
        tuple(rows), removals, excused, len(cases.intersection(moved)), len(excused_after),
        max(excused_after, default=None),
    )  # fmt: skip


def in_words(found: LateRemovals, when: str) -> str:
    """The answer in one line. ``when``: ``Last quarter``, or ``From … to …,``; empty where no
    removal was due. What was excused after the end of access is said: it was not removed."""
    if not found.removals:
        return _all_excused(found, when)
    every = "the 1 removal" if found.removals == 1 else f"the {found.removals:,} removals"
    moved = _moved(found.moved)
    if not found.rows:
        return f"{when} none of {every} came after the end of access{_excused(found)}{moved}."
    said = f"{when} {len(found.rows):,} of {every} came after the end of access"
    if found.past_due:
        said += f", {found.past_due:,} past {'its' if found.past_due == 1 else 'their'} due time"
    if found.still_open:
        said += f", {found.still_open:,} still open"
    return (
        f"{said}: {days(found.account_days)} of access after leaving{_cost_in_words(found)}"
        f"{_excused(found)}{moved}."
    )


def _all_excused(found: LateRemovals, when: str) -> str:
    if not found.excused:
        return ""
    every = "the 1 removal was" if found.excused == 1 else f"all {found.excused:,} removals were"
    after = ""
    if found.excused_after and found.longest_excused:
        how_many = "" if found.excused == 1 else f"{found.excused_after:,} of them "
        longest = "" if found.excused_after == 1 else "the latest "
        after = f", {how_many}{longest}{length(found.longest_excused)} after the end of access"
    return f"{when} {every} marked not applicable{after}{_moved(found.moved)}."


def _excused(found: LateRemovals) -> str:
    if not found.excused_after or found.longest_excused is None:
        return ""
    latest = length(found.longest_excused)
    if found.excused_after == 1:
        return f"; 1 removal was marked not applicable {latest} after the end of access"
    return (
        f"; {found.excused_after:,} removals were marked not applicable after the end of access, "
        f"the latest {latest} after it"
    )


def _moved(cases: int) -> str:
    if not cases:
        return ""
    return f"; the moment of {'1 case' if cases == 1 else f'{cases:,} cases'} was moved"


def days(number: float) -> str:
    """``38 days``; under ten with a decimal, as 0 would say that there was none."""
    said = f"{number:,.0f}" if number >= 10 else f"{number:.1f}"
    return f"{'under 0.1' if said == '0.0' else said} days"


def money(amounts: Mapping[str, Decimal]) -> str:
    """``USD 120 and EUR 0.30``: whole units from ten on."""
    return " and ".join(
        f"{currency} {amount:,.0f}" if amount >= 10 else f"{currency} {amount:,.2f}"
        for currency, amount in amounts.items()
    )


def _cost_in_words(found: LateRemovals) -> str:
    unknown, other = len(found.unpriced), len(found.not_by_seat)
    said = f", about {money(found.costs)} of seats" if found.costs else ""
    if unknown and not found.costs:
        return f"; what their seats cost is not known for {_apps(unknown)}"
    if unknown:
        said += f"; price not known for {_apps(unknown)}"
    if other:
        said += f"; {_apps(other)} not billed by the seat"
    return said


def _apps(number: int) -> str:
    return "1 app" if number == 1 else f"{number:,} apps"


def price_in_words(one: LateRemoval) -> str:
    """``USD 12.40``, or why it is not known; a dash where there is no seat."""
    if one.cost is not None:
        return f"{one.currency} {one.cost:,.2f}"
    return "–" if one.price is None else str(one.price)


HEADER = (
    "Case", "Person", "App", "Access was to end (UTC)", "Access ended (UTC)", "Days after",
    "Past due", "Cost of the seat", "Currency", "Why no cost",
)  # fmt: skip


def as_rows(found: LateRemovals) -> Sequence[Sequence[Cell]]:
    """For a workbook or CSV, with :data:`HEADER`."""
    return [
        [
            one.number, one.person, one.place, f"{one.effective:%Y-%m-%d %H:%M}",
            f"{one.ended_at:%Y-%m-%d %H:%M}" if one.ended_at else "still open",
            round(one.days, 2), "yes" if one.past_due else None, one.cost, one.currency,
            None if one.cost is not None or one.price is None else str(one.price),
        ]
        for one in found.rows
    ]  # fmt: skip


def as_csv(found: LateRemovals) -> bytes:
    """All of them as a file that a spreadsheet opens."""
    return to_csv(HEADER, as_rows(found))


def as_printed(found: LateRemovals, most: int) -> list[list[str]]:
    """The first of them for the PDF."""
    return [
        [
            one.number, one.person, one.place,
            length(one.after) + ("" if one.ended_at else ", still open"), price_in_words(one),
        ]
        for one in found.rows[:most]
    ]  # fmt: skip


def as_plain(found: LateRemovals) -> dict[str, object]:
    """For JSON; lengths in seconds, amounts as text."""
    return {
        "removals": found.removals,
        "late": len(found.rows),
        "past_due": found.past_due,
        "open": found.still_open,
        "excused": found.excused,
        "excused_after": found.excused_after,
        "longest_excused_seconds": (
            found.longest_excused.total_seconds() if found.longest_excused else None
        ),
        "moment_moved": found.moved,
        "account_days": round(found.account_days, 3),
        "seats_cost": {currency: str(amount) for currency, amount in found.costs.items()},
        "price_not_known": sorted(found.unpriced),
        "not_billed_by_seat": sorted(found.not_by_seat),
        "each": [
            {
                "case": one.number,
                "person": one.person,
                "app": one.app,
                "effective": one.effective.isoformat(),
                "ended_at": one.ended_at.isoformat() if one.ended_at else None,
                "seconds_after": one.after.total_seconds(),
                "past_due": one.past_due,
                "seat_cost": None if one.cost is None else str(one.cost),
                "currency": one.currency,
                "why_no_cost": str(one.price) if isinstance(one.price, NoSeatPrice) else None,
            }
            for one in found.rows
        ],
    }
