"""Bills by profiles: the highest count of a period sets the bill. Pure.

Some vendors bill not for people who use the app but for the profiles in it, at the highest number
identified in the period, deleted ones included (Customer.io, "How we bill"). Beside that bill
stand two that are not charged but show what the rule costs: on the average of the period, and on
the count at each month's end.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from core.errors import Invalid

MONTHS = 12
MOST_PROFILES = Decimal(10**12)

# Twelve points of a sine wave, to nine digits, so that no mathematical library decides a bill.
_WAVE = tuple(
    Decimal(text)
    for text in [
        "1",
        "0.866025404",
        "0.5",
        "0",
        "-0.5",
        "-0.866025404",
        "-1",
        "-0.866025404",
        "-0.5",
        "0",
        "0.5",
        "0.866025404",
    ]
)


class Basis(StrEnum):
    """Which count sets the bill."""

    HIGH_WATER = "high-water"
    AVERAGE = "average"
    MONTH_END = "month-end"


class Mark(StrEnum):
    """Over which period the highest count is taken."""

    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True)
class Month:
    """Profiles in one month: the most at any moment, on average, at its end."""

    peak: Decimal
    average: Decimal
    end: Decimal


@dataclass(frozen=True)
class Bills:
    """A year's bills on each basis, and after a clean-up; money."""

    marks: tuple[Decimal, ...]
    """The billed count of each month under the high-water rule."""
    high_water: Decimal
    average: Decimal
    month_end: Decimal
    cleaned: Decimal

    @property
    def saving(self) -> Decimal:
        """What the clean-up saves in this first year."""
        return self.high_water - self.cleaned


def from_ends(ends: Sequence[Decimal]) -> tuple[Month, ...]:
    """Months from counts at each month's end: at least the larger end was reached in between.

    The month before the first is taken to have ended where the first did.
    """
    before = [ends[0], *ends[:-1]]
    return tuple(
        Month(max(old, new), (old + new) / 2, new) for old, new in zip(before, ends, strict=True)
    )


def generated(
    start: Decimal, growth_percent: Decimal, season_percent: Decimal, season_peak: int
) -> tuple[Month, ...]:
    """Twelve months from a start, growth in percent a month, and a season around it.

    The season is a sine wave of ``season_percent`` up and down that peaks in month
    ``season_peak`` (1 to 12).
    """
    ends, level = [], start
    for month in range(MONTHS):
        wave = _WAVE[(month + 1 - season_peak) % MONTHS]
        ends.append((level * (1 + season_percent / 100 * wave)).quantize(Decimal(1), ROUND_HALF_UP))
        level *= 1 + growth_percent / 100
    return from_ends(ends)


def counts(months: Sequence[Month], basis: Basis, mark: Mark) -> tuple[Decimal, ...]:
    """The count that each month is billed on."""
    if basis is Basis.MONTH_END:
        return tuple(month.end for month in months)
    if basis is Basis.AVERAGE:
        averages = [month.average for month in months]
        if mark is Mark.YEAR:
            return (sum(averages, Decimal(0)) / len(averages),) * len(averages)
        return tuple(averages)
    peaks = [month.peak for month in months]
    return (max(peaks),) * len(peaks) if mark is Mark.YEAR else tuple(peaks)


def bills(
    bill: Callable[[Sequence[Decimal]], Decimal],
    months: Sequence[Month],
    mark: Mark,
    cleanup_percent: Decimal = Decimal(0),
) -> Bills:
    """The bills side by side; ``bill`` is what a year costs on twelve monthly counts.

    A clean-up takes ``cleanup_percent`` of all profiles away in the first month. Deleted profiles
    still count in the period in which they were there, so it helps from the next period on: with
    a yearly mark it saves nothing in this year.
    """
    marks = counts(months, Basis.HIGH_WATER, mark)
    kept = (100 - cleanup_percent) / 100
    cleaned = marks if mark is Mark.YEAR else (marks[0], *(one * kept for one in marks[1:]))
    return Bills(
        marks=marks,
        high_water=bill(marks),
        average=bill(counts(months, Basis.AVERAGE, mark)),
        month_end=bill(counts(months, Basis.MONTH_END, mark)),
        cleaned=bill(cleaned),
    )


def check(months: Sequence[Month], lines: Sequence[int] | None = None) -> None:
    """Raise :class:`Invalid` that names the month (or line) unless these are twelve real months."""
    if len(months) != MONTHS:
        raise Invalid(
            f"There are {len(months)} months of profile counts; a year has 12.",
            field="profiles",
            hint="Give exactly the last twelve; later years grow from them.",
        )
    for number, month in enumerate(months):
        where = f"Line {lines[number]}" if lines else f"Month {number + 1}"
        for value in (month.peak, month.average, month.end):
            if not value.is_finite() or not 0 <= value <= MOST_PROFILES:
                raise Invalid(f"{where}: {value} profiles is not possible.", field="profiles")
        if month.peak < max(month.average, month.end):
            raise Invalid(
                f"{where}: the highest count {month.peak} is below the "
                f"{'average' if month.average > month.peak else 'count at the end'}.",
                field="profiles",
                hint="The highest count of a month cannot be below its other counts.",
            )
